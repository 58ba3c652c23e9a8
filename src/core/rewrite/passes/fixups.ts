// The last rewriting of single insns: division guards, legacy loads, helper calls, tail calls.
// Authority: do_misc_fixups of kernel/bpf/verifier.c, Linux 6.1.

import { at } from '../../base/index.ts';
import {
  BPF_FUNC_TAIL_CALL,
  CODE_JCOND,
  CODE_TAIL_CALL,
  type Insn,
  isHelperCall,
} from '../../bpf/index.ts';
import { helperSymbol, runLayout } from '../../kernel/index.ts';
import type { Analysis, VerifierEnv } from '../analyse.ts';
import type { InsnFacts } from '../interpret/verifier.ts';
import { ERRNO, notModelled, refuse } from '../refused.ts';
import { subprogAt } from '../subprogs.ts';
import { maskedIndex, masksIndex } from '../unprivileged.ts';
import type { ProgSource } from '../xlated.ts';
import {
  dividesByMinusOne,
  dividesByReg,
  guardDivMod,
  guardDivModByMove,
  withoutMinusOne,
} from './div-mod.ts';
import { applyPass, changed, type Draft, inserted, made, marked, type Slot } from './edit.ts';
import { expandLdAbs, isLdAbs } from './ld-abs.ts';
import { inlineLookup, loadPercpu } from './map-lookup.ts';
import { isMayGotoJump, mayGotoCount, mayGotoJump, mayGotoSetup } from './may-goto.ts';
import { maskOffset } from './speculation.ts';

const MAP_LOOKUP_ELEM = 1;
const GET_SMP_PROCESSOR_ID = 8;

class Fixups {
  readonly source: ProgSource;
  readonly env: VerifierEnv;
  readonly facts: InsnFacts;
  readonly subprogs: Analysis['subprogs'];

  constructor(source: ProgSource, env: VerifierEnv, { facts, subprogs }: Analysis) {
    this.source = source;
    this.env = env;
    this.facts = facts;
    this.subprogs = subprogs;
  }

  symbolImm(symbol: string, slot: Slot): number {
    const imm = this.env.helperImm(symbol);
    return imm ?? notModelled(`the address of ${symbol}`, slot.origin);
  }

  helperCall(slot: Slot): readonly Slot[] | null {
    const { insn } = slot;
    const mapIdx = this.facts.callMaps.get(slot.origin) ?? null;
    const map = mapIdx === null ? null : at(this.env.maps, mapIdx);
    const toImm = (symbol: string): number => this.symbolImm(symbol, slot);
    // prog->jit_requested
    if (insn.imm === MAP_LOOKUP_ELEM && map !== null && this.env.profile.load.jit) {
      const inline = inlineLookup(map, this.env.profile, toImm);
      if (inline !== null) return made('map-lookup', slot, this.spread(slot, inline));
    }
    if (insn.imm === GET_SMP_PROCESSOR_ID && this.env.profile.verifier.inlinesPercpu) {
      return made('cpu-number', slot, this.spread(slot, this.cpuNumber(slot)));
    }
    const direct = this.env.profile.load.jit ? (map?.type ?? null) : null;
    const symbol = helperSymbol(insn.imm, this.source.type, direct);
    if (symbol === null) notModelled(`helper ${insn.imm}`, slot.origin);
    return made('helper-call', slot, [changed(slot, { ...insn, imm: toImm(symbol) })]);
  }

  spread(slot: Slot, insns: readonly Insn[]): readonly Slot[] {
    return insns.map((insn, k) => (k === 0 ? changed(slot, insn) : inserted(slot, insn)));
  }

  private guard(slot: Slot): readonly Slot[] {
    const { divGuard, guardsMinusOne } = this.env.profile.verifier;
    if (divGuard === 'moves-divisor') return guardDivModByMove(slot);
    return guardDivMod(slot, guardsMinusOne);
  }

  /** The variable's own address, then its place on this CPU, then what is there. */
  cpuNumber(slot: Slot): readonly Insn[] {
    const place = runLayout(this.env.profile.version)?.percpu.find(
      ({ content }) => content === 'cpu_number',
    );
    const addr = place && this.env.symbolAddr(place.symbol);
    if (addr === undefined) notModelled('the address of cpu_number', slot.origin);
    const imm = Number(BigInt.asIntN(32, addr + BigInt(place?.off ?? 0)));
    return loadPercpu(imm);
  }

