// Check `text`: the case typed in as a lab file and put through the whole pipeline. Loads answer as
// the kernel's did; the rewritten insns, given the kernel's addresses, compile to the kernel's
// bytes; every system call has the kernel's errno; and after each of them the images of the lab's own run
// equal the dumps in everything but addresses, with every filled site leading to the right program.

import {
  at,
  type Diagnostic,
  err,
  hexToBytes,
  ok,
  type Result,
} from '../../../src/core/base/index.ts';
import { type Insn, isHelperCall } from '../../../src/core/bpf/index.ts';
import type { FuncImage, JitProg } from '../../../src/core/jit/index.ts';
import { createReplay, type Replay, viewImageBytes } from '../../../src/core/machine/index.ts';
import { compile, type LabResult, type Timeline } from '../../../src/core/pipeline/index.ts';
import type { Xlated } from '../../../src/core/rewrite/index.ts';
import { addrOf, isInterpreted } from '../addresses.ts';
import type {
  Boot,
  Check,
  GoldenCase,
  GoldenDump,
  GoldenFunc,
  GoldenOp,
  Verdict,
} from '../golden.ts';
import { type CallStyle, labText } from '../lab-text.ts';
import { profileForGolden } from '../profile.ts';
import { compareImages } from './jited.ts';
import { isMachineOp } from './machine-input.ts';

const E8_CALL = 0xe8;
const E9_JMP = 0xe9;
const REL32_INSN_SIZE = 5;
const MOVABS_SIZE = 10;

// ---- insns ----

/** Symbols by their distance from __bpf_call_base in the lab's made-up kernel. */
function symbolsByImm(result: LabResult): Map<number, string> {
  const base = result.symbols.get('__bpf_call_base') ?? 0n;
  return new Map(
    [...result.symbols].map(([name, addr]) => [Number(BigInt.asIntN(32, addr - base)), name]),
  );
}

/** The lab's rewritten insns with calls that count from where the recorded kernel was. */
function moveToKernel(xlated: Xlated, result: LabResult, boot: Boot): Xlated {
  const symbols = symbolsByImm(result);
  const base = addrOf(boot.symbols['__bpf_call_base'] ?? '0');
  const move = (insn: Insn): Insn => {
    const symbol = isHelperCall(insn) ? symbols.get(insn.imm) : undefined;
    const addr = symbol === undefined ? undefined : boot.symbols[symbol];
    if (addr === undefined) return insn;
    return { ...insn, imm: Number(BigInt.asIntN(32, addrOf(addr) - base)) };
  };
  return { ...xlated, insns: xlated.insns.map(move) };
}

// ---- images ----

/** Per-CPU insns, prefix and length. */
const GS = 0x65;
const GS_INSN_SIZE = 9;

/** Fills the operands that are addresses with zeros. `image` says where its insns begin. */
function withoutAddresses(bytes: Uint8Array, image: FuncImage): Uint8Array {
  const masked = bytes.slice();
  const starts = image.insns.byteOff;
  starts.forEach((start, insnIdx) => {
    const size = (starts[insnIdx + 1] ?? bytes.length) - start;
    const [first = 0, second = 0] = bytes.subarray(start, start + 2);
    if (size === REL32_INSN_SIZE && (first === E8_CALL || first === E9_JMP)) {
      const target =
        start + size + new DataView(bytes.buffer, bytes.byteOffset).getInt32(start + 1, true);
      if (target < 0 || target > bytes.length || first === E8_CALL)
        masked.fill(0, start + 1, start + size);
    } else if (size === MOVABS_SIZE && (first & 0xf0) === 0x40 && (second & 0xf8) === 0xb8) {
      masked.fill(0, start + 2, start + size);
    } else if (first === GS && size === GS_INSN_SIZE) {
      masked.fill(0, start + 4, start + size); // sar qword gs:[rip+rel32], 5; add reg, gs:[abs32]
    }
  });
  return masked;
}

