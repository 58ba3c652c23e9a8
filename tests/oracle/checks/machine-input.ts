// A golden case as the machine takes it: programs verified and compiled by our own code at the
// addresses that the kernel chose, and its system calls in order.

import { hexToInsns } from '../../../src/core/bpf/index.ts';
import { interpretedProg, type JitProg, jitProg } from '../../../src/core/jit/index.ts';
import { type AddressMap, type KernelProfile, runLayout } from '../../../src/core/kernel/index.ts';
import type {
  MachineInput,
  MachineOp,
  MachineProg,
  OpRef,
} from '../../../src/core/machine/index.ts';
import { libraryProtocol } from '../../../src/core/protocol/index.ts';
import {
  blindConstants,
  type Rewritten,
  verify,
  type Xlated,
} from '../../../src/core/rewrite/index.ts';
import { dumpsOf } from '../addresses.ts';
import type { Boot, GoldenCase, GoldenOp, GoldenProg } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import type { CaseLoads } from './case-loads.ts';
import { progStructAddr } from './run-case.ts';
import { goldenEnv, goldenMaps, goldenSource, xlatedOfDump } from './xlated.ts';

/** True for the operations that the machine takes part in. */
export function isMachineOp(op: GoldenOp): boolean {
  return op.op === 'load' || op.op === 'unload' || op.op === 'upd' || op.op === 'del';
}

/** `loadIdx` is the load that the operation's program means. */
function machineOp(op: GoldenOp, loadIdx: (prog: number) => number): OpRef | null {
  switch (op.op) {
    case 'load':
    case 'unload':
      return { kind: op.op, progIdx: loadIdx(op.p) };
    case 'upd':
      return { kind: 'update', mapIdx: op.m, key: op.k, progIdx: loadIdx(op.p) };
    case 'del':
      return { kind: 'delete', mapIdx: op.m, key: op.k };
    default:
      return null;
  }
}

/**
 * Whose verifier rewrites: the kernel's, as far as dumps show what it did, or ours; `blinded`: ours, with
 * bpf_jit_harden=2, which no golden case has; `interpreted`: ours, with bpf_jit_enable=0;
 * `unprivileged`: ours, for a loader without CAP_BPF.
 */
export type RewrittenBy = 'kernel' | 'us' | 'blinded' | 'interpreted' | 'unprivileged';

const OPTIONS: Readonly<Partial<Record<RewrittenBy, readonly string[]>>> = {
  blinded: ['blinding'],
  unprivileged: ['unpriv'],
  interpreted: ['nojit'],
};

/** Room for blinded and guarded images, which are longer than what the kernel had at its addresses. */
const LONGER_IMAGES = 0xffffffffc8000000n;
const LONGER_PROG = 0x800000n;
const LONGER_FUNC = 0x80000n;

function longerPlaces(addrs: AddressMap): AddressMap {
  return {
    ...addrs,
    image: (loadIdx, funcIdx) =>
      LONGER_IMAGES + BigInt(loadIdx) * LONGER_PROG + BigInt(funcIdx) * LONGER_FUNC,
  };
}

/** What the machine needs to know of a case, or why it cannot be had. Programs are `loads`. */
export function machineInput(
  golden: GoldenCase,
  boot: Boot,
  loads: CaseLoads,
  by: RewrittenBy = 'kernel',
): MachineInput | string {
  const profile = profileForGolden(golden.profile, OPTIONS[by]);
  if (!profile) return `profile ${golden.profile} is not modelled`;
  const mapPoke = libraryProtocol('map_poke', profile.protocols.mapPoke);
  const textPoke = libraryProtocol('text_poke', profile.protocols.textPoke);
  if (!mapPoke || !textPoke) return `the library lacks the protocols of ${golden.profile}`;
  const sources = verified(golden, boot, profile, by);
  const progs = machineProgs({ golden, boot, profile, loads }, sources);
  if (typeof progs === 'string') return progs;
  const ops = golden.ops.flatMap((op, opIdx): MachineOp[] => {
    const ref = machineOp(op, (prog) => loads.loadAt(opIdx, prog));
    return ref ? [{ op: ref, source: null }] : [];
  });
  const actors = [{ name: 'guest', cpu: 1, ops }];
  return { profile, maps: goldenMaps(golden), progs, actors, mapPoke, textPoke, memory: null };
}

