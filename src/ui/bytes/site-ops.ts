// The picture of a poke site: taller, framed, with its state; or its bytes in flight.

import type { CpuLetter } from '../shared/cpu-letters.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { BYTES_PAD, byteOps, originOps } from './cell-ops.ts';
import type { ByteOp, DrawOp, FlowPart, Ink } from './draw-op.ts';
import type { GridLayout } from './grid-layout.ts';
import type { FlightLook, InsnLook, SiteLook } from './row-look.ts';

const FRAME = { y: 2, height: 60 } as const;
/** Middles of the two lines of a site at rest. */
const LINES = [20, 44] as const;
/** The three lines of bytes in flight: old, in memory, new. */
const FLIGHT = [
  { y: 3, height: 18 },
  { y: 21, height: 22 },
  { y: 43, height: 18 },
] as const;

const STATE_INKS = {
  empty: 'ink-2',
  armed: 'part-unwind-ink',
  live: 'part-target-ink',
  forbidden: 'danger-ink',
  nops: 'ink-2',
  moving: 'flight-ink',
} as const satisfies Record<string, Ink>;

interface Hues {
  readonly soft: Ink;
  readonly ink: Ink;
}

function huesOf(look: InsnLook): Hues {
  if (look.flight) return { soft: 'flight-soft', ink: 'flight-ink' };
  return { soft: `part-${look.part}-soft`, ink: `part-${look.part}-ink` };
}

/** The tinted band, and the letter at its head. */
function bandOps(look: InsnLook, hues: Hues, layout: GridLayout): DrawOp[] {
  const { letter, width, off, size } = layout;
  const x = letter.x;
  const right = width - 4;
  const text = PART_LABELS[look.part].letter;
  const middle = FRAME.y + FRAME.height / 2;
  const band = { x, width: right - x, ...FRAME };
  const ops: DrawOp[] = [
    { kind: 'rect', ...band, fill: hues.soft, corners: [4, 4] },
    { kind: 'rect', x, width: letter.width, ...FRAME, fill: hues.ink, corners: [4, 0] },
    {
      kind: 'text',
      x: x + Math.floor(letter.width / 2),
      y: middle,
      text,
      face: 'letter',
      ink: 'on-hue',
      align: 'center',
    },
    {
      kind: 'text',
      x: off.x,
      y: LINES[0],
      text: look.off,
      face: 'code',
      ink: 'ink-3',
      room: letter.x - off.x - (size === 'tiny' ? 1 : 4),
    },
  ];
  if (look.lit === 'pinned') {
    ops.push({ kind: 'frame', ...band, ink: 'accent', line: 2, radius: 4 });
  }
  return ops;
}

export function siteOps(look: InsnLook, site: SiteLook, layout: GridLayout): DrawOp[] {
  const hues = huesOf(look);
  const rest = look.flight
    ? flightOps(look, look.flight, layout)
    : stillOps(look, site, hues, layout);
  return [...bandOps(look, hues, layout), ...rest, ...originOps(look, layout, LINES[0])];
}

function stillOps(look: InsnLook, site: SiteLook, hues: Hues, layout: GridLayout): DrawOp[] {
  const { bytes, cell, asm, size } = layout;
  const at = { x: bytes.x + BYTES_PAD, y: LINES[0] - 10, height: 20, cell };
  const hexes = look.cells.map(({ hex }) => hex);
  const width = hexes.length * cell;
  const fill: ByteOp['fill'] = look.life ? 'hatch' : 'bg-pane';
  const ink: Ink = look.life === 'gone' ? 'ink-3' : 'ink';
  const line = { y: LINES[0], face: 'code-strong', ink: 'ink' } as const;
  return [
    ...byteOps(hexes, at, (nth) => ({ nth, face: 'code-strong', ink, fill, underline: null })),
    ...frameOf(at, width, hues.ink),
    { kind: 'text', x: asm.x, text: look.asm, room: asm.width - 8, ...line },
    siteLine(site, hues, at.x, layout.width - at.x - CHIP_END - chipWidth(site, size)),
    ...chipOps(site, layout),
  ];
}

/** From the end of the way out to that of the row; the style sheet has the same. */
const CHIP_END = 12;
const CHIP = { y: 34, height: 20 } as const;
const CHIP_CHAR = 7.2;

/** Room that the way to the landing point takes at the end of the second line: its arrow at least. */
function chipWidth({ landing }: SiteLook, size: GridLayout['size']): number {
  if (!landing) return 0;
  const chars = size === 'tiny' ? 1 : landing.name.length + 2;
  return Math.ceil(chars * CHIP_CHAR) + 16;
}

/** Where the jump lands, as something to press. */
function chipOps(site: SiteLook, { width, size }: GridLayout): DrawOp[] {
  const { landing } = site;
  if (!landing) return [];
  const wide = chipWidth(site, size);
  const box = { x: width - CHIP_END - wide, width: wide, ...CHIP };
  const text = size === 'tiny' ? landing.arrow : `${landing.arrow} ${landing.name}`;
  const at = { x: box.x + 8, y: CHIP.y + CHIP.height / 2 };
  return [
    { kind: 'rect', ...box, fill: 'bg-pane', corners: [10, 10] },
    { kind: 'frame', ...box, ink: 'part-target', line: 1, radius: 10 },
    { kind: 'text', ...at, text, face: 'code-small', ink: 'part-target-ink' },
  ];
}

