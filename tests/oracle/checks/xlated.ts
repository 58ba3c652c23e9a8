// Verifies every program of a case as the kernel did: same answer, same rewritten insns, same form of every
// tail call. Also turns a kernel's dump back into what its JIT was given.

import { at, err, ok, type Result } from '../../../src/core/base/index.ts';
import {
  BPF_LDX,
  BPF_MEM,
  BPF_PROBE_MEM,
  CLASS_MASK,
  CODE_CALL,
  CODE_TAIL_CALL,
  hexToInsns,
  type Insn,
  isPseudoCall,
  isTailCall,
  type MapDef,
  MODE_MASK,
  printXlated,
} from '../../../src/core/bpf/index.ts';
import {
  type Analysis,
  analyse,
  type ProgSource,
  type Rewritten,
  rewrite,
  type TailCallChoice,
  type VerifierEnv,
  type Xlated,
} from '../../../src/core/rewrite/index.ts';
import { addrOf, dumpsOf } from '../addresses.ts';
import type { Boot, Check, GoldenCase, GoldenDump, GoldenOp, Verdict } from '../golden.ts';
import { profileForGolden } from '../profile.ts';

type LoadOp = Extract<GoldenOp, { op: 'load' }>;

const BPF_FUNC_TAIL_CALL = 12;

/** A program of a case as our verifier takes it. */
export function goldenSource(golden: GoldenCase, progIdx: number): ProgSource {
  const { name, type, insns } = at(golden.progs, progIdx);
  return {
    name,
    type,
    sleepable: false,
    insns: hexToInsns(insns),
    spans: [],
    funcNames: new Map(),
  };
}

/** Maps of a case under made-up names. */
export function goldenMaps(golden: GoldenCase): MapDef[] {
  return golden.maps.map((map, mapIdx) => ({
    name: `map${mapIdx}`,
    type: map.type,
    keySize: map.key,
    valueSize: map.value,
    maxEntries: map.max,
  }));
}

/** The system that the case ran on, or null if its profile is not modelled. */
export function goldenEnv(golden: GoldenCase, boot: Boot): VerifierEnv | null {
  const profile = profileForGolden(golden.profile);
  if (profile === undefined) return null;
  const base = addrOf(boot.symbols['__bpf_call_base'] ?? '0');
  return {
    profile,
    maps: goldenMaps(golden),
    symbolAddr: (symbol) => {
      const hex = boot.symbols[symbol];
      return hex === undefined ? undefined : addrOf(hex);
    },
    helperImm: (symbol) => {
      const hex = boot.symbols[symbol];
      return hex === undefined ? undefined : Number(BigInt.asIntN(32, addrOf(hex) - base));
    },
  };
}

/** How the kernel's dump shows an insn that its JIT was given. */
function asDumped(insn: Insn): Insn {
  if (insn.code === CODE_TAIL_CALL) {
    return { code: CODE_CALL, dst: 0, src: 0, off: 0, imm: BPF_FUNC_TAIL_CALL };
  }
  const isProbe = (insn.code & CLASS_MASK) === BPF_LDX && (insn.code & MODE_MASK) === BPF_PROBE_MEM;
  return isProbe ? { ...insn, code: (insn.code & ~MODE_MASK) | BPF_MEM } : insn;
}

function sameInsn(a: Insn | undefined, b: Insn | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (
    a.code === b.code && a.dst === b.dst && a.src === b.src && a.off === b.off && a.imm === b.imm
  );
}

function dumpedInsns(golden: GoldenCase, dump: GoldenDump): Insn[] | null {
  if (dump.xlated === undefined) return null;
  const hex = dump.xlated === '=insns' ? at(golden.progs, dump.p).insns : dump.xlated;
  return hexToInsns(hex);
}

/** Function starts of dumped insns: calls carry the distance in off. */
function dumpedStarts(insns: readonly Insn[]): number[] {
  const starts = new Set([0]);
  insns.forEach((insn, insnIdx) => {
    if (isPseudoCall(insn)) starts.add(insnIdx + 1 + insn.off);
  });
  return [...starts].sort((a, b) => a - b);
}

