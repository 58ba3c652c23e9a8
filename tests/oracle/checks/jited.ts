// Compiles every program that a kernel dumped, from the kernel's own rewritten insns and at the
// kernel's own addresses, and compares all bytes of all dumps. Nothing is masked: poke sites are
// filled as the slots were at the time of the dump.

import { at, bytesToHex, hexToBytes, ok, type Result } from '../../../src/core/base/index.ts';
import { printXlated } from '../../../src/core/bpf/index.ts';
import {
  type FuncImage,
  type JitProg,
  jitProg,
  PARTS,
  type PokeDescriptor,
} from '../../../src/core/jit/index.ts';
import type { KernelProfile } from '../../../src/core/kernel/index.ts';
import type { Xlated } from '../../../src/core/rewrite/index.ts';
import { addrOf, goldenAddresses } from '../addresses.ts';
import type { Boot, Check, GoldenCase, GoldenDump, GoldenFunc, Verdict } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { xlatedOfDump } from './xlated.ts';

const JMP32 = 0xe9;
const POKE_SIZE = 5;

/** `prog` is null where the JIT gives up after its last pass, and a kernel leaves the program to its interpreter. */
interface Compiled {
  readonly prog: JitProg | null;
  readonly xlated: Xlated;
}

/** One load of a program; the same program may be loaded again, at other addresses. */
interface Load {
  readonly progIdx: number;
  /** First dump: has the insns and all images. Undefined if it was never dumped. */
  first: GoldenDump | undefined;
  /** bpf_func of the main program, as soon as anything tells. */
  entry: bigint | undefined;
  compiled: Compiled | undefined;
}

/** A dump, and what every slot (`map:key`) held when it was made. */
interface Moment {
  readonly opIdx: number;
  readonly load: Load;
  readonly jited: readonly GoldenFunc[];
  readonly slots: ReadonlyMap<string, Load>;
}

/** Walks through the operations of a case; loads learn their addresses on the way. */
class CaseWalk {
  readonly moments: Moment[] = [];
  readonly #loads = new Map<number, Load>();
  readonly #latest = new Map<Load, readonly GoldenFunc[]>();
  readonly #slots = new Map<string, Load>();

  constructor(golden: GoldenCase) {
    for (const [opIdx, op] of golden.ops.entries()) {
      if (op.op === 'load') this.#load(op.p);
      else if (op.op === 'upd' && op.result.errno === 0) {
        this.#slots.set(`${op.m}:${op.k}`, this.#loaded(op.p));
      } else if (op.op === 'del') this.#slots.delete(`${op.m}:${op.k}`);
      else if (op.op === 'dump') this.#dump(opIdx, { p: op.p, ...op.result });
      else if (op.op === 'dumpall') for (const dump of op.result) this.#dump(opIdx, dump);
    }
  }

