import { memo } from 'react';
import type { FuncLook } from './row-look.ts';

interface FuncHeaderProps {
  readonly look: FuncLook;
  readonly top: number;
  readonly ariaRow: number;
  readonly id: string;
  readonly active: boolean;
}

/** The row that opens a function: what it is, where it lies, how long it is. */
export const FuncHeader = memo(function FuncHeader(props: FuncHeaderProps) {
  const { look, top } = props;
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.ariaRow}
      className={`row-func${props.active ? ' is-active' : ''}${look.isMain ? ' is-main' : ''}`}
      style={{ top }}
      data-row={props.ariaRow - 2}
    >
      <span role="gridcell" aria-colspan={6} className="func-cell">
        <b className="func-name">{look.section.name}</b>
        <span className="func-kind">{look.type}</span>
        {look.section.image ? (
          <span className="func-facts">
            {look.facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
            <span
              className="func-passes"
              title={
                look.section.image.code === 'bpf'
                  ? 'The JIT is off: the interpreter reads these insns'
                  : 'JIT passes and image length'
              }
            >
              {look.passes}
            </span>
          </span>
        ) : (
          <span className="func-refused">no image: refused, see the diagnostics</span>
        )}
        {look.note && <span className={`func-state is-${look.state}`}>{look.note}</span>}
      </span>
    </div>
  );
});
