// Schedules that go round for ever, told from those that only can. No protocol can write a jmp that leads back, and the
// verifier refuses such programs: so the bytes of one are changed behind the JIT's back.

import { describe, expect, it } from 'vitest';
import { createSearch, type ExploreResult } from '../../../src/core/explore/index.ts';
import {
  actionActor,
  createMachine,
  type MachineInput,
  runAll,
} from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';

/** The count stands behind P1 here: a CPU that goes round past an empty slot leaves no trace of it. */
const LAB = `.kernel 6.12
.map jmp_table prog_array max_entries=1
.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 2
        exit
.prog f tc
        r0 = 1
        exit
`;

const INSTALL = `${LAB}
.cpu 0
        run entry
.cpu 1
        jmp_table[0] = f
`;

const DELETE = `${LAB}
.init
        jmp_table[0] = f
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
`;

function indexOfBytes(bytes: Uint8Array, wanted: readonly number[]): number {
  const at = bytes.findIndex((_, start) => wanted.every((byte, i) => bytes[start + i] === byte));
  expect(at).toBeGreaterThan(0);
  return at;
}

/** The lab, with a jmp from where its tail call was not taken back to before the call. */
function goingRound(text: string): MachineInput {
  const { input } = compile(text, { policy: null });
  const bytes = input?.progs[0]?.jit?.funcs[0]?.bytes;
  if (!input || !bytes) throw new Error('the lab does not run');
  const out = indexOfBytes(bytes, [0xb8, 2, 0, 0, 0]); // mov $2,%eax
  const before = indexOfBytes(bytes, [0x48, 0xbe]); // movabs $map,%rsi
  bytes[out] = 0xe9;
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(out + 1, before - (out + 5), true);
  return input;
}

function explore(input: MachineInput, reduction: boolean): ExploreResult {
  const search = createSearch(input, [], { reduction, properties: ['deadlock'] });
  while (search.run(10_000) === 'running');
  return search.result();
}

describe('createSearch', () => {
  it.each([true, false])('finds a livelock (reduction: %s)', (reduction) => {
    const { verdict, failures, orders } = explore(goingRound(DELETE), reduction);
    expect(verdict).toBe('fail');
    expect(failures.map(({ property, message }) => `${property}: ${message}`)).toEqual([
      'deadlock: livelock: no schedule ends from here; CPU 0 can go on for ever',
    ]);
    expect(orders).toBeNull();
  });

  it('shows a schedule behind which CPU 0 goes round and CPU 1 waits for it', () => {
    const input = goingRound(DELETE);
    const schedule = explore(input, true).failures[0]?.schedule ?? [];
    const machine = createMachine(input);
    const limits = { maxSteps: schedule.length + 300, schedule, policy: 'fair' } as const;
    const { steps, taken, stopped } = runAll(machine, limits);
    expect(taken).toBe(schedule.length);
    expect(stopped).toMatch(/^stopped after/);
    expect(new Set(steps.slice(-50).map(({ action }) => actionActor(action))).size).toBe(1);
  });

  it.each([true, false])('has none where going round has an exit (reduction: %s)', (reduction) => {
    const { verdict, failures, orders } = explore(goingRound(INSTALL), reduction);
    expect(failures).toEqual([]);
    expect(verdict).toBe('pass');
    expect(orders).toBeNull();
  });
});