function firstDifference(ours: Uint8Array, kernel: Uint8Array): number | null {
  if (ours.length !== kernel.length) return Math.min(ours.length, kernel.length);
  const found = ours.findIndex((byte, byteOff) => byte !== kernel[byteOff]);
  return found < 0 ? null : found;
}

/** Where the jmp at a site leads; null for a nop. */
function landing(bytes: Uint8Array, byteOff: number, base: bigint): bigint | null {
  if (bytes[byteOff] !== E9_JMP) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return base + BigInt(byteOff + REL32_INSN_SIZE + view.getInt32(byteOff + 1, true));
}

// ---- the run ----

/** The lab's own run beside the kernel's dumps. */
class RunCompare {
  readonly #result: LabResult;
  readonly #timeline: Timeline;
  readonly #replay: Replay;
  /** Cursor after each op of the case that the machine takes part in. */
  readonly #ends: number[] = [];
  readonly #errnos: number[] = [];
  /** Kernel's main images by program, as far as dumps told. */
  readonly #bases = new Map<number, bigint>();
  readonly #latest = new Map<number, readonly GoldenFunc[]>();
  #done = 0;

  constructor(result: LabResult, timeline: Timeline) {
    this.#result = result;
    this.#timeline = timeline;
    const { actors, steps } = timeline;
    this.#replay = createReplay({ ...result, actors }, steps);
    timeline.steps.forEach(({ events }, stepIdx) => {
      for (const event of events) {
        if (event.kind !== 'op-end' || event.op.kind === 'run') continue;
        this.#ends.push(stepIdx + 1);
        this.#errnos.push(event.errno);
      }
    });
  }

  /** Null if all is equal, else what is not. */
  compare(golden: GoldenCase): string | null {
    if (this.#timeline.stopped !== null) return `the run stopped: ${this.#timeline.stopped}`;
    for (const [opIdx, op] of golden.ops.entries()) {
      const problem = this.#compareOp(op);
      if (problem !== null) return `op ${opIdx} (${op.op}): ${problem}`;
    }
    return null;
  }

  #compareOp(op: GoldenOp): string | null {
    if (op.op === 'dump') return this.#compareDump({ p: op.p, ...op.result });
    if (op.op === 'dumpall')
      return op.result.map((dump) => this.#compareDump(dump)).find((p) => p !== null) ?? null;
    if (!isMachineOp(op)) return null;
    const errno = this.#errnos[this.#done];
    this.#done++;
    const wanted = op.op === 'unload' ? 0 : (errnoOf(op) ?? 0);
    return errno === wanted ? null : `errno ${errno}, the kernel's ${wanted}`;
  }

  #compareDump(dump: GoldenDump): string | null {
    const jited = dump.jited ?? this.#latest.get(dump.p);
    const jit = this.#result.progs[dump.p]?.jit;
    if (jited === undefined && !jit) return null; // refused by both
    if (jited === undefined) return 'the dump has no bytes';
    if (!jit) return `program ${dump.p} has no image`;
    this.#latest.set(dump.p, jited);
    if (!this.#bases.has(dump.p)) this.#bases.set(dump.p, addrOf(at(jited, 0).addr));
    if (jit.funcs.length !== jited.length)
      return `${jit.funcs.length} functions, kernel ${jited.length}`;
    for (const image of jit.funcs) {
      const problem = this.#compareImage(jit, image, at(jited, image.funcIdx));
      if (problem !== null) return `program ${dump.p} function ${image.funcIdx}: ${problem}`;
    }
    return null;
  }

  #compareImage(jit: JitProg, image: FuncImage, kernel: GoldenFunc): string | null {
    const view = this.#replay.at(this.#done === 0 ? 0 : at(this.#ends, this.#done - 1));
    const ours = viewImageBytes(jit, view, jit.progIdx, image.funcIdx);
    const theirs = hexToBytes(kernel.bytes);
    const byteOff = firstDifference(withoutAddresses(ours, image), withoutAddresses(theirs, image));
    if (byteOff !== null) return `byte ${byteOff} differs`;
    const kernelBase = addrOf(kernel.addr);
    for (const desc of jit.pokeTab) {
      if (desc.funcIdx !== image.funcIdx) continue;
      const ourCallee = this.#calleeOfOurs(landing(ours, desc.targetOff, image.addr), desc.adjOff);
      const kernelLanding = landing(theirs, desc.targetOff, kernelBase);
      const entry = ourCallee === null ? null : this.#bases.get(ourCallee);
      // A program that no dump shows is known by the first jmp to it.
      if (entry === undefined && ourCallee !== null && kernelLanding !== null) {
        this.#bases.set(ourCallee, kernelLanding - BigInt(desc.adjOff));
      } else if (
        (entry ?? null) !== (kernelLanding === null ? null : kernelLanding - BigInt(desc.adjOff))
      ) {
        return `the site at ${desc.targetOff} leads to program ${ourCallee}, the kernel's to ${kernelLanding?.toString(16)}`;
      }
    }
    return null;
  }

