import type { ReactNode } from 'react';

interface FactsProps {
  readonly label: string;
  /** The names are code, which takes more room. */
  readonly hasCode?: boolean;
  readonly children: ReactNode;
}

/** Names and values, one line each; names as the kernel's sources spell them are code. */
export function Facts({ label, hasCode = false, children }: FactsProps) {
  return (
    <dl className={hasCode ? 'facts has-code' : 'facts'} aria-label={label}>
      {children}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly isCode?: boolean;
  readonly children: ReactNode;
}

export function Fact({ name, isCode = false, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{isCode ? <code>{name}</code> : name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
