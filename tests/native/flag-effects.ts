// Which flags an insn defines, leaves undefined, and reads.
// Authority: Intel SDM vol. 2, "Flags Affected" of each instruction; vol. 1, appendix B (conditions).
// Undefined flags are not compared: processors of different makers set them differently.

import { FLAG, type X86Insn } from '../../src/core/x86/index.ts';

/** Masks of EFLAGS bits. Flags that are in none of them stay as they are. */
export interface FlagEffect {
  readonly defines: number;
  readonly undefines: number;
  readonly reads: number;
}

const { cf, pf, af, zf, sf, of } = FLAG;
const ALL = cf | pf | af | zf | sf | of;

/** The flags that arithmetic sets: all that is compared, besides the direction flag. */
export const STATUS_FLAGS = ALL;

function effect(defines: number, undefines = 0, reads = 0): FlagEffect {
  return { defines, undefines, reads };
}

const NOTHING = effect(0);

/** By half the condition number: the odd ones are the negations. */
const CONDITION_READS = [of, cf, zf, cf | zf, sf, pf, sf | of, zf | sf | of];

const FIXED: Readonly<Record<string, FlagEffect>> = {
  add: effect(ALL),
  sub: effect(ALL),
  cmp: effect(ALL),
  neg: effect(ALL),
  xadd: effect(ALL),
  cmpxchg: effect(ALL),
  adc: effect(ALL, 0, cf),
  sbb: effect(ALL, 0, cf),
  inc: effect(ALL & ~cf),
  dec: effect(ALL & ~cf),
  and: effect(ALL & ~af, af),
  or: effect(ALL & ~af, af),
  xor: effect(ALL & ~af, af),
  test: effect(ALL & ~af, af),
  mul: effect(cf | of, sf | zf | af | pf),
  imul: effect(cf | of, sf | zf | af | pf),
  div: effect(0, ALL),
  idiv: effect(0, ALL),
  bt: effect(cf, of | sf | af | pf),
  bts: effect(cf, of | sf | af | pf),
  btr: effect(cf, of | sf | af | pf),
  btc: effect(cf, of | sf | af | pf),
  bsf: effect(zf, ALL & ~zf),
  bsr: effect(zf, ALL & ~zf),
  lzcnt: effect(zf | cf, of | sf | pf | af),
  tzcnt: effect(zf | cf, of | sf | pf | af),
  popcnt: effect(ALL),
  andn: effect(sf | zf | of | cf, af | pf),
  bzhi: effect(sf | zf | of | cf, af | pf),
  blsi: effect(sf | zf | of | cf, af | pf),
  blsr: effect(sf | zf | of | cf, af | pf),
  blsmsk: effect(sf | zf | of | cf, af | pf),
  clc: effect(cf),
  stc: effect(cf),
  cmc: effect(cf, 0, cf),
  sahf: effect(ALL & ~of),
  lahf: effect(0, 0, ALL & ~of),
  loope: effect(0, 0, zf),
  loopne: effect(0, 0, zf),
};

const UNTOUCHED = new Set<string>(
  (
    'mov movzx movsx movsxd lea push pop leave call ret jmp nop pause lfence endbr64 bswap xchg ' +
    'cwd cbw not shlx shrx sarx int3 ud0 ud1 ud2 mulx movbe movnti cld std loop jrcxz mfence ' +
    'sfence endbr32 prefetchnta prefetcht0 prefetcht1 prefetcht2 prefetchw'
  ).split(' '),
);

const SHIFTS = new Set<string>(['shl', 'shr', 'sar']);
const ROTATIONS = new Set<string>(['rol', 'ror', 'rcl', 'rcr']);

/** Count of a shift or rotation as the processor uses it; null when it is in cl and unknown. */
function countOf(insn: X86Insn, cl: number | null): number | null {
  const operand = insn.operands[1];
  const raw = operand?.kind === 'imm' ? operand.lo : cl;
  return raw === null ? null : raw & (insn.size === 64 ? 63 : 31);
}

function shiftEffect(insn: X86Insn, count: number | null): FlagEffect {
  const lost = insn.op !== 'sar' && (count ?? 31) >= insn.size ? cf : 0;
  // Whether a count of zero left everything alone is not known either: nothing becomes defined.
  if (count === null) return effect(0, of | af | lost);
  if (count === 0) return NOTHING;
  const undefined_ = af | lost | (count === 1 ? 0 : of);
  return effect(ALL & ~undefined_, undefined_);
}

function rotateEffect(insn: X86Insn, count: number | null): FlagEffect {
  const reads = insn.op === 'rcl' || insn.op === 'rcr' ? cf : 0;
  if (count === null) return effect(0, of, reads);
  if (count === 0) return NOTHING;
  return count === 1 ? effect(cf | of, 0, reads) : effect(cf, of, reads);
}

/** `cl` is the register before the insn, or null for "any". Throws for an insn without an entry. */
export function flagEffect(insn: X86Insn, cl: number | null): FlagEffect {
  const { op } = insn;
  if (UNTOUCHED.has(op)) return NOTHING;
  const fixed = FIXED[op];
  if (fixed !== undefined) return fixed;
  if (insn.cc >= 0) return effect(0, 0, CONDITION_READS[insn.cc >> 1] ?? 0);
  if (SHIFTS.has(op)) return shiftEffect(insn, countOf(insn, cl));
  if (ROTATIONS.has(op)) return rotateEffect(insn, countOf(insn, cl));
  throw new Error(`flag-effects.ts has no entry for ${op}`);
}

/** Undefined flags after an insn, given those before it. */
export function undefinedAfter(before: number, of_: FlagEffect): number {
  return (before & ~of_.defines) | of_.undefines;
}