  #calleeOfOurs(target: bigint | null, adjOff: number): number | null {
    if (target === null) return null;
    return this.#result.progs.findIndex(
      ({ jit }) => jit?.funcs[0]?.addr === target - BigInt(adjOff),
    );
  }
}

function errnoOf(op: GoldenOp): number | undefined {
  return 'result' in op &&
    op.result !== null &&
    typeof op.result === 'object' &&
    'errno' in op.result
    ? Number(op.result.errno)
    : undefined;
}

// ---- the check ----

function compareAnswers(golden: GoldenCase, result: LabResult): string | null {
  for (const op of golden.ops) {
    if (op.op !== 'load') continue;
    const prog = at(result.progs, op.p);
    const said = result.diagnostics.map((d: Diagnostic) => d.message).join('; ');
    if (prog.loadErrno !== (op.result.errno ?? 0)) {
      return `load of ${prog.name} answers ${prog.loadErrno} (${said}), the kernel ${op.result.errno ?? 0}`;
    }
    const log = (op.result.log ?? '').split('\n');
    if (prog.loadErrno !== 0 && !result.diagnostics.some((d) => log.includes(d.message))) {
      return `we say "${said}", the kernel's log is ${op.result.log}`;
    }
  }
  const refused = result.progs.some((prog) => prog.loadErrno !== 0);
  const error = result.diagnostics.find((d) => d.severity === 'error');
  return error && !refused ? `${error.code}: ${error.message}` : null;
}

/** A lab has one address for each program, so it cannot show one that is loaded twice; nor has it an interpreter. */
function loadsTwice(golden: GoldenCase): boolean {
  const loaded = golden.ops.flatMap((op) => (op.op === 'load' ? [op.p] : []));
  return new Set(loaded).size < loaded.length;
}

/** The check with one way to write calls. */
export function compareText(golden: GoldenCase, boot: Boot, calls: CallStyle): Verdict {
  const profile = profileForGolden(golden.profile);
  if (!profile) return { kind: 'fail', detail: `profile "${golden.profile}" is not modelled` };
  if (loadsTwice(golden) || isInterpreted(golden)) return { kind: 'none' };
  const result = compile(labText(golden, calls));
  const problem = compareAnswers(golden, result);
  if (problem !== null) return { kind: 'fail', detail: problem };
  const xlatedOf = (dump: GoldenDump): Result<Xlated, string> => {
    const xlated = result.progs[dump.p]?.xlated;
    return xlated ? ok(moveToKernel(xlated, result, boot)) : err('not compiled');
  };
  const images = compareImages(golden, boot, profile, xlatedOf);
  if (images.kind === 'fail') return images;
  if (result.timeline === null) return { kind: 'fail', detail: 'the lab has no run' };
  const run = new RunCompare(result, result.timeline).compare(golden);
  return run === null ? { kind: 'pass' } : { kind: 'fail', detail: run };
}

export const checkText: Check = (golden, boot) => compareText(golden, boot, 'distance');
