// Whatever numbers a program is given, the verifier allowed for them: each register, at each insn, on the path that
// the CPU took. And what pruning left out is nothing that a CPU gets to.
// POKESCOPE_FUZZ=N multiplies the number of programs.

import { describe, expect, it } from 'vitest';
import type { Insn, MapDef } from '../../src/core/bpf/index.ts';
import { type KernelProfile, KNOWN_VERSIONS, resolveProfile } from '../../src/core/kernel/index.ts';
import { analyse, type ProgSource, type VerifierEnv } from '../../src/core/rewrite/index.ts';
import { scalarConst } from '../../src/core/rewrite/scalars/scalar.ts';
import { NumberCpu, numberInput, numberProgram, WORDS } from './number-programs.ts';
import { seededRandom } from './seeded-random.ts';
import { knownOf, PathName, walkAll } from './watched-walk.ts';

const ROUNDS = Number(process.env['POKESCOPE_FUZZ'] ?? 1);
const PROGRAMS = 200 * ROUNDS;
const INPUTS = 12;
/** For a busy machine; an idle one needs a second for each version. */
const TIMEOUT = 60_000 * ROUNDS;

const MAPS: readonly MapDef[] = [
  { name: 'a', type: 'array', keySize: 4, valueSize: 8 * WORDS, maxEntries: 1 },
];

function profileOf(version: string): KernelProfile {
  const profile = resolveProfile(version, []);
  if (!profile.ok) throw new Error(`no profile ${version}`);
  return profile.value;
}

function envOf(profile: KernelProfile): VerifierEnv {
  return { profile, maps: MAPS, helperImm: () => undefined, symbolAddr: () => undefined };
}

function sourceOf(insns: readonly Insn[]): ProgSource {
  const type = 'socket_filter';
  return { name: 'p', type, sleepable: false, insns, spans: [], funcNames: new Map() };
}

/** The first insn before which a register holds what the verifier rules out, with that register; null if none does. */
function faultOf(
  insns: readonly Insn[],
  input: readonly bigint[],
  walk: ReturnType<typeof walkAll>,
): string | null {
  const cpu = new NumberCpu(input);
  const path = new PathName();
  do {
    path.follow(insns, cpu.pc);
    const known = knownOf(walk, path);
    if (known === undefined) return `nothing gets to ${path.text}`;
    const wrong = known.findIndex((scalar, regno) => {
      return scalar !== null && !scalar.contains(scalarConst(cpu.regs[regno] ?? 0n));
    });
    if (wrong >= 0) return `r${wrong} at ${path.text}`;
  } while (cpu.step(insns));
  return null;
}

/** The first insn that the CPU gets to and the verifier, which prunes, does not; null if there is none. */
function missedBy(
  insns: readonly Insn[],
  input: readonly bigint[],
  seen: Uint8Array,
): number | null {
  const cpu = new NumberCpu(input);
  do if (seen[cpu.pc] === 0) return cpu.pc;
  while (cpu.step(insns));
  return null;
}

/** What is wrong with each program, by the numbers that it was given. */
function faults(profile: KernelProfile, seed: number, count: number): string[] {
  const next = seededRandom(seed);
  const env = envOf(profile);
  const found: string[] = [];
  for (let round = 0; round < count; round++) {
    const insns = numberProgram(next, 10 + next(25), profile.jit.cpuV4);
    const source = sourceOf(insns);
    const walk = walkAll(source, env);
    const analysis = analyse(source, env);
    if (!analysis.ok) throw new Error(`round ${round} is refused: ${analysis.error.message}`);
    for (let k = 0; k < INPUTS; k++) {
      const input = numberInput(next);
      const fault = faultOf(insns, input, walk);
      if (fault !== null) found.push(`round ${round}: ${fault}`);
      const missed = missedBy(insns, input, analysis.value.facts.seen);
      if (missed !== null) found.push(`round ${round}: ${missed} is pruned`);
    }
  }
  return found;
}

/** `profile` with what this version's verifier gets wrong put right. */
function repaired(profile: KernelProfile): KernelProfile {
  const { numbers } = profile.verifier;
  const right = { ...numbers, missesOverflow: false, halvesEachEnd: false };
  return { ...profile, verifier: { ...profile.verifier, numbers: right } };
}

describe("the verifier's numbers", () => {
  it.each(KNOWN_VERSIONS.filter((version) => version !== '5.9'))(
    'allow what the CPU computes (%s)',
    { timeout: TIMEOUT },
    (version) => {
      expect(faults(profileOf(version), 1, PROGRAMS)).toEqual([]);
    },
  );

  it('are wrong in 5.9 for two faults of that version, and for no other', {
    timeout: TIMEOUT,
  }, () => {
    expect(faults(profileOf('5.9'), 1, 20).length).toBeGreaterThan(0);
    expect(faults(repaired(profileOf('5.9')), 1, PROGRAMS)).toEqual([]);
  });
});