function frameOf(
  at: { readonly x: number; readonly y: number; readonly height: number },
  width: number,
  ink: Ink,
): DrawOp[] {
  const box = { x: at.x - 3, y: at.y - 3, width: width + 6, height: at.height + 6 };
  return [{ kind: 'frame', ...box, ink, line: 2, radius: 4 }];
}

/** "P1 bypass (disc) live jmp_table[0] = target_a". */
function siteLine({ label, state, slot }: SiteLook, hues: Hues, x: number, room: number): DrawOp {
  const text = { kind: 'text', x: 0, y: LINES[1] } as const;
  const parts: FlowPart[] = [
    { gap: 0, op: { ...text, text: label, face: 'words-strong', ink: hues.ink } },
  ];
  if (state === 'moving') {
    const words = 'its partner is being poked';
    parts.push({ gap: 6, op: { ...text, text: words, face: 'words', ink: 'ink-2' } });
    return { kind: 'flow', x, room, parts };
  }
  if (state) {
    parts.push(
      { gap: 6, op: { kind: 'glyph', x: 0, y: LINES[1], state, radius: 5.5 } },
      { gap: 6, op: { ...text, text: state, face: 'words-strong', ink: STATE_INKS[state] } },
    );
  }
  parts.push({ gap: 6, op: { ...text, text: slot, face: 'code-small', ink: 'ink-2' } });
  return { kind: 'flow', x, room, parts };
}

/** Old bytes above, memory in the middle, new bytes below, and who may fetch which. */
function flightOps(look: InsnLook, flight: FlightLook, layout: GridLayout): DrawOp[] {
  const { bytes, cell, asm, size } = layout;
  const x = bytes.x + BYTES_PAD;
  const [above, middle, below] = FLIGHT;
  const room = asm.width - 8;
  const line = (box: { readonly y: number; readonly height: number }) => box.y + box.height / 2;
  const ghost = (hexes: readonly string[], box: typeof above | typeof below) =>
    byteOps(hexes, { x, ...box, cell }, () => ({
      nth: -1,
      face: 'code-tiny',
      ink: 'ink-2',
      fill: null,
      underline: null,
    }));
  const wordsX = x + look.cells.length * cell + 10;
  const wordsRoom = asm.x - wordsX;
  const small = { x: asm.x, room, face: 'code-small', ink: 'ink-2' } as const;
  return [
    ...ghost(flight.old, above),
    ...memoryOps(look, { x, ...middle, cell }),
    ...ghost(flight.new, below),
    wordLine('old', flight.fetchers.old, wordsX, line(above), wordsRoom),
    wordLine(
      size === 'tiny' ? 'now' : 'in memory',
      flight.fetchers.now,
      wordsX,
      line(middle),
      wordsRoom,
    ),
    wordLine('new', flight.fetchers.new, wordsX, line(below), wordsRoom),
    { kind: 'text', ...small, y: line(above), text: flight.oldAsm },
    {
      kind: 'text',
      x: asm.x,
      y: line(middle),
      text: flight.words,
      ink: 'flight-ink',
      ...(size === 'tiny' || size === 'narrow'
        ? { face: 'words-tiny-strong', room, wrap: 11 }
        : { face: 'words-strong', room: layout.width - asm.x - 8 }),
    },
    { kind: 'text', ...small, ink: 'ink', y: line(below), text: flight.newAsm },
  ];
}

type Place = {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly cell: number;
};

/** What memory holds: the trap byte loud, what is written underlined. */
function memoryOps(look: InsnLook, at: Place): DrawOp[] {
  const hexes = look.cells.map(({ hex }) => hex);
  const cells = byteOps(hexes, at, (nth) => {
    const role = look.cells[nth]?.role ?? 'still';
    const still = { nth, face: 'code-strong', underline: null } as const;
    if (role === 'int3') return { ...still, face: 'code-loud', ink: 'flight-on', fill: 'flight' };
    if (role === 'new') {
      return { ...still, ink: 'flight-ink', fill: 'flight-soft', underline: 'flight' };
    }
    return { ...still, ink: 'ink', fill: 'bg-pane' };
  });
  const { x, y, height, cell } = at;
  const box = { x: x - 2, y: y - 2, width: hexes.length * cell + 4, height: height + 4 };
  return [...cells, { kind: 'frame', ...box, ink: 'flight', line: 2, radius: 2 }];
}

function wordLine(
  text: string,
  cpus: readonly CpuLetter[],
  x: number,
  y: number,
  room: number,
): DrawOp {
  const word = { kind: 'text', x: 0, y, text, face: 'words-tiny', ink: 'flight-ink' } as const;
  const tags = cpus.map(({ letter, hue }, nth): FlowPart => {
    const box = { x: 0, y: y - 8, width: 16, height: 16 };
    return { gap: nth === 0 ? 6 : 2, op: { kind: 'tag', ...box, letter, hue, points: false } };
  });
  return { kind: 'flow', x, room, parts: [{ gap: 0, op: word }, ...tags] };
}
