import type { PassTrace } from '../../core/jit/index.ts';

interface KeyProps {
  readonly mark: string;
  readonly children: string;
}

function Key({ mark, children }: KeyProps) {
  return (
    <li>
      <span className={`pass-mark is-${mark}`} aria-hidden="true" />
      {children}
    </li>
  );
}

/** What the marks of the picture mean. */
export function PassLegend({ trace: { rules, passes } }: { trace: PassTrace }) {
  const hasNops = passes.some(({ nops }) => nops.some((size) => size > 0));
  return (
    <ul className="pass-legend">
      <Key mark="near">near jump, 5 or 6 bytes</Key>
      <Key mark="short">short jump, 2 bytes</Key>
      {hasNops && <Key mark="nops">nops in place of what it gave up</Key>}
      <Key mark="turned">changed in this pass</Key>
      <Key mark="reach">offset of the jump that is followed</Key>
      <Key mark="limit">{`end of a short jump's reach, ${rules.shortMax} ahead`}</Key>
    </ul>
  );
}
