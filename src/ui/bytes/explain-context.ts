// What an explanation of one x86 instruction can draw on: where it stands, what it decodes to, what caused it.

import { hexAddr } from '../../core/base/index.ts';
import type { Insn } from '../../core/bpf/index.ts';
import type { FuncImage, Part } from '../../core/jit/index.ts';
import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import { decodeInsn, type X86Bad, type X86Insn, type X86Operand } from '../../core/x86/index.ts';
import type { GridRow } from './byte-rows.ts';
import { makeBpfPrinter, type Syntax } from './insn-text.ts';
import { partOf } from './row-groups.ts';
import { makeX86Printer } from './x86-printer.ts';

export type InsnRow = Extract<GridRow, { kind: 'insn' }>;

export interface InsnContext {
  readonly result: LabResult;
  readonly row: InsnRow;
  readonly prog: ProgResult;
  readonly image: FuncImage;
  readonly part: Part;
  /** Bytes in memory, which may be other than the image's at a site. */
  readonly bytes: Uint8Array;
  readonly insn: X86Insn | X86Bad;
  /** Bytes below rbp for the BPF stack, rounded up to 8: the S of "-4 - S". */
  readonly stackSize: number;
  /** As the verifier saw it, not rounded; null where that is not known. */
  readonly stackDepth: number | null;
  /** The BPF insn behind it, and its slot; null in the prologue. */
  readonly bpf: { readonly insn: Insn; readonly slot: number; readonly text: string } | null;
  /** A place of this function, or of another, by name: `+3b`, `target_a+0xb`, `bpf_get_prandom_u32`. */
  readonly placeName: (addr: bigint) => string;
  readonly text: string;
}

export interface ExplainInput {
  readonly result: LabResult;
  readonly row: InsnRow;
  readonly bytes: Uint8Array;
  readonly syntax: Syntax;
}

interface Printers {
  readonly x86: ReturnType<typeof makeX86Printer>;
  readonly bpf: ReturnType<typeof makeBpfPrinter>;
}

const printers = new WeakMap<LabResult, Printers>();

/** The printers of a result; made once for it. */
export function printersOf(result: LabResult): Printers {
  const known = printers.get(result);
  if (known) return known;
  const made = { x86: makeX86Printer(result), bpf: makeBpfPrinter(result) };
  printers.set(result, made);
  return made;
}

/** Names a place as a jump from `here` to it is printed. */
function placeNamer(result: LabResult, here: bigint): InsnContext['placeName'] {
  const { x86 } = printersOf(result);
  return (addr) => {
    // A near jump to the place, as bytes: its text is `jmp NAME`.
    const rel = Number(BigInt.asIntN(32, addr - here - 5n));
    const bytes = new Uint8Array(5);
    bytes[0] = 0xe9;
    new DataView(bytes.buffer).setInt32(1, rel, true);
    return x86(bytes, here, 'intel').replace(/^jmp /, '');
  };
}

function bpfOf({ result, row }: ExplainInput): InsnContext['bpf'] {
  const { progIdx } = row.section;
  const slot = row.image.insns.insnIdx[row.insn] ?? -1;
  const insn = result.progs[progIdx]?.xlated?.insns[slot];
  return insn ? { insn, slot, text: printersOf(result).bpf(progIdx, slot) } : null;
}

/** Null for a program that is not there. */
export function insnContext(input: ExplainInput): InsnContext | null {
  const { result, row, bytes, syntax } = input;
  const prog = result.progs[row.section.progIdx];
  if (!prog) return null;
  const { image } = row;
  const addr = image.addr + BigInt(row.start);
  return {
    result,
    row,
    prog,
    image,
    part: partOf(row),
    bytes,
    insn: decodeInsn(bytes, 0),
    stackSize: image.frame.stackSize,
    stackDepth: prog.xlated?.subprogs[image.funcIdx]?.stackDepth ?? null,
    bpf: bpfOf(input),
    placeName: placeNamer(result, addr),
    text: printersOf(result).x86(bytes, addr, syntax),
  };
}

/** The operand of one kind, if the insn has it. */
export function operandOf<K extends X86Operand['kind']>(
  { insn }: Pick<InsnContext, 'insn'>,
  kind: K,
): Extract<X86Operand, { kind: K }> | undefined {
  if (insn.kind === 'bad') return undefined;
  return insn.operands.find(
    (operand): operand is Extract<X86Operand, { kind: K }> => operand.kind === kind,
  );
}

/** What it does, `bad` for bytes that are no instruction. */
export function opOf({ insn }: Pick<InsnContext, 'insn'>): string {
  return insn.kind === 'bad' ? 'bad' : insn.op;
}

/** `+3b`, as the page writes offsets. */
export function offText(byteOff: number): string {
  return `+${byteOff.toString(16)}`;
}

/** Where a rel8 or rel32 leads; null for another insn. */
export function targetAddr(context: InsnContext): bigint | null {
  const rel = operandOf(context, 'rel');
  return rel
    ? context.image.addr + BigInt(context.row.start + context.insn.length + rel.rel)
    : null;
}

/** Why a rel32 to a far place holds what it holds; '' for another insn. */
export function distanceWords(context: InsnContext): string {
  const target = targetAddr(context);
  if (target === null) return '';
  const next = context.image.addr + BigInt(context.row.end);
  return `${context.placeName(target)} at ${hexAddr(target)} minus the next instruction at ${hexAddr(next)}`;
}

/** Slots of the same BPF insn that come before this x86 insn, and how many there are. */
export function placeInGroup({ row }: InsnContext): { readonly nth: number; readonly of: number } {
  const { insnIdx, part } = row.image.insns;
  const isSame = (insn: number) =>
    insnIdx[insn] === insnIdx[row.insn] && part[insn] === part[row.insn];
  let first = row.insn;
  while (first > 0 && isSame(first - 1)) first -= 1;
  let last = row.insn;
  while (last + 1 < insnIdx.length && isSame(last + 1)) last += 1;
  return { nth: row.insn - first + 1, of: last - first + 1 };
}
