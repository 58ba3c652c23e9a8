// Opcode byte -> lowering, put together from the rows of every insn class.

import { ALU_ROWS } from './lower-alu.ts';
import { ATOMIC_ROWS } from './lower-atomic.ts';
import { CALL_ROWS } from './lower-call.ts';
import { ENDIAN_ROWS } from './lower-endian.ts';
import { EXIT_ROWS } from './lower-exit.ts';
import { JUMP_ROWS } from './lower-jump.ts';
import { LOAD_ROWS } from './lower-load.ts';
import { MOVE_ROWS } from './lower-move.ts';
import { MUL_DIV_ROWS } from './lower-mul-div.ts';
import { SHIFT_ROWS } from './lower-shift.ts';
import { STORE_ROWS } from './lower-store.ts';
import { TAIL_CALL_ROWS } from './lower-tail-call.ts';
import type { Lowering } from './lowering.ts';

const ALL_ROWS = [
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

function fillTable(): (Lowering | null)[] {
  const table: (Lowering | null)[] = Array.from({ length: 256 }, () => null);
  for (const [codes, lowering] of ALL_ROWS.flat()) {
    for (const code of codes) table[code] = lowering;
  }
  return table;
}

/** By opcode byte 0..255; null for what the JIT does not know. */
export const LOWERINGS: readonly (Lowering | null)[] = fillTable();