type Verified = { readonly xlated: Xlated | Rewritten } | { readonly errno: number };

/** What the JIT is given, at last. */
function forJit(xlated: Xlated | Rewritten, profile: KernelProfile, addrs: AddressMap): Xlated {
  if (!profile.load.blinding || !('provenance' in xlated)) return xlated;
  const blinded = blindConstants(xlated, addrs);
  if (blinded === null) throw new Error('a jump of the blinded program is too long');
  return blinded;
}

/**
 * The kernel's own answer, where the case shows it: these checks are of what comes behind the verifier, and
 * `xlated` compares verifiers.
 */
function givenByKernel(golden: GoldenCase, boot: Boot, progIdx: number): Verified | null {
  const load = golden.ops.find((op) => op.op === 'load' && op.p === progIdx);
  const errno = load?.op === 'load' ? (load.result.errno ?? 0) : 0;
  if (errno !== 0) return { errno };
  const dump = dumpsOf(golden).find(({ p, xlated }) => p === progIdx && xlated !== undefined);
  const xlated = dump && xlatedOfDump(golden, boot, dump);
  return xlated?.ok ? { xlated: xlated.value } : null;
}

function verified(
  golden: GoldenCase,
  boot: Boot,
  profile: KernelProfile,
  by: RewrittenBy,
): Verified[] {
  const env = goldenEnv(golden, boot);
  if (env === null) return [];
  return golden.progs.map((_, progIdx) => {
    const given = by === 'kernel' ? givenByKernel(golden, boot, progIdx) : null;
    if (given !== null) return given;
    const result = verify(goldenSource(golden, progIdx), { ...env, profile });
    return result.ok ? { xlated: result.value } : { errno: result.error.errno };
  });
}

interface CaseKernel {
  readonly golden: GoldenCase;
  readonly boot: Boot;
  readonly profile: KernelProfile;
  readonly loads: CaseLoads;
}

function machineProgs(
  { golden, boot, profile, loads: cases }: CaseKernel,
  sources: readonly Verified[],
): MachineProg[] | string {
  const problems: string[] = [];
  const compile = (loadIdx: number, addrs: AddressMap): JitProg | null => {
    const source = sources[cases.loads[loadIdx]?.prog ?? -1];
    if (!source || !('xlated' in source)) return null;
    if (!profile.load.jit) {
      const insnsOff = BigInt(runLayout(profile.version)?.progInsns ?? 0);
      return interpretedProg(source.xlated, loadIdx, progStructAddr(loadIdx) + insnsOff, addrs);
    }
    const jit = jitProg(forJit(source.xlated, profile, addrs), loadIdx, profile, addrs);
    if (!jit.ok) problems.push(`load ${loadIdx}: the JIT refuses: ${jit.error.message}`);
    return jit.ok ? jit.value : null;
  };
  // Callers that a dump shows come first: their sites say where the other programs are.
  const given = (bases: ReadonlyMap<number, bigint>): AddressMap =>
    profile.load.blinding || profile.load.unprivileged
      ? longerPlaces(cases.addresses(boot, bases))
      : cases.addresses(boot, bases);
  const shown = given(new Map());
  const jits = cases.loads.map((_, loadIdx) => compile(loadIdx, shown));
  const bases = cases.basesFromSites((loadIdx) => jits[loadIdx]?.pokeTab ?? []);
  const all = given(bases);
  const progs = cases.loads.flatMap(({ prog }, loadIdx): MachineProg[] => {
    const source = sources[prog];
    const given = golden.progs[prog];
    if (!source || !given) return [];
    const jit = bases.has(loadIdx) ? compile(loadIdx, all) : (jits[loadIdx] ?? null);
    const loadErrno = 'errno' in source ? source.errno : 0;
    const { name, type } = given;
    return [{ name, type, sleepable: false, jit, loadErrno, mapsUsed: mapsUsed(given) }];
  });
  return problems[0] ?? progs;
}

/** Maps that ld_imm64 insns name (PSEUDO_MAP_FD, PSEUDO_MAP_VALUE), ascending. */
function mapsUsed(prog: GoldenProg): number[] {
  const named = hexToInsns(prog.insns).filter(
    ({ code, src }) => code === 0x18 && (src === 1 || src === 2),
  );
  return [...new Set(named.map((insn) => insn.imm))].sort((a, b) => a - b);
}
