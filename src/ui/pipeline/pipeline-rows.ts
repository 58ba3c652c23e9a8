// The rows of the pipeline: each source insn with the rewritten insns that came of it, each of these with its x86.
// A row is a few numbers in arrays, so that a program of many insns costs a walk over it and little room.

import type { FuncImage } from '../../core/jit/index.ts';
import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import { functionStarts, isHighHalf } from './source-insns.ts';

/** What stands in a row, as bits: the head of a function, cells of the three columns, insns left out. */
export const CELL = { head: 1, source: 2, xlated: 4, x86: 8, fold: 16 } as const;

export interface RowTable {
  readonly prog: ProgResult;
  readonly progIdx: number;
  readonly count: number;
  /** CELL bits of each row. */
  readonly cells: Uint8Array;
  /** Source slot that the row belongs to; -1 for none. Of a fold, how many insns it leaves out. */
  readonly source: Int32Array;
  /** Rewritten slot that the row belongs to; -1 for none. Of a fold, the first source slot in it. */
  readonly slot: Int32Array;
  /** Index among the x86 insns of the function; -1 for none. */
  readonly x86: Int32Array;
  /** Function that the row belongs to; -1 in one that is gone. */
  readonly func: Int32Array;
}

export interface RowChoice {
  /** One column below the other, for narrow pages. */
  readonly isStacked: boolean;
  /** Shows a source insn only if this holds; null: all. */
  readonly shows: ((sourceIdx: number) => boolean) | null;
  /** Folds that are open, by the first source insn in each. */
  readonly opened?: ReadonlySet<number>;
}

class RowWriter {
  readonly cells: number[] = [];
  readonly source: number[] = [];
  readonly slot: number[] = [];
  readonly x86: number[] = [];
  readonly func: number[] = [];

  push(cells: number, source: number, slot: number, x86: number, func: number): void {
    this.cells.push(cells);
    this.source.push(source);
    this.slot.push(slot);
    this.x86.push(x86);
    this.func.push(func);
  }
}

/** Walks over a program once, in the order of its source. */
class RowBuilder {
  readonly rows = new RowWriter();
  private readonly prog: ProgResult;
  private readonly choice: RowChoice;
  private slot = 0;
  /** Next x86 insn of the function at hand. */
  private x86 = 0;
  private func = -1;
  private left = 0;
  /** First insn of the run of insns at hand that `shows` leaves out; -1 outside of one. */
  private foldStart = -1;

  constructor(prog: ProgResult, choice: RowChoice) {
    this.prog = prog;
    this.choice = choice;
  }

  build(): RowWriter {
    const { insns } = this.prog;
    const starts = new Set(functionStarts(insns));
    for (let source = 0; source < insns.length; source++) {
      if (isHighHalf(insns, source)) continue;
      if (starts.has(source)) this.enter(source);
      this.block(source);
    }
    this.leave();
    return this.rows;
  }

  private image(): FuncImage | undefined {
    return this.prog.jit?.funcs[this.func];
  }

  /** A function begins with its head, and what the JIT puts before its first insn. */
  private enter(source: number): void {
    this.leave();
    this.func = this.liveFunc(source);
    this.x86 = 0;
    this.rows.push(CELL.head, source, -1, -1, this.func);
    if (this.choice.shows === null) this.emit(CELL.xlated, -1, -1, 0);
    else this.x86 = this.end(0);
  }

  /** The function whose code comes from `source` on; -1 if nothing is left of it. */
  private liveFunc(source: number): number {
    const { xlated } = this.prog;
    if (xlated === null) return source === 0 ? 0 : -1;
    const next = this.func + 1;
    const found = xlated.subprogs.findIndex(
      ({ start }, idx) => idx >= Math.max(0, next) && start === this.slot,
    );
    const first = xlated.origin[this.slot] ?? -1;
    const following = functionStarts(this.prog.insns).find((start) => start > source);
    return found >= 0 && first >= source && first < (following ?? Number.POSITIVE_INFINITY)
      ? found
      : -1;
  }

