// One program's images cut into groups that have a counterpart in another build: a prologue, what a source insn
// became, and within a tail call its pieces.

import { at } from '../base/index.ts';
import { type FuncImage, PARTS, type Part } from '../jit/index.ts';
import type { LabImages } from '../pipeline/index.ts';
import { decodeInsn } from '../x86/index.ts';
import type { Piece } from './types.ts';

type ProgImages = LabImages['progs'][number];

/** An x86 insn, with what identifies it wherever it stands. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** All but distances: bytes, and the name of what is outside of the image and jumped to or called. */
  readonly shape: string;
  /** What it does, without operands. */
  readonly op: string;
  /** Where the distance in it leads, if it has one. */
  readonly leads: 'inside' | 'outside' | null;
  /** That distance, in bytes. */
  readonly rel: number;
}

export interface AnchoredGroup {
  readonly key: string;
  readonly piece: Piece;
  readonly sourceIdx: number | null;
  readonly units: Unit[];
}

export interface AnchoredFunc {
  readonly image: FuncImage;
  readonly isMain: boolean;
  /** In order of address of their first insn; source insns without code have an empty one. */
  readonly groups: ReadonlyMap<string, AnchoredGroup>;
  /** Slots of the rewritten program by source slot. */
  readonly slots: ReadonlyMap<number, readonly number[]>;
}

/** Name of what stands at an address outside of an image. */
export type NameOf = (addr: bigint) => string;

/** Names for the addresses that images of one build refer to. */
export function namesIn({ progs, symbols }: LabImages): NameOf {
  const names = new Map<bigint, string>([...symbols].map(([name, addr]) => [addr, name]));
  for (const { jit } of progs) for (const func of jit?.funcs ?? []) names.set(func.addr, func.name);
  return (addr) => names.get(addr) ?? addr.toString(16);
}

function unitOf(image: FuncImage, nth: number, nameOf: NameOf): Unit {
  const start = at(image.insns.byteOff, nth);
  const end = image.insns.byteOff[nth + 1] ?? image.bytes.length;
  const bytes = image.bytes.subarray(start, end);
  const insn = decodeInsn(bytes, 0);
  const hex = [...bytes].join();
  if (insn.kind === 'bad') return { start, end, bytes, shape: hex, op: 'bad', leads: null, rel: 0 };
  const op = insn.cc < 0 ? insn.op : `${insn.op}${insn.cc}`;
  const operand = insn.operands.find(({ kind }) => kind === 'rel');
  if (operand?.kind !== 'rel') return { start, end, bytes, shape: hex, op, leads: null, rel: 0 };
  const { rel, byteLen } = operand;
  const target = end + rel;
  const isInside = target >= 0 && target <= image.bytes.length;
  const to = isInside ? '' : nameOf(image.addr + BigInt(target));
  const shape = `${[...bytes.subarray(0, bytes.length - byteLen)].join()}/${byteLen} ${to}`;
  return { start, end, bytes, shape, op, leads: isInside ? 'inside' : 'outside', rel };
}

const PIECE_OF: Readonly<Record<Part, Piece>> = {
  prologue: 'prologue',
  body: 'body',
  check: 'check',
  bypass: 'bypass',
  unwind: 'unwind',
  target: 'target',
  epilogue: 'epilogue',
  site: 'target',
  rewind: 'rewind',
};

/** The JIT calls all in front of the sites, and the counting, one part: this tells its pieces apart. */
class CheckPieces {
  private jumps = 0;
  private readonly isIndirect: boolean;

  constructor(isIndirect: boolean) {
    this.isIndirect = isIndirect;
  }

  /** Of the next insn. Counting is what follows the jump at the limit, and writes. */
  next({ op, bytes }: Unit): Piece {
    const before = this.jumps;
    if (op.startsWith('jcc')) this.jumps++;
    if (!this.isIndirect) return before === 0 ? 'check' : 'count';
    if (before === 0) return 'index';
    if (before === 1) return 'check';
    const writes = op === 'add' || bytes[0] === 0x89;
    return writes ? 'count' : 'slot';
  }
}

/** `keyOf` names a source slot alike in both builds. */
export function anchoredFuncs(
  prog: ProgImages,
  keyOf: (sourceIdx: number) => string,
  nameOf: NameOf,
): AnchoredFunc[] {
  const { jit, xlated } = prog;
  if (!jit || !xlated) return [];
  return jit.funcs.map((image, funcIdx) => {
    const groups = new Map<string, AnchoredGroup>();
    const slots = new Map<number, number[]>();
    const { start, end } = at(xlated.subprogs, funcIdx);
    for (let slot = start; slot < end; slot++) {
      const source = at(xlated.origin, slot);
      slots.set(source, [...(slots.get(source) ?? []), slot]);
    }
    const pieces = new PieceReader(xlated, groups, keyOf);
    image.insns.byteOff.forEach((_, nth) => {
      const part = PARTS[at(image.insns.part, nth)] ?? 'body';
      pieces.add(at(image.insns.insnIdx, nth), part, unitOf(image, nth, nameOf));
    });
    return { image, isMain: funcIdx === 0, groups, slots };
  });
}

class PieceReader {
  private readonly xlated: NonNullable<ProgImages['xlated']>;
  private readonly groups: Map<string, AnchoredGroup>;
  private readonly keyOf: (sourceIdx: number) => string;
  private slot = -1;
  private check = new CheckPieces(false);

  constructor(
    xlated: NonNullable<ProgImages['xlated']>,
    groups: Map<string, AnchoredGroup>,
    keyOf: (sourceIdx: number) => string,
  ) {
    this.xlated = xlated;
    this.groups = groups;
    this.keyOf = keyOf;
  }

  add(slot: number, part: Part, unit: Unit): void {
    if (slot !== this.slot) {
      this.slot = slot;
      this.check = new CheckPieces(this.xlated.insns[slot]?.imm === 0);
    }
    const piece = part === 'check' ? this.check.next(unit) : PIECE_OF[part];
    const sourceIdx = slot < 0 ? null : at(this.xlated.origin, slot);
    const key = sourceIdx === null ? 'prologue' : `${this.keyOf(sourceIdx)} ${piece}`;
    const group = this.groups.get(key);
    if (group) group.units.push(unit);
    else this.groups.set(key, { key, piece, sourceIdx, units: [unit] });
  }
}
