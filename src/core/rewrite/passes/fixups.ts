// The last rewriting of single insns: division guards, legacy loads, helper calls, tail calls.
// Authority: do_misc_fixups of kernel/bpf/verifier.c, Linux 6.1.

import { at } from '../../base/index.ts';
import { BPF_FUNC_TAIL_CALL, CODE_TAIL_CALL, type Insn, isHelperCall } from '../../bpf/index.ts';
import { helperSymbol } from '../../kernel/index.ts';
import type { VerifierEnv } from '../analyse.ts';
import type { InsnFacts } from '../interpret/verifier.ts';
import { notModelled } from '../refused.ts';
import type { ProgSource } from '../xlated.ts';
import { dividesByReg, guardDivMod, guardDivModByMove } from './div-mod.ts';
import { applyPass, changed, type Draft, inserted, type Slot } from './edit.ts';
import { expandLdAbs, isLdAbs } from './ld-abs.ts';
import { inlineLookup } from './map-lookup.ts';

const MAP_LOOKUP_ELEM = 1;

class Fixups {
  readonly source: ProgSource;
  readonly env: VerifierEnv;
  readonly facts: InsnFacts;

  constructor(source: ProgSource, env: VerifierEnv, facts: InsnFacts) {
    this.source = source;
    this.env = env;
    this.facts = facts;
  }

  symbolImm(symbol: string, slot: Slot): number {
    const imm = this.env.helperImm(symbol);
    return imm ?? notModelled(`the address of ${symbol}`, slot.origin);
  }

  helperCall(slot: Slot): readonly Slot[] {
    const { insn } = slot;
    const mapIdx = this.facts.callMaps.get(slot.origin) ?? null;
    const map = mapIdx === null ? null : at(this.env.maps, mapIdx);
    const toImm = (symbol: string): number => this.symbolImm(symbol, slot);
    if (insn.imm === MAP_LOOKUP_ELEM && map !== null) {
      const inline = inlineLookup(map, this.env.profile.layout, toImm);
      if (inline !== null) return this.spread(slot, inline);
    }
    const symbol = helperSymbol(insn.imm, this.source.type, map?.type ?? null);
    if (symbol === null) notModelled(`helper ${insn.imm}`, slot.origin);
    return [changed(slot, { ...insn, imm: toImm(symbol) })];
  }

  spread(slot: Slot, insns: readonly Insn[]): readonly Slot[] {
    return insns.map((insn, k) => (k === 0 ? changed(slot, insn) : inserted(slot, insn)));
  }

  private guard(slot: Slot): readonly Slot[] {
    const { divGuard } = this.env.profile.verifier;
    return divGuard === 'moves-divisor' ? guardDivModByMove(slot) : guardDivMod(slot);
  }

  replace(slot: Slot): readonly Slot[] | null {
    const { insn } = slot;
    if (!slot.original) return null;
    if (dividesByReg(insn)) return this.guard(slot);
    if (isLdAbs(insn)) return expandLdAbs(slot, (symbol) => this.symbolImm(symbol, slot));
    if (!isHelperCall(insn)) return null;
    // imm stays 0, the indirect form, until the poke table is made.
    if (insn.imm === BPF_FUNC_TAIL_CALL)
      return [changed(slot, { ...insn, code: CODE_TAIL_CALL, imm: 0 })];
    return this.helperCall(slot);
  }
}

/** Rewrites every insn that the JIT does not take as it is. */
export function applyFixups(
  draft: Draft,
  source: ProgSource,
  env: VerifierEnv,
  facts: InsnFacts,
): Draft {
  const fixups = new Fixups(source, env, facts);
  return applyPass(draft, (slot) => fixups.replace(slot));
}
