// Why the instructions of the body are there: the BPF insn behind them, and where each constant comes from.
// Authority: do_jit and its helpers in bpf_jit_comp.c, Linux 6.1.

import {
  BPF_XOR,
  isCall,
  isExit,
  isGoto,
  isJump,
  isLdImm64,
  isPseudoCall,
  jumpTarget,
  OP_MASK,
} from '../../core/bpf/index.ts';
import {
  distanceWords,
  type InsnContext,
  operandOf,
  opOf,
  placeInGroup,
  targetAddr,
} from './explain-context.ts';
import { countsByPointer } from './explain-count-pointer.ts';
import { signedHex } from './explain-fields.ts';
import type { Reason } from './explain-reason.ts';

const RBP = 5;
const R11 = 11;
const RCX = 1;
const PSEUDO_MAP_FD = 1;
const PSEUDO_MAP_VALUE = 2;

type BpfBehind = NonNullable<InsnContext['bpf']>;

/** Why this x86 insn, beyond being one of several of its BPF insn. */
function insnWords(context: InsnContext, bpf: BpfBehind): string {
  const { nth, of } = placeInGroup(context);
  const head =
    of === 1 ? `BPF ${bpf.slot}: ${bpf.text}` : `BPF ${bpf.slot}, ${nth} of ${of}: ${bpf.text}`;
  const more = specialWords(context, bpf);
  return more === null ? head : `${head}; ${more}`;
}

function usesReg(context: InsnContext, num: number): boolean {
  const { insn } = context;
  return insn.kind === 'insn' && insn.operands.some((one) => one.kind === 'reg' && one.num === num);
}

function specialWords(context: InsnContext, bpf: BpfBehind): string | null {
  const op = opOf(context);
  if (op === 'nop')
    return 'padding: the jump became shorter than in the pass before, the image must not';
  if (op === 'lfence') return 'a barrier against speculation that the verifier put in';
  if (isReload(context, bpf)) return reloadWords(bpf);
  if (op === 'xor' && isZeroing(context, bpf)) return 'a zero is two bytes as xor, five as mov';
  if ((op === 'push' || op === 'pop') && usesReg(context, RCX)) {
    return 'x86 shifts by cl only, so rcx (R4) is kept meanwhile';
  }
  if (op === 'push' || op === 'pop') return 'x86 divides rdx:rax, so both are kept meanwhile';
  if (isJump(bpf.insn) && (op === 'cmp' || op === 'test')) return 'sets the flags for the jump';
  if (usesReg(context, R11)) return "r11 is the JIT's own scratch register";
  return null;
}

function reloadWords({ insn }: BpfBehind): string {
  return isPseudoCall(insn)
    ? 'hands the tail call count on in rax: a subprogram does not zero it'
    : 'the tail call count goes to rax before every call, though no helper looks at it';
}

function isZeroing({ bytes }: InsnContext, { insn }: BpfBehind): boolean {
  const modrm = bytes.at(-1) ?? 0;
  const isXor = (insn.code & OP_MASK) === BPF_XOR;
  return !isXor && modrm >> 6 === 3 && ((modrm >> 3) & 7) === (modrm & 7);
}

/** mov rax, [rbp - 8 - S] before a call, or the pointer below that: no other insn of a call uses rbp. */
function isReload(context: InsnContext, { insn }: BpfBehind): boolean {
  const mem = operandOf(context, 'mem');
  return isCall(insn) && mem?.base === RBP;
}

function reloadPlace(context: InsnContext): string {
  const { stackSize, image, result } = context;
  if (countsByPointer(context)) return `-16 - ${stackSize}: where the prologue kept the pointer`;
  const { stackDepth } = image.frame;
  if (result.profile.tailCall.reloadRounds || stackDepth === stackSize) {
    return `-8 - ${stackSize}: where the prologue pushed the count`;
  }
  return `-8 - ${stackDepth}: this kernel forgets to round up to 8, and misses the count by ${stackSize - stackDepth} bytes`;
}

function dispWords(context: InsnContext, bpf: BpfBehind): string | undefined {
  const mem = operandOf(context, 'mem');
  if (!mem) return undefined;
  if (isReload(context, bpf)) {
    return reloadPlace(context);
  }
  if (mem.disp !== bpf.insn.off) return 'added by the JIT';
  const where = mem.base === RBP ? `: ${Math.abs(mem.disp)} bytes below R10` : '';
  const form = mem.dispLen === 1 ? ', in one byte as it fits' : '';
  return `the off of the BPF insn${where}${form}`;
}

/** What the 64-bit constant of a ld_imm64 is the address of. */
function addressWords({ result }: InsnContext, { insn }: BpfBehind): string | null {
  const mapName = result.maps[insn.imm]?.name ?? `map ${insn.imm}`;
  if (insn.src === PSEUDO_MAP_FD) return `address of ${mapName} (its struct bpf_map)`;
  if (insn.src === PSEUDO_MAP_VALUE) return `address inside the values of ${mapName}`;
  return null;
}

/** Where a jump inside the function leads, in x86 and in BPF. */
function jumpWords(context: InsnContext, { insn, slot }: BpfBehind): string {
  const target = targetAddr(context);
  const place = target === null ? '' : `leads to ${context.placeName(target)}`;
  if (isExit(insn)) return `${place}, the epilogue at the first exit`;
  const to = jumpTarget(insn, slot);
  const rel = operandOf(context, 'rel');
  const isOwn = opOf(context) === 'jcc' || isGoto(insn);
  if (!isJump(insn) || !isOwn) return `${place}, inside the code of this BPF insn`;
  const form = rel?.byteLen === 1 ? 'near enough for one byte' : 'too far for one byte';
  return `${place}, BPF ${to}; ${form}`;
}

function immWords(context: InsnContext, bpf: BpfBehind): string | undefined {
  const { insn } = bpf;
  if (operandOf(context, 'rel')) {
    return opOf(context) === 'call' ? distanceWords(context) : jumpWords(context, bpf);
  }
  const imm = operandOf(context, 'imm');
  if (!imm) return undefined;
  if (isLdImm64(insn)) return addressWords(context, bpf) ?? 'the constant of ld_imm64';
  if (imm.lo !== insn.imm) return 'added by the JIT';
  const fits = imm.byteLen === 1 ? ': fits in a signed byte' : '';
  return `the imm of the BPF insn, ${signedHex(insn.imm)}${fits}`;
}

/** An insn of the body; null when nothing is known to be behind it. */
export function bodyReason(context: InsnContext): Reason | null {
  const { bpf } = context;
  if (!bpf) return null;
  const disp = dispWords(context, bpf);
  const imm = immWords(context, bpf);
  return {
    why: insnWords(context, bpf),
    ...(disp === undefined ? {} : { disp }),
    ...(imm === undefined ? {} : { imm }),
    ...(isLdImm64(bpf.insn) ? { opcode: imm64Words(context) } : {}),
  };
}

/** ld_imm64 takes ten bytes only where it must. */
function imm64Words(context: InsnContext): string {
  return context.bytes.length >= 10
    ? 'movabs, as the upper half is not zero'
    : 'a 32-bit mov, as the upper half is zero';
}
