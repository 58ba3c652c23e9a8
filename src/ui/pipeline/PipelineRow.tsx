import { memo } from 'react';
import type { RemovedInsn } from '../../core/rewrite/index.ts';
import { kindsOf, removedAt } from './pipeline-passes.ts';
import type { PipelinePrinter } from './pipeline-print.ts';
import { CELL, type Row, type RowTable } from './pipeline-rows.ts';
import { changeSign, chipOf, removedReason } from './pipeline-words.ts';

/** Bits of lit cells: source, xlated, x86. */
export type LitBits = number;
export const LIT = { source: 1, xlated: 2, x86: 4 } as const;

interface PipelineRowProps {
  readonly id: string;
  readonly table: RowTable;
  readonly printer: PipelinePrinter;
  readonly row: Row;
  readonly top: number;
  readonly pinned: LitBits;
  readonly hovered: LitBits;
  readonly isActive: boolean;
}

const SIGN_WORDS: Readonly<Record<string, string>> = {
  '+': 'put in',
  '~': 'changed',
  '>': 'offset follows',
};

function Chip({ table, marks }: { table: RowTable; marks: number }) {
  const chip = chipOf(table.prog, marks);
  if (!chip) return null;
  return (
    <span
      className={chip.isMinor ? 'pl-chip is-minor' : 'pl-chip'}
      title={`${chip.pass}: ${chip.label}`}
    >
      {chip.pass}
    </span>
  );
}

function Source({ table, printer, row }: PipelineRowProps) {
  if ((row.cells & CELL.source) === 0) return null;
  const text = printer.source(row.source);
  return (
    <>
      <span className="pl-idx">{row.source}</span>
      {removedAt(table.prog, row.source) ? (
        <del className="pl-code">{text}</del>
      ) : (
        <span className="pl-code">{text}</span>
      )}
    </>
  );
}

function Removed({ table, removed }: { table: RowTable; removed: RemovedInsn }) {
  const pass = kindsOf(table.prog, removed.marks).at(-1);
  return (
    <>
      <span className="pl-reason">{removedReason(table.prog, removed)}</span>
      <span className="pl-chip is-removed" title={pass && `${pass.pass}: ${pass.label}`}>
        {pass?.pass}
      </span>
    </>
  );
}

function Xlated({ table, printer, row }: PipelineRowProps) {
  if ((row.cells & CELL.xlated) === 0) return null;
  const { prog } = table;
  if (row.slot < 0) {
    const removed = row.source < 0 ? undefined : removedAt(prog, row.source);
    if (removed) return <Removed table={table} removed={removed} />;
    return <span className="pl-reason">{row.source < 0 ? 'prologue' : ''}</span>;
  }
  const sign = changeSign(prog, row.slot);
  return (
    <>
      <span className="pl-idx">{row.slot}</span>
      <span className="pl-sign">
        <span aria-hidden="true">{sign === '>' ? '›' : sign}</span>
        <span className="visually-hidden">{SIGN_WORDS[sign]}</span>
      </span>
      <span className="pl-code">{printer.xlated(row.slot)}</span>
      <Chip table={table} marks={prog.xlated?.provenance.marks[row.slot] ?? 0} />
    </>
  );
}

function X86({ printer, row }: PipelineRowProps) {
  if (row.x86 < 0) return null;
  const { place, bytes, asm } = printer.x86(row.func, row.x86);
  return (
    <>
      <span className="pl-idx">{place}</span>
      <span className="pl-bytes">{bytes}</span>
      <span className="pl-code">{asm}</span>
    </>
  );
}

function headWords({ prog }: RowTable, { func, source }: Row): string {
  const image = prog.jit?.funcs[func];
  const subprog = prog.xlated?.subprogs[func];
  if (prog.xlated === null) return source === 0 ? prog.name : 'function';
  if (!subprog) return 'A function that only dead code calls';
  const size = `${subprog.end - subprog.start} xlated insns`;
  return `${subprog.name} · ${size}, stack ${subprog.stackDepth}${image ? `, ${image.bytes.length} bytes` : ''}`;
}

function Whole(props: PipelineRowProps) {
  const { id, table, row, top, isActive } = props;
  const isHead = (row.cells & CELL.head) !== 0;
  const words = isHead
    ? headWords(table, row)
    : `${row.source} ${row.source === 1 ? 'insn' : 'insns'} left out`;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={row.row + 2}
      data-row={row.row}
      className={`pl-row ${isHead ? 'is-head' : 'is-fold'}${isActive ? ' is-active' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" aria-colspan={3}>
        <span>{words}</span>
        {!isHead && <span className="pl-open">Show</span>}
      </span>
    </div>
  );
}

const CELLS = [
  { column: 'source', bit: CELL.source, Part: Source },
  { column: 'xlated', bit: CELL.xlated, Part: Xlated },
  { column: 'x86', bit: CELL.x86, Part: X86 },
] as const;

/** A row of the three columns; of stacked ones, its only cell. */
export const PipelineRow = memo(function PipelineRow(
  props: PipelineRowProps & { isStacked: boolean },
) {
  const { id, row, top, pinned, hovered, isActive, isStacked } = props;
  if ((row.cells & (CELL.head | CELL.fold)) !== 0) return <Whole {...props} />;
  const tones = [(row.cells & CELL.source) !== 0 && 'is-first', isActive && 'is-active'];
  const shown = isStacked ? CELLS.filter(({ bit }) => (row.cells & bit) !== 0) : CELLS;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={row.row + 2}
      aria-selected={pinned !== 0}
      data-row={row.row}
      className={['pl-row', ...tones].filter(Boolean).join(' ')}
      style={{ transform: `translateY(${top}px)` }}
    >
      {shown.map(({ column, Part }) => {
        const lit = [
          (pinned & LIT[column]) !== 0 && 'is-pinned',
          (hovered & LIT[column]) !== 0 && 'is-hovered',
        ];
        return (
          <span
            key={column}
            role="gridcell"
            data-col={column}
            className={[`pl-cell is-${column}`, ...lit].filter(Boolean).join(' ')}
          >
            <Part {...props} />
          </span>
        );
      })}
    </div>
  );
}, sameRow);

type MemoProps = PipelineRowProps & { isStacked: boolean };

function sameRow(some: MemoProps, other: MemoProps): boolean {
  const keys = Object.keys(some) as (keyof MemoProps)[];
  // Rows are taken out of the table anew each time; a row of the same table is the same.
  return keys.every((key) =>
    key === 'row' ? some.row.row === other.row.row : some[key] === other[key],
  );
}
