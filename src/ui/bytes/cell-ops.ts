// Pieces of a row's picture that plain rows and poke sites have in common.

import type { ByteOp, DrawOp, Ink } from './draw-op.ts';
import type { GridLayout } from './grid-layout.ts';
import type { InsnLook } from './row-look.ts';

/** From the column's left end to the first byte. */
export const BYTES_PAD = 8;

export function cpuInk(hue: number): Ink {
  return (['cpu-1', 'cpu-2', 'cpu-3', 'cpu-4'] as const)[hue - 1] ?? 'cpu-1';
}

/** Bytes in a line, with a hairline of paper between them. */
export function byteOps(
  hexes: readonly string[],
  at: { readonly x: number; readonly y: number; readonly height: number; readonly cell: number },
  style: (nth: number) => Pick<ByteOp, 'face' | 'ink' | 'fill' | 'underline' | 'nth'>,
): ByteOp[] {
  const last = hexes.length - 1;
  return hexes.map((hex, nth) => ({
    kind: 'byte',
    x: at.x + nth * at.cell,
    y: at.y,
    width: nth === last ? at.cell : at.cell - 1,
    height: at.height,
    hex,
    corners: [nth === 0 ? 2 : 0, nth === last ? 2 : 0],
    ...style(nth),
  }));
}

/** Xlated insn with its index, and the line of the lab; `y` is the middle of their line. */
export function originOps(look: InsnLook, { xlated, source }: GridLayout, y: number): DrawOp[] {
  const ops: DrawOp[] = [];
  const ink: Ink = look.life === 'gone' ? 'ink-3' : 'ink-2';
  if (xlated && look.xlated) {
    const idx = String(look.insnIdx);
    const at = { y, face: 'code-small', ink: 'ink-3' } as const;
    const right = xlated.x + Math.max(16, idx.length * 8);
    ops.push({ kind: 'text', x: right, text: idx, align: 'right', ...at });
    const x = right + 7;
    const room = xlated.x + xlated.width - x - 4;
    ops.push({ kind: 'text', x, y, text: look.xlated, face: 'code', ink, room });
  }
  if (source && look.source) {
    const room = source.width - 8;
    ops.push({ kind: 'text', x: source.x, y, text: look.source, face: 'code', ink, room });
  }
  return ops;
}