  mayGoto(slot: Slot): readonly Slot[] {
    const isTimed = this.env.profile.verifier.mayGoto === 'clock';
    if (isTimed && !this.env.profile.load.jit) notModelled('may_goto without the JIT', slot.origin);
    const { before, behind } = mayGotoCount(this.loopOff(slot), isTimed, (symbol) =>
      this.symbolImm(symbol, slot),
    );
    return [inserted(slot, before), slot, ...behind.map((insn) => inserted(slot, insn))];
  }

  /** Where the budget of the function around `slot` lies, below r10. */
  loopOff({ origin }: Slot): number {
    return -at(this.subprogs, subprogAt(this.subprogs, origin)).stackDepth;
  }

  /** The budget is set in front of a function's first insn, and not again by jumps to that. */
  setUp(slot: Slot, isStart: boolean, loops: ReadonlySet<number>): readonly Slot[] | null {
    if (!isStart || !loops.has(subprogAt(this.subprogs, slot.origin))) return null;
    const isTimed = this.env.profile.verifier.mayGoto === 'clock';
    const setup = mayGotoSetup(this.loopOff(slot), isTimed);
    return made('may-goto', slot, [...setup.map((insn) => inserted(slot, insn)), slot]);
  }

  tailCall(slot: Slot): readonly Slot[] | null {
    const insn = { ...slot.insn, code: CODE_TAIL_CALL, imm: 0 };
    const call = made('tail-call', slot, [changed(slot, insn)]);
    const sighting = this.facts.tailCalls.get(slot.origin);
    if (!masksIndex(this.env.profile) || !sighting || !call) return call;
    if (sighting.reason === 'map-differs') {
      refuse(ERRNO.EINVAL, 'tail-call-maps', 'tail_call abusing map_ptr', slot.origin);
    }
    const mask = maskedIndex(at(this.env.maps, sighting.mapIdx));
    const put = mask.map((each) => marked(inserted(slot, each), 'index-mask'));
    return [...put, ...call];
  }

  replace(slot: Slot): readonly Slot[] | null {
    const { insn } = slot;
    if (!slot.original) return null;
    const { guardsMinusOne } = this.env.profile.verifier;
    if (dividesByReg(insn)) return made('div-guard', slot, this.guard(slot));
    if (guardsMinusOne && dividesByMinusOne(insn)) {
      return made('minus-one', slot, withoutMinusOne(slot));
    }
    const { speculation } = this.env.profile.verifier;
    const mask = maskOffset(slot, this.facts, speculation);
    if (mask !== null) return made('offset-mask', slot, mask);
    if (isMayGotoJump(insn)) return made('may-goto', slot, this.mayGoto(slot));
    if (isLdAbs(insn)) {
      return made(
        'ld-abs',
        slot,
        expandLdAbs(slot, (symbol) => this.symbolImm(symbol, slot)),
      );
    }
    if (!isHelperCall(insn)) return null;
    // imm stays 0, the indirect form, until the poke table is made.
    if (insn.imm === BPF_FUNC_TAIL_CALL) return this.tailCall(slot);
    return this.helperCall(slot);
  }
}

/** Rewrites every insn that the JIT does not take as it is. */
export function applyFixups(
  draft: Draft,
  source: ProgSource,
  env: VerifierEnv,
  analysis: Analysis,
): Draft {
  const fixups = new Fixups(source, env, analysis);
  const loops = new Set(
    draft.slots
      .filter(({ insn }) => insn.code === CODE_JCOND)
      .map(({ origin }) => subprogAt(analysis.subprogs, origin)),
  );
  const slots = draft.slots.map((slot) =>
    slot.insn.code === CODE_JCOND
      ? marked(changed(slot, mayGotoJump(slot.insn)), 'may-goto')
      : slot,
  );
  const fixed = applyPass({ ...draft, slots }, (slot) => fixups.replace(slot));
  if (loops.size === 0) return fixed;
  const starts = new Set(fixed.starts);
  return applyPass(fixed, (slot, insnIdx) => fixups.setUp(slot, starts.has(insnIdx), loops), true);
}