  private leave(): void {
    this.fold();
    this.foldStart = -1;
    const image = this.image();
    // What the JIT puts behind the last insn belongs to none.
    if (image && this.choice.shows === null) this.emit(0, -1, -1, Number.POSITIVE_INFINITY);
  }

  private fold(): void {
    if (this.left > 0) this.rows.push(CELL.fold, this.left, this.foldStart, -1, this.func);
    this.left = 0;
  }

  /** End of the x86 insns that belong to slots before `slot`. */
  private end(slot: number): number {
    const insnIdx = this.image()?.insns.insnIdx;
    let end = this.x86;
    while (insnIdx && end < insnIdx.length && (insnIdx[end] ?? 0) < slot) end++;
    return end;
  }

  /** Rows of the x86 insns before slot `behind`; the first has `cells` as well. */
  private emit(cells: number, source: number, slot: number, behind: number): void {
    const end = this.end(behind);
    const { isStacked } = this.choice;
    if (cells !== 0 && (isStacked || end === this.x86)) {
      for (const cell of isStacked ? [CELL.source, CELL.xlated] : [cells]) {
        const isEmpty = slot < 0 && cell === CELL.xlated && end === this.x86;
        if ((cells & cell) !== 0 && !isEmpty) {
          this.rows.push(isStacked ? cell : cells, source, slot, -1, this.func);
        }
      }
    }
    for (let x86 = this.x86; x86 < end; x86++) {
      const first = x86 === this.x86 && !isStacked ? cells : 0;
      this.rows.push(first | CELL.x86, source, slot, x86, this.func);
    }
    this.x86 = end;
  }

  /** Also those that were left out, where the user has opened the fold that they are in. */
  private isShown(source: number): boolean {
    const { shows, opened } = this.choice;
    if (shows?.(source) ?? true) {
      this.fold();
      this.foldStart = -1;
      return true;
    }
    if (this.foldStart < 0) this.foldStart = source;
    return opened?.has(this.foldStart) ?? false;
  }

  /** One source insn, and what became of it. */
  private block(source: number): void {
    const isShown = this.isShown(source);
    const { xlated } = this.prog;
    if (!isShown) this.left++;
    let cells: number = CELL.source;
    const { origin } = xlated ?? { origin: new Int32Array(0) };
    while ((origin[this.slot] ?? Number.POSITIVE_INFINITY) <= source) {
      const behind = this.slot + (isHighHalf(xlated?.insns ?? [], this.slot + 1) ? 2 : 1);
      if (isShown) this.emit(cells | CELL.xlated, source, this.slot, behind);
      else this.x86 = this.end(behind);
      this.slot = behind;
      cells = 0;
    }
    if (isShown && cells !== 0) {
      const rest = this.choice.isStacked ? [CELL.source, CELL.xlated] : [CELL.source | CELL.xlated];
      for (const cell of rest) this.rows.push(cell, source, -1, -1, this.func);
    }
  }
}

/** The rows of one program. */
export function buildRows(result: LabResult, progIdx: number, choice: RowChoice): RowTable | null {
  const prog = result.progs[progIdx];
  if (!prog) return null;
  const rows = new RowBuilder(prog, choice).build();
  return {
    prog,
    progIdx,
    count: rows.cells.length,
    cells: Uint8Array.from(rows.cells),
    source: Int32Array.from(rows.source),
    slot: Int32Array.from(rows.slot),
    x86: Int32Array.from(rows.x86),
    func: Int32Array.from(rows.func),
  };
}

/** One row, taken out of the arrays. */
export interface Row {
  readonly row: number;
  readonly cells: number;
  readonly source: number;
  readonly slot: number;
  readonly x86: number;
  readonly func: number;
}

export function rowAt(table: RowTable, row: number): Row | null {
  const cells = table.cells[row];
  if (cells === undefined) return null;
  const { source, slot, x86, func } = table;
  return {
    row,
    cells,
    source: source[row] ?? -1,
    slot: slot[row] ?? -1,
    x86: x86[row] ?? -1,
    func: func[row] ?? -1,
  };
}