/** Puts the JIT's own tail calls back; the n-th of the dump is the n-th that was reached. */
function undoTailCalls(
  insns: readonly Insn[],
  analysis: Analysis,
): { readonly insns: Insn[]; readonly calls: Pick<Xlated, 'pokeTab' | 'tailCalls'> } {
  const starts = dumpedStarts(insns);
  const sightings = [...analysis.facts.tailCalls].sort(([a], [b]) => a - b);
  const pokeTab: Xlated['pokeTab'][number][] = [];
  const tailCalls: TailCallChoice[] = [];
  const undone = insns.map((insn, insnIdx) => {
    if (!isTailCall(insn)) return insn;
    const [sourceIdx, sighting] = at(sightings, tailCalls.length);
    const subprogIdx = starts.findLastIndex((start) => start <= insnIdx);
    const direct = sighting.reason === 'constant-key';
    const pokeIdx = direct ? pokeTab.length : null;
    const { mapIdx, key, reason, paths } = sighting;
    if (direct) pokeTab.push({ insnIdx, subprogIdx, mapIdx, key: key ?? 0 });
    const form = direct ? 'direct' : 'indirect';
    const place = { sourceIdx, insnIdx, subprogIdx };
    tailCalls.push({ ...place, form, reason, explanation: form, paths, pokeIdx });
    return { ...insn, code: CODE_TAIL_CALL, imm: pokeIdx === null ? 0 : pokeIdx + 1 };
  });
  return { insns: undone, calls: { pokeTab, tailCalls } };
}

type Span = { readonly start: number; readonly end: number };

/** How many of a function's insns stand in the dump's function as well. */
function likeness(of: readonly Insn[], dumped: readonly Insn[]): number {
  const key = ({ code, dst, src, imm }: Insn): string => `${code} ${dst} ${src} ${imm}`;
  const there = new Set(dumped.map(key));
  return of.filter((insn) => there.has(key(insn))).length / Math.max(1, of.length);
}

/**
 * Newer verifiers know more, and may find functions dead that ours finds alive: those that are least like any
 * function of the dump, in order.
 */
function keptByKernel<T extends Span>(
  ours: readonly T[],
  starts: readonly number[],
  source: readonly Insn[],
  dumped: readonly Insn[],
): T[] {
  const kept = [...ours];
  const like = (subprog: T | undefined, k: number): number =>
    subprog === undefined
      ? 0
      : likeness(
          source.slice(subprog.start, subprog.end),
          dumped.slice(starts[k], starts[k + 1] ?? dumped.length),
        );
  while (kept.length > starts.length) {
    const without = kept.map((_, gone) => kept.filter((__, k) => k !== gone));
    const scores = without.map((rest) => starts.reduce((sum, _, k) => sum + like(rest[k], k), 0));
    kept.splice(scores.indexOf(Math.max(...scores)), 1);
  }
  return kept;
}

/** Loads that may fault are dumped as plain ones; ours tells which they are. */
function undoProbes(insns: readonly Insn[], analysis: Analysis, ours: Xlated | null): Insn[] {
  const probes = [...analysis.facts.ptrTypes.values()].some((type) => type === 'btf');
  if (!probes) return [...insns];
  const aligned = ours !== null && ours.insns.length === insns.length;
  if (!aligned) throw new Error('faulting loads cannot be told from the others in this dump');
  return insns.map((insn, insnIdx) => {
    const own = at(ours.insns, insnIdx);
    return sameInsn(asDumped(own), insn) && own.code !== insn.code
      ? { ...insn, code: own.code }
      : insn;
  });
}

/**
 * What a kernel's JIT was given, from the kernel's dump and our decisions. `ours` (null if our rewriting
 * was refused) is asked only for PROBE_MEM loads.
 */
