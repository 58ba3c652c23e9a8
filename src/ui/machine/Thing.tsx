import type { ReactNode } from 'react';
import type { Selection } from '../../store/model.ts';
import { useMachine } from './machine-tools.ts';
import { showMachineTab } from './tab-state.ts';

interface ThingProps {
  readonly selection: Selection;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
}

/** Something that can be pointed at: hover previews it everywhere, a click pins it, two open the inspector. */
export function Thing({ selection, className = '', title, children }: ThingProps) {
  const { lit, onHover, onPin } = useMachine();
  const isPinned = lit.isPinned(selection);
  return (
    <button
      type="button"
      className={`thing ${className}`}
      title={title}
      data-lit={lit.has(selection) || undefined}
      aria-current={isPinned ? 'true' : undefined}
      onMouseEnter={() => onHover(selection)}
      onMouseLeave={() => onHover(null)}
      onFocus={() => onHover(selection)}
      onBlur={() => onHover(null)}
      onClick={() => onPin(selection)}
      onDoubleClick={() => showMachineTab('inspector')}
    >
      {children}
      {isPinned && <PinMark />}
    </button>
  );
}

function PinMark() {
  return (
    <svg className="pin-mark" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <path d="M3 1h4l-.6 3L8.5 6h-3v3.5l-.5.5-.5-.5V6h-3l2.1-2z" />
    </svg>
  );
}