  #load(progIdx: number): Load {
    const load: Load = { progIdx, first: undefined, entry: undefined, compiled: undefined };
    this.#loads.set(progIdx, load);
    return load;
  }

  #loaded(progIdx: number): Load {
    return this.#loads.get(progIdx) ?? this.#load(progIdx);
  }

  #dump(opIdx: number, dump: GoldenDump): void {
    const load = this.#loaded(dump.p);
    if (load.first === undefined && dump.jited !== undefined) {
      load.first = dump;
      load.entry = addrOf(at(dump.jited, 0).addr);
    }
    const jited = dump.jited ?? this.#latest.get(load);
    if (jited === undefined) return;
    this.#latest.set(load, jited);
    this.moments.push({ opIdx, load, jited, slots: new Map(this.#slots) });
  }
}

/** Where a target begins. One that was never dumped is known by the first jump to it. */
function entryOf(target: Load, desc: PokeDescriptor, dumped: Uint8Array): bigint | undefined {
  if (target.entry === undefined && dumped[desc.targetOff] === JMP32) {
    const view = new DataView(dumped.buffer, dumped.byteOffset);
    const rel = view.getInt32(desc.targetOff + 1, true);
    const entry = desc.bypassAddr + BigInt(rel - desc.adjOff);
    if (entry % 4n === 0n) target.entry = entry; // images are aligned to 4 bytes
  }
  return target.entry;
}

function jumpTo(desc: PokeDescriptor, entry: bigint): Uint8Array {
  const bytes = Uint8Array.of(JMP32, 0, 0, 0, 0);
  const rel = Number(BigInt.asIntN(32, entry + BigInt(desc.adjOff) - desc.bypassAddr));
  new DataView(bytes.buffer).setInt32(1, rel, true);
  return bytes;
}

/** The image with its sites as `slots` wants them; `dumped` tells where unknown targets are. */
function fillSites(
  image: FuncImage,
  compiled: JitProg,
  { slots }: Moment,
  profile: KernelProfile,
  dumped: Uint8Array,
): Uint8Array {
  const bytes = image.bytes.slice();
  for (const desc of compiled.pokeTab) {
    const target = slots.get(`${desc.mapIdx}:${desc.key}`);
    if (desc.funcIdx !== image.funcIdx || target === undefined) continue;
    const entry = entryOf(target, desc, dumped);
    if (entry === undefined) continue;
    bytes.set(jumpTo(desc, entry), desc.targetOff);
    if (desc.bypassOff !== null) bytes.set(at(profile.jit.nops, POKE_SIZE), desc.bypassOff);
  }
  return bytes;
}

/** Says where two images begin to differ, and in which piece of ours. */
function firstDifference(image: FuncImage, xlated: Xlated, ours: Uint8Array, kernel: Uint8Array) {
  let byteOff = 0;
  while (byteOff < ours.length && ours[byteOff] === kernel[byteOff]) byteOff++;
  const { byteOff: starts, insnIdx: slots, part } = image.insns;
  const x86Idx = Math.max(
    0,
    starts.findLastIndex((start) => start <= byteOff),
  );
  const slot = slots[x86Idx] ?? -1;
  const text = slot < 0 ? 'prologue' : printXlated(xlated.insns.slice(slot, slot + 2));
  const from = Math.max(0, byteOff - 12);
  const shown = (bytes: Uint8Array) =>
    `${bytesToHex(bytes.slice(from, byteOff), ' ')} | ${bytesToHex(bytes.slice(byteOff, byteOff + 24), ' ')}`;
  return [
    `byte ${byteOff} (${PARTS[part[x86Idx] ?? 0]} of slot ${slot}: ${text})`,
    `  lengths: ours ${ours.length}, kernel ${kernel.length}`,
    `  ours:   ${shown(ours)}`,
    `  kernel: ${shown(kernel)}`,
  ].join('\n');
}

/** What the JIT is to be given for a program, from its first dump. */
type XlatedOf = (dump: GoldenDump) => Result<Xlated, string>;

/** Who compiles: whose insns, at which addresses, under which profile. */
interface Compiler {
  readonly golden: GoldenCase;
  readonly boot: Boot;
  readonly profile: KernelProfile;
  readonly xlatedOf: XlatedOf;
}

/** Compiles what a load's first dump shows. */
function compile(
  { golden, boot, profile, xlatedOf }: Compiler,
  load: Load,
): Result<Compiled, string> {
  const dump = load.first;
  if (dump?.jited === undefined) return { ok: false, error: 'never dumped' };
  const xlated = xlatedOf(dump);
  if (!xlated.ok) return xlated;
  const bases = dump.jited.map((func) => addrOf(func.addr));
  const addrs = goldenAddresses(golden, boot, () => bases);
  const prog = jitProg(xlated.value, dump.p, profile, addrs);
  if (!prog.ok) {
    const { code, message, insnIdx } = prog.error;
    if (code === 'jit/not-converged') return ok({ prog: null, xlated: xlated.value });
    return { ok: false, error: `${code}: ${message} (slot ${insnIdx})` };
  }
  return ok({ prog: prog.value, xlated: xlated.value });
}

function compareMoment(moment: Moment, profile: KernelProfile): string | null {
  const { compiled } = moment.load;
  if (compiled === undefined) return 'not compiled';
  const { prog } = compiled;
  if (prog === null) {
    const isInterpreted = moment.jited.every(({ bytes }) => bytes === '');
    return isInterpreted ? null : 'the JIT gives up, the kernel has an image';
  }
  const { funcs } = prog;
  if (funcs.length !== moment.jited.length) {
    return `ours has ${funcs.length} functions, the kernel's ${moment.jited.length}`;
  }
  for (const image of funcs) {
    const kernel = hexToBytes(at(moment.jited, image.funcIdx).bytes);
    const ours = fillSites(image, prog, moment, profile, kernel);
    if (bytesToHex(ours) !== bytesToHex(kernel)) {
      return `${image.name}: ${firstDifference(image, compiled.xlated, ours, kernel)}`;
    }
  }
  return null;
}

/** All dumps of a case under a profile and from rewritten insns of the caller's choice. */
export function compareImages(
  golden: GoldenCase,
  boot: Boot,
  profile: KernelProfile,
  xlatedOf: XlatedOf = (dump) => xlatedOfDump(golden, boot, dump),
): Verdict {
  const compiler = { golden, boot, profile, xlatedOf };
  const { moments } = new CaseWalk(golden);
  if (moments.length === 0) return { kind: 'none' };
  for (const moment of moments) {
    const { load } = moment;
    const where = `op ${moment.opIdx}, program ${golden.progs[load.progIdx]?.name}`;
    if (load.compiled === undefined) {
      const compiled = compile(compiler, load);
      if (!compiled.ok) return { kind: 'fail', detail: `${where}: ${compiled.error}` };
      load.compiled = compiled.value;
    }
    const difference = compareMoment(moment, profile);
    if (difference !== null) return { kind: 'fail', detail: `${where}: ${difference}` };
  }
  return { kind: 'pass' };
}

/** Every image of a case, byte for byte. */
export const checkJited: Check = (golden, boot) => {
  const profile = profileForGolden(golden.profile);
  if (profile === undefined) {
    return { kind: 'fail', detail: `profile "${golden.profile}" is not modelled` };
  }
  return compareImages(golden, boot, profile);
};
