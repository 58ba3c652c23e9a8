// What a row of the bytes' picture is drawn from.

import type { Part } from '../../core/jit/index.ts';
import type { DescView } from '../../core/machine/index.ts';
import type { CpuPointer } from '../bytes/cpu-pointers.ts';
import type { PictureRow } from './byte-picture-rows.ts';
import type { Palette } from './palette.ts';

export type PictureInsn = Extract<PictureRow, { kind: 'insn' }>;

/** Where the columns of a row stand, px from its left. */
export interface RowColumns {
  readonly off: number;
  readonly letter: number;
  readonly bytes: number;
  readonly asm: number;
  readonly bpf: number;
  readonly width: number;
}

export interface RowInk {
  readonly hue: string;
  readonly soft: string;
  readonly ink: string;
}

/** What a row needs besides its place. */
export interface RowFacts {
  readonly desc: DescView | null;
  readonly freed: boolean;
  /** "jmp_table[0] = target_a". */
  readonly slot: string;
  readonly pointers: readonly CpuPointer[];
  text(bytes: Uint8Array): string;
  readonly bpf: string;
}

export function inkOf(part: Part, palette: Palette): RowInk {
  return {
    hue: palette(`--part-${part}`),
    soft: palette(`--part-${part}-soft`),
    ink: palette(`--part-${part}-ink`),
  };
}

export function flightInk(palette: Palette): RowInk {
  return {
    hue: palette('--flight'),
    soft: palette('--flight-soft'),
    ink: palette('--flight-ink'),
  };
}