export function xlatedFromDump(
  dumped: readonly Insn[],
  source: ProgSource,
  analysis: Analysis,
  ours: Xlated | null,
): Xlated {
  const { insns, calls } = undoTailCalls(undoProbes(dumped, analysis, ours), analysis);
  const seen = analysis.subprogs.filter((subprog) => analysis.facts.seen[subprog.start] !== 0);
  const starts = dumpedStarts(dumped);
  const live = keptByKernel(seen, starts, source.insns, dumped);
  if (starts.length !== live.length) {
    throw new Error(`the dump has ${starts.length} functions, we found ${live.length}`);
  }
  return {
    name: source.name,
    type: source.type,
    sleepable: source.sleepable,
    insns,
    origin: ours?.insns.length === insns.length ? ours.origin : new Int32Array(insns.length),
    subprogs: starts.map((start, subprogIdx) => {
      const end = starts[subprogIdx + 1] ?? insns.length;
      const { name, stackDepth, tailCallReachable } = at(live, subprogIdx);
      const hasTailCall = insns.slice(start, end).some((insn) => insn.code === CODE_TAIL_CALL);
      const reachable = tailCallReachable || hasTailCall;
      return { name, start, end, stackDepth, tailCallReachable: reachable, hasTailCall };
    }),
    ...calls,
  };
}

/** The same for one dump of a case; the first dump of a program is the one that has insns. */
export function xlatedOfDump(
  golden: GoldenCase,
  boot: Boot,
  dump: GoldenDump,
): Result<Xlated, string> {
  const env = goldenEnv(golden, boot);
  const dumped = dumpedInsns(golden, dump);
  if (env === null) return err(`profile "${golden.profile}" is not modelled`);
  if (dumped === null) return err('the dump holds no insns');
  const source = goldenSource(golden, dump.p);
  const analysis = analyse(source, env);
  if (!analysis.ok) return err(`refused: ${analysis.error.message}`);
  const ours = rewrite(source, analysis.value, env);
  return ok(xlatedFromDump(dumped, source, analysis.value, ours.ok ? ours.value : null));
}

// ---- the check ----

function firstDump(golden: GoldenCase, progIdx: number): GoldenDump | undefined {
  return dumpsOf(golden).find((dump) => dump.p === progIdx && dump.xlated !== undefined);
}

/** Forms in the order of the images: the test of the counter, its increment up to 6.11, then a site or a load of the slot. */
function formsInImages(dump: GoldenDump): string[] {
  const sequence = /(?:83f82(?:077|173)..83c0018985[0-9a-f]{8}|4883382173..)(488b8[4c]d6)?/g;
  return (dump.jited ?? []).flatMap((func) =>
    [...func.bytes.matchAll(sequence)]
      .filter((match) => match.index % 2 === 0)
      .map((match) => (match[1] === undefined ? 'direct' : 'indirect')),
  );
}

function compareForms(xlated: Xlated, dump: GoldenDump): string | null {
  if (dump.jited === undefined) return null;
  const ours = xlated.tailCalls.map((choice) => choice.form).join(' ');
  const kernel = formsInImages(dump).join(' ');
  return ours === kernel ? null : `tail calls: ours ${ours || 'none'}, kernel ${kernel || 'none'}`;
}

/** What differs, and the kernel's function that makes it in our rewriting. */
interface Difference {
  readonly detail: string;
  readonly pass?: string;
}

/** The function that made the insn what it is; a moved or untouched one differs because other code is gone. */
function passAt({ provenance }: Rewritten, insnIdx: number): string {
  const marks = provenance.marks[insnIdx] ?? 0;
  const own = provenance.rewritings.findLast(({ kind }, k) => {
    return kind !== 'jump-offset' && kind !== 'hard-wire' && (marks & (1 << k)) !== 0;
  });
  const removal = provenance.rewritings.find(({ kind }) => kind === 'dead-code');
  return (own ?? removal)?.pass ?? 'none';
}

/**
 * A program that the JIT gave up calls the interpreter that has the callee's stack, whose address no symbol tells;
 * where the callee is, `off` says alone. That our JIT gives up too is for `jited` to see.
 */
function withoutInterpreters(insns: readonly Insn[]): Insn[] {
  return insns.map((insn) => (isPseudoCall(insn) ? { ...insn, imm: 0 } : insn));
}

