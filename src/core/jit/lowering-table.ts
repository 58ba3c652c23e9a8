// Opcode byte -> lowering, put together from the rows of every insn class.

import type { JitOptions } from '../kernel/index.ts';
import { ALU_ROWS } from './lower-alu.ts';
import { ATOMIC_ROWS, SMALL_ATOMIC_ROWS } from './lower-atomic.ts';
import { CALL_ROWS } from './lower-call.ts';
import { BSWAP_ROWS, ENDIAN_ROWS } from './lower-endian.ts';
import { EXIT_ROWS } from './lower-exit.ts';
import { GOTOL_ROWS, JUMP_ROWS } from './lower-jump.ts';
import { LOAD_ROWS } from './lower-load.ts';
import { MOVE_ROWS, SIGNED_LOAD_ROWS } from './lower-move.ts';
import { MUL_DIV_ROWS } from './lower-mul-div.ts';
import { SHIFT_ROWS } from './lower-shift.ts';
import { STORE_ROWS } from './lower-store.ts';
import { TAIL_CALL_ROWS } from './lower-tail-call.ts';
import type { Lowering, LoweringRows } from './lowering.ts';

const ROWS = [
  ALU_ROWS,
  MOVE_ROWS,
  MUL_DIV_ROWS,
  SHIFT_ROWS,
  ENDIAN_ROWS,
  LOAD_ROWS,
  STORE_ROWS,
  ATOMIC_ROWS,
  JUMP_ROWS,
  CALL_ROWS,
  TAIL_CALL_ROWS,
  EXIT_ROWS,
];
const V4_ROWS = [...ROWS, SIGNED_LOAD_ROWS, BSWAP_ROWS, GOTOL_ROWS];

type Table = readonly (Lowering | null)[];

function fillTable(rows: readonly LoweringRows[]): Table {
  const table: (Lowering | null)[] = Array.from({ length: 256 }, () => null);
  for (const [codes, lowering] of rows.flat()) {
    for (const code of codes) table[code] = lowering;
  }
  return table;
}

const TABLE = fillTable(ROWS);
const V4_TABLE = fillTable(V4_ROWS);
const ORDERED_TABLE = fillTable([...V4_ROWS, SMALL_ATOMIC_ROWS]);

/** By opcode byte 0..255; null for what the JIT of a kernel does not know. */
export function lowerings({ cpuV4, acquireRelease }: JitOptions): Table {
  if (acquireRelease) return ORDERED_TABLE;
  return cpuV4 ? V4_TABLE : TABLE;
}
