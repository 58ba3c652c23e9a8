// The harness itself, by cases whose end is known beforehand.

import { afterAll, describe, expect, it } from 'vitest';
import { AREA_LEN, DATA_END, EXIT_ADDR, MIDDLE } from './areas.ts';
import { buildHarness, type Harness, removeHarness, runNative } from './harness.ts';
import type { NativeCase, NativeOutcome } from './stream.ts';
import { bytesOf, encodeInOpcode, RAX, RCX, RSP, wordsOf } from './x86-code.ts';

const CODE = MIDDLE.code - 8n;
const DATA = MIDDLE.data - 16n;
const STACK = MIDDLE.stack - 64n;
const CALM_FLAGS = 0x202;
const STATUS = 0x8d5;
const NOP = [0x90];
const UD2 = [0x90, 0x0f, 0x0b];

function jumpToExit(from: number): number[] {
  return [0xe9, ...bytesOf(EXIT_ADDR - (CODE + BigInt(from + 5)), 4)];
}

function caseOf(body: readonly number[], flags = 0): NativeCase {
  const regs = new Int32Array(32);
  regs.set(wordsOf(STACK + 32n), 2 * RSP);
  return {
    name: 'known-0',
    entry: CODE,
    gsBase: DATA,
    regs,
    flags: CALM_FLAGS | flags,
    code: { addr: CODE, bytes: Uint8Array.from([...body, ...jumpToExit(body.length)]) },
    data: { addr: DATA, bytes: Uint8Array.from({ length: 32 }, (_, idx) => idx) },
    stack: { addr: STACK, bytes: new Uint8Array(64) },
  };
}

function movRax(value: bigint): number[] {
  return encodeInOpcode([0xb8], RAX, { wide: true, imm: bytesOf(value, 8) });
}

function reg64({ regs }: NativeOutcome, reg: number): bigint {
  const [lo = 0, hi = 0] = regs.slice(2 * reg, 2 * reg + 2);
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** One rule, seen in what the cases come to. */
interface Rule {
  readonly title: string;
  readonly observe: (harness: Harness) => unknown;
  readonly expected: unknown;
}

const RAX_VALUE = 0x1122_3344_5566_7788n;

/** push rax; xor ecx, ecx; sub ecx, 1; mov gs:[2], cl */
const LEAVES_TRACES = [
  ...movRax(RAX_VALUE),
  0x50,
  0x31,
  0xc9,
  0x83,
  0xe9,
  0x01,
  0x65,
  0x88,
  0x0c,
  0x25,
  ...bytesOf(2, 4),
];

const LOAD_BEHIND_DATA = [...movRax(DATA_END), 0x8a, 0x00];
const STORE_ASTRAY = [...movRax(MIDDLE.data + BigInt(AREA_LEN / 2) - 8n), 0xc6, 0x00, 0x07];

function run(harness: Harness, ...cases: readonly NativeCase[]): NativeOutcome[] {
  return runNative(harness, cases);
}

const RULES: readonly Rule[] = [
  {
    title: 'gives registers, flags and memory back as the code left them',
    observe: (harness) =>
      run(harness, caseOf(LEAVES_TRACES)).map((it) => ({
        end: [it.stop, it.rip, it.strays],
        regs: [reg64(it, RAX), reg64(it, RCX), reg64(it, RSP)],
        flags: it.flags & STATUS,
        data: Array.from(it.data.slice(0, 4)),
        stack: Array.from(it.stack.slice(24, 32)),
      })),
    expected: [
      {
        end: ['exit', EXIT_ADDR, 0n],
        regs: [RAX_VALUE, 0xffff_ffffn, STACK + 24n],
        // CF, PF, AF and SF of 0 - 1
        flags: 0x95,
        data: [0, 1, 0xff, 3],
        stack: bytesOf(RAX_VALUE, 8),
      },
    ],
  },
  {
    title: 'starts with the flags of the case',
    observe: (harness) =>
      run(harness, caseOf(NOP, STATUS), caseOf(NOP)).map(({ flags }) => flags & STATUS),
    expected: [STATUS, 0],
  },
  {
    title: 'reports faults with rip, and goes on',
    observe: (harness) => {
      const int3 = [0xcc];
      const divide = [0x31, 0xc9, 0xf7, 0xf1];
      const bodies = [UD2, int3, divide, LOAD_BEHIND_DATA, NOP, UD2, NOP];
      const outcomes = run(harness, ...bodies.map((body) => caseOf(body)));
      return outcomes.map(({ stop, rip }) => [stop, rip]);
    },
    expected: [
      ['undefined', CODE + 1n],
      ['breakpoint', CODE + 1n],
      ['divide', CODE + 2n],
      ['memory', CODE + 10n],
      ['exit', EXIT_ADDR],
      ['undefined', CODE + 1n],
      ['exit', EXIT_ADDR],
    ],
  },
  {
    title: 'names the address that a fault is about',
    observe: (harness) =>
      run(harness, caseOf(LOAD_BEHIND_DATA), caseOf(UD2)).map(({ faultAddr }) => faultAddr),
    expected: [DATA_END, 0n],
  },
  {
    title: 'stops what never ends',
    observe: (harness) => run(harness, caseOf([0xeb, 0xfe]), caseOf(NOP)).map(({ stop }) => stop),
    expected: ['endless', 'exit'],
  },
  {
    title: 'notices a store outside of the windows, and cleans up behind it',
    observe: (harness) =>
      run(harness, caseOf(STORE_ASTRAY), caseOf(NOP)).map(({ strays }) => strays),
    expected: [1n, 0n],
  },
  {
    title: 'shows the state before each insn of a trace, and at the exit',
    observe: (harness) => {
      const traced = caseOf([...movRax(5n), 0x50]);
      const [outcome] = runNative(harness, [traced], { trace: true });
      return outcome?.steps.map(({ rip, regs, stack }) => [rip, regs[0], stack[24]]);
    },
    expected: [
      [CODE, 0, 0],
      [CODE + 10n, 5, 0],
      [CODE + 11n, 5, 5],
      [EXIT_ADDR, 5, 5],
    ],
  },
  {
    title: 'refuses windows outside of their areas',
    observe: (harness) => {
      const wrong = { ...caseOf(NOP), data: { addr: 0n, bytes: new Uint8Array(8) } };
      try {
        return run(harness, wrong);
      } catch (error) {
        return String(error).trim();
      }
    },
    expected: 'Error: harness: status 2, signal null: harness: window 1 outside of its area',
  },
];

const built = buildHarness();

const CHECKS =
  'reason' in built
    ? [{ title: `is not built here: ${built.reason}`, actual: () => null, expected: null }]
    : RULES.map(({ title, observe, expected }) => ({
        title,
        actual: () => observe(built),
        expected,
      }));

afterAll(() => {
  if (!('reason' in built)) removeHarness(built);
});

describe('runNative', () => {
  it.each(CHECKS.map((check) => [check.title, check] as const))(
    '%s',
    (_title, { actual, expected }) => expect(actual()).toEqual(expected),
  );
});
