import { useEffect, useRef } from 'react';
import type { PropertyId } from '../../core/explore/index.ts';
import { PROPERTIES } from '../../store/explorer-library.ts';

interface InvariantProps {
  readonly property: PropertyId;
  readonly isOpen: boolean;
  /** It was asked for, not opened here. */
  readonly hasFocus: boolean;
  onToggle(isOpen: boolean): void;
}

/** What must hold in every step, and why breaking it is fatal. */
export function Invariant({ property, isOpen, hasFocus, onToggle }: InvariantProps) {
  const summary = useRef<HTMLElement>(null);
  const found = PROPERTIES.find(({ id }) => id === property);
  useEffect(() => {
    if (hasFocus) summary.current?.focus();
  }, [hasFocus]);
  if (!found) return null;
  return (
    <details
      className="invariant"
      open={isOpen}
      onToggle={(event) => onToggle(event.currentTarget.open)}
    >
      <summary ref={summary}>The invariant: {found.name}</summary>
      <p>{found.invariant}</p>
    </details>
  );
}
