// The picture of one x86 instruction, as draw ops.

import { PART_LABELS } from '../shared/parts.ts';
import { ROW_HEIGHT } from './byte-rows.ts';
import { BYTES_PAD, byteOps, cpuInk, originOps } from './cell-ops.ts';
import type { ByteOp, DrawOp, Face, Ink } from './draw-op.ts';
import type { GridLayout } from './grid-layout.ts';
import type { InsnLook } from './row-look.ts';
import { siteOps } from './site-ops.ts';

const MIDDLE = ROW_HEIGHT.insn / 2;
const CELL = { top: 2, height: 20 } as const;

/** What belongs to the row as a whole: what lights it up, and the mark of a search. */
function backOps(look: InsnLook, { width, off }: GridLayout): DrawOp[] {
  const height = look.site ? ROW_HEIGHT.site : ROW_HEIGHT.insn;
  const ops: DrawOp[] = [];
  const fill = (ink: Ink, alpha?: number) =>
    ops.push({ kind: 'rect', x: 0, y: 0, width, height, fill: ink, ...(alpha ? { alpha } : {}) });
  const [cpu] = look.pointers;
  if (cpu) fill(cpuInk(cpu.hue), 0.09);
  if (look.found) fill('accent-preview');
  if (look.lit === 'hovered' && !look.site) fill('accent-preview');
  if (look.lit === 'pinned' || look.found === 'current') fill('accent-soft');
  if (look.lit === 'pinned') {
    ops.push({ kind: 'rect', x: 0, y: 0, width: 3, height, fill: 'accent' });
  }
  if (look.found) {
    const wide = look.found === 'current' ? 6 : 3;
    ops.push({ kind: 'rect', x: width - wide, y: 0, width: wide, height, fill: 'accent' });
  }
  if (look.starts && !look.site) {
    ops.push({ kind: 'rect', x: off.x, y: 0, width: width - off.x, height: 1, fill: 'line-soft' });
  }
  return ops;
}

/** The letter of the part on its hue. */
function letterOps(look: InsnLook, { letter }: GridLayout): DrawOp[] {
  const text = PART_LABELS[look.part].letter;
  const at = { x: letter.x + Math.floor((letter.width - 3) / 2), y: MIDDLE } as const;
  const isBody = look.part === 'body';
  const ink: Ink = isBody ? 'part-body' : `part-${look.part}-ink`;
  const ops: DrawOp[] = [{ kind: 'text', ...at, text, face: 'letter', ink, align: 'center' }];
  if (!isBody) {
    const x = letter.x + letter.width - 3;
    const fill: Ink = `part-${look.part}`;
    ops.push({ kind: 'rect', x, y: 0, width: 3, height: ROW_HEIGHT.insn, fill });
  }
  return ops;
}

function stillBytes(look: InsnLook, { bytes, cell }: GridLayout): DrawOp[] {
  const at = { x: bytes.x + BYTES_PAD, y: CELL.top, height: CELL.height, cell };
  const fill: ByteOp['fill'] = look.life ? 'hatch' : `part-${look.part}-soft`;
  const ink: Ink = look.life === 'gone' ? 'ink-3' : 'ink';
  const hexes = look.cells.map(({ hex }) => hex);
  return byteOps(hexes, at, (nth) => ({ nth, face: 'code', ink, fill, underline: null }));
}

/** Everything in the row of an instruction but what hangs in its margin. */
export function insnOps(look: InsnLook, layout: GridLayout): DrawOp[] {
  if (look.site) return [...backOps(look, layout), ...siteOps(look, look.site, layout)];
  const { asm, off } = layout;
  const face: Face = 'code';
  const room = asm.width - 8;
  return [
    ...backOps(look, layout),
    { kind: 'text', x: off.x, y: MIDDLE, text: look.off, face, ink: 'ink-3' },
    ...letterOps(look, layout),
    ...stillBytes(look, layout),
    { kind: 'text', x: asm.x, y: MIDDLE, text: look.asm, face, ink: 'ink', room },
    ...originOps(look, layout, MIDDLE),
  ];
}
