import { Fragment } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import { placeLabel } from './code-place.ts';
import type { CpuMoment } from './cpu-look.ts';
import { type StackBlock, type StackRow, stackBlocks } from './stack-rows.ts';

interface StackTableProps {
  readonly result: LabResult;
  readonly moment: CpuMoment;
  /** "CPU 0". */
  readonly cpu: string;
}

const STAGE_WORDS: Readonly<Record<StackBlock['stage'], string>> = {
  building: 'being built',
  whole: '',
  unwound: 'given back',
};

/** The stack as frames, highest address on top: it grows towards the bottom. */
export function StackTable({ result, moment: { state, before }, cpu }: StackTableProps) {
  if (!state) return null;
  if (state.frames.length === 0) return <p className="quiet">No program has a frame here.</p>;
  const { blocks, hidden } = stackBlocks(state, before, (place) => placeLabel(result, place));
  return (
    <table className="stack" aria-label={`Stack of ${cpu}, highest address first`}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">pointer</th>
          <th scope="col">from rbp</th>
          <th scope="col">what</th>
          <th scope="col">value</th>
        </tr>
      </thead>
      {blocks.map((block, nth) => (
        <Fragment key={`${nth} ${block.title}`}>
          <Block block={block} />
          {nth === 0 && hidden > 0 && (
            <tbody>
              <tr>
                <td colSpan={4} className="quiet">
                  and {hidden} more frames
                </td>
              </tr>
            </tbody>
          )}
        </Fragment>
      ))}
    </table>
  );
}

function Block({ block }: { block: StackBlock }) {
  const firstDead = block.rows.findIndex(({ live }) => !live);
  return (
    <tbody className={`stack-frame is-${block.stage}`}>
      <tr>
        <th scope="rowgroup" colSpan={4} className="stack-title">
          <code>{block.title}</code> <span className="quiet">{STAGE_WORDS[block.stage]}</span>
        </th>
      </tr>
      {block.rows.map((row, nth) => (
        <Fragment key={row.addr.toString(16)}>
          {nth === firstDead && (
            <tr className="stack-below">
              <td colSpan={4}>{block.deadNote}</td>
            </tr>
          )}
          <Row row={row} />
        </Fragment>
      ))}
    </tbody>
  );
}

function Row({ row }: { row: StackRow }) {
  const classes = ['stack-row', row.live ? '' : 'is-dead', row.changed ? 'is-changed' : ''];
  return (
    <tr className={classes.filter(Boolean).join(' ')}>
      <td className="stack-marks">
        {row.marks.map((mark) => (
          <span key={mark} className={`stack-mark is-${mark}`}>
            {mark}
          </span>
        ))}
      </td>
      <td className="stack-off">{row.off}</td>
      <td className="stack-what">{row.label}</td>
      <td className="stack-value">
        <code>{row.value}</code>
        {row.changed && <span className="visually-hidden"> changed</span>}
      </td>
    </tr>
  );
}
