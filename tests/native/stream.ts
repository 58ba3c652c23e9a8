// The two ends of the harness's pipe: cases as bytes, and bytes as outcomes. harness.c declares the
// same layout (`struct case_head`, `struct result_head`, `struct state`).

/** Contents of memory from `addr` on. */
export interface Window {
  readonly addr: bigint;
  readonly bytes: Uint8Array;
}

/** A program with all that it starts from. */
export interface NativeCase {
  /** Kind and seed, e.g. `x86-17`: what replays it. */
  readonly name: string;
  readonly entry: bigint;
  readonly gsBase: bigint;
  /** Sixteen registers in encoding order, the lower word of each first. */
  readonly regs: Int32Array;
  readonly flags: number;
  readonly code: Window;
  readonly data: Window;
  readonly stack: Window;
}

/** Registers and memory at one moment. */
export interface Moment {
  readonly rip: bigint;
  readonly regs: Int32Array;
  readonly flags: number;
  readonly data: Uint8Array;
  readonly stack: Uint8Array;
}

export type Stop = 'exit' | 'memory' | 'divide' | 'undefined' | 'breakpoint' | 'endless';

/** What became of a case on the real processor. */
export interface NativeOutcome extends Moment {
  readonly stop: Stop;
  /** What a fault was about, as far as Linux says; else 0. */
  readonly faultAddr: bigint;
  /** Words written outside of the case's windows. */
  readonly strays: bigint;
  /** State before each insn, and at the end; empty unless a trace was asked for. */
  readonly steps: readonly Moment[];
}

export const CASE_MAGIC = 0x4553_4143;
const WANT_TRACE = 1;

const GPR_BYTES = 128;
const HEAD_BYTES = 8 + 8 + 8 + GPR_BYTES + 8 + 3 * 16;

/** Linux's signal numbers on x86-64. */
const STOP_OF_SIGNAL: Readonly<Record<number, Stop>> = {
  0: 'exit',
  4: 'undefined',
  5: 'breakpoint',
  7: 'memory',
  8: 'divide',
  11: 'memory',
  14: 'endless',
};

/** Bytes of the cases, one after the other. */
export function encodeCases(cases: readonly NativeCase[], trace: boolean): Uint8Array {
  const windowsOf = (it: NativeCase) => [it.code, it.data, it.stack];
  const sizes = cases.flatMap((it) => [HEAD_BYTES, ...windowsOf(it).map((w) => w.bytes.length)]);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let here = 0;
  const put64 = (value: bigint) => {
    view.setBigUint64(here, value, true);
    here += 8;
  };
  for (const it of cases) {
    put64((trace ? BigInt(WANT_TRACE) << 32n : 0n) | BigInt(CASE_MAGIC));
    put64(it.entry);
    put64(it.gsBase);
    for (let i = 0; i < GPR_BYTES / 4; i++) view.setInt32(here + 4 * i, it.regs[i] ?? 0, true);
    here += GPR_BYTES;
    put64(BigInt(it.flags));
    for (const window of windowsOf(it)) {
      put64(window.addr);
      put64(BigInt(window.bytes.length));
    }
    for (const window of windowsOf(it)) {
      bytes.set(window.bytes, here);
      here += window.bytes.length;
    }
  }
  return bytes;
}

/** Reads what the harness wrote about `cases`. Throws if that is not one result for each. */
export function decodeOutcomes(bytes: Uint8Array, cases: readonly NativeCase[]): NativeOutcome[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let here = 0;
  const take64 = () => {
    here += 8;
    return view.getBigUint64(here - 8, true);
  };
  const takeBytes = (length: number) => {
    here += length;
    return bytes.slice(here - length, here);
  };
  const takeState = () => {
    const rip = take64();
    const regs = new Int32Array(takeBytes(GPR_BYTES).buffer);
    return { rip, regs, flags: Number(take64()) };
  };
  const outcomes = cases.map((it): NativeOutcome => {
    const takeMemory = () => {
      const data = takeBytes(it.data.bytes.length);
      return { data, stack: takeBytes(it.stack.bytes.length) };
    };
    const signalAndSteps = take64();
    const signal = Number(signalAndSteps & 0xffff_ffffn);
    const stop = STOP_OF_SIGNAL[signal];
    if (stop === undefined) throw new Error(`${it.name} ended by signal ${signal}`);
    const faultAddr = take64();
    const strays = take64();
    const last = { ...takeState(), ...takeMemory() };
    const stepCount = Number(signalAndSteps >> 32n);
    const steps = Array.from({ length: stepCount }, () => ({ ...takeState(), ...takeMemory() }));
    return { ...last, stop, faultAddr, strays, steps };
  });
  if (here !== bytes.length) throw new Error(`${bytes.length} bytes of results, ${here} expected`);
  return outcomes;
}
