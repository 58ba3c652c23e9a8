import { memo } from 'react';
import { hexAddr } from '../../core/base/index.ts';
import type { FuncImage } from '../../core/jit/index.ts';
import type { ProgState } from '../../core/machine/index.ts';
import type { ProgResult } from '../../core/pipeline/index.ts';
import type { FuncSection } from './byte-rows.ts';

const STATE_NOTES: Readonly<Record<ProgState, string>> = {
  absent: 'not loaded yet',
  loading: 'loading',
  loaded: 'loaded',
  held: 'closed, held by a slot',
  unloaded: 'waiting to be freed',
  freed: 'freed: filled with int3',
};

interface FuncHeaderProps {
  readonly section: FuncSection;
  readonly prog: ProgResult;
  readonly progState: ProgState | null;
  /** What an image waits for that is to be freed, or that it is. */
  readonly gone: string | null;
  readonly top: number;
  readonly ariaRow: number;
  readonly id: string;
  readonly active: boolean;
}

function passNote({ passes }: FuncImage): string {
  const first = passes[0]?.length;
  const last = passes.at(-1)?.length;
  const count = `${passes.length} ${passes.length === 1 ? 'pass' : 'passes'}`;
  return first === last ? count : `${count}, ${first} → ${last}`;
}

/** The row that opens a function: what it is, where it lies, how long it is. */
export const FuncHeader = memo(function FuncHeader(props: FuncHeaderProps) {
  const { section, prog, progState: state, top } = props;
  const { image } = section;
  const isMain = section.funcIdx === 0;
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.ariaRow}
      className={`row-func${props.active ? ' is-active' : ''}${isMain ? ' is-main' : ''}`}
      style={{ top }}
      data-row={props.ariaRow - 2}
    >
      <span role="gridcell" aria-colspan={6} className="func-cell">
        <b className="func-name">{section.name}</b>
        <span className="func-kind">{isMain ? prog.type : `subprogram of ${prog.name}`}</span>
        {image ? (
          <span className="func-facts">
            <span>{hexAddr(image.addr)}</span>
            <span>{image.bytes.length} bytes</span>
            <span className="func-passes" title="JIT passes and image length">
              {passNote(image)}
            </span>
          </span>
        ) : (
          <span className="func-refused">no image: refused, see the diagnostics</span>
        )}
        {state && state !== 'loaded' && image && (
          <span className={`func-state is-${state}`}>{props.gone ?? STATE_NOTES[state]}</span>
        )}
      </span>
    </div>
  );
});