function compareInsns(
  xlated: Rewritten,
  dumped: readonly Insn[],
  isInterpreted: boolean,
): Difference | null {
  const rewritten = xlated.insns.map(asDumped);
  const ours = isInterpreted ? withoutInterpreters(rewritten) : rewritten;
  const kernel = isInterpreted ? withoutInterpreters(dumped) : dumped;
  let insnIdx = 0;
  while (insnIdx < ours.length && sameInsn(ours[insnIdx], kernel[insnIdx])) insnIdx++;
  if (insnIdx === ours.length && insnIdx === kernel.length) return null;
  const from = Math.max(0, insnIdx - 2);
  const detail = [
    `insn ${insnIdx} of ${ours.length} (the kernel has ${kernel.length})`,
    `ours:\n${printXlated(ours.slice(from, insnIdx + 4))}`,
    `kernel:\n${printXlated(kernel.slice(from, insnIdx + 4))}`,
  ].join('\n');
  return { detail, pass: passAt(xlated, insnIdx) };
}

function compareAccepted(
  golden: GoldenCase,
  progIdx: number,
  xlated: Rewritten,
): Difference | null {
  const dump = firstDump(golden, progIdx);
  const kernel = dump === undefined ? null : dumpedInsns(golden, dump);
  if (dump === undefined || kernel === null) return null;
  const forms = compareForms(xlated, dump);
  const isInterpreted = dump.jited?.every(({ len }) => len === 0) ?? false;
  return compareInsns(xlated, kernel, isInterpreted) ?? (forms === null ? null : { detail: forms });
}

function verifyProg(source: ProgSource, env: VerifierEnv) {
  const analysis = analyse(source, env);
  return analysis.ok ? rewrite(source, analysis.value, env) : analysis;
}

/** Accepted or refused, errno and the verifier's sentence. */
function compareVerdict(op: LoadOp, outcome: ReturnType<typeof verifyProg>): string | null {
  const errno = op.result.errno ?? 0;
  if (outcome.ok) {
    if (errno === 0) return null;
    return `we accept, the kernel answers ${errno}: ${op.result.log ?? ''}`;
  }
  const { message, errno: ours, insnIdx } = outcome.error;
  if (ours !== errno) return `we answer ${ours} (${message}, slot ${insnIdx}), the kernel ${errno}`;
  const lines = (op.result.log ?? '').split('\n');
  return lines.includes(message)
    ? null
    : `we say "${message}", the kernel's log is ${op.result.log}`;
}

function compareLoad(golden: GoldenCase, env: VerifierEnv, op: LoadOp): Difference | null {
  const outcome = verifyProg(goldenSource(golden, op.p), env);
  const detail = compareVerdict(op, outcome);
  if (detail !== null) return { detail, pass: 'do_check' };
  return outcome.ok ? compareAccepted(golden, op.p, outcome.value) : null;
}

function compareAnswer(golden: GoldenCase, env: VerifierEnv, op: LoadOp): Difference | null {
  const detail = compareVerdict(op, verifyProg(goldenSource(golden, op.p), env));
  return detail === null ? null : { detail };
}

/** Compares every load of a case by `compare`. */
function checkLoads(compare: typeof compareLoad): Check {
  return (golden, boot): Verdict => {
    const env = goldenEnv(golden, boot);
    const loads = golden.ops.filter((op): op is LoadOp => op.op === 'load');
    if (loads.length === 0) return { kind: 'none' };
    if (env === null) {
      return { kind: 'fail', detail: `profile "${golden.profile}" is not modelled` };
    }
    for (const op of loads) {
      const difference = compare(golden, env, op);
      if (difference === null) continue;
      const { name } = at(golden.progs, op.p);
      const { detail, pass } = difference;
      return { kind: 'fail', detail: `program ${name}: ${detail}`, pass };
    }
    return { kind: 'pass' };
  };
}

/** Answers of the verifier, rewritten insns and forms of tail calls, for every load of a case. */
export const checkXlated: Check = checkLoads(compareLoad);

/** The answers alone. */
export const checkVerdict: Check = checkLoads(compareAnswer);
