import { describe, expect, it } from 'vitest';
import {
  createReplay,
  eventTitle,
  leadingEvent,
  machineActors,
  namesOf,
  narrate,
} from '../../../src/core/machine/index.ts';
import { type FixtureLab, run } from './fixture.ts';

const LAB: FixtureLab = {
  maps: [{ name: 'jmp_table' }],
  progs: [{ name: 'entry', calls: '0:0' }, { name: 'target_a' }],
  actors: [
    'load entry; load target_a',
    'jmp_table[0] = target_a; delete jmp_table[0]; jmp_table[9] = target_a',
  ],
};

function sentences(lab: FixtureLab): string[] {
  const { input, steps } = run(lab);
  const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
  return steps.map((step, i) => narrate(step, namesOf(input), replay.at(i + 1)));
}

describe('narrate', () => {
  const told = sentences(LAB);

  it.each([
    [
      'a system call',
      'CPU 1 calls update jmp_table[0] = target_a; target_a matches the owner of jmp_table.',
    ],
    [
      'a slot',
      'CPU 1 puts target_a into jmp_table[0], which was empty; indirect tail calls see that at once.',
    ],
    [
      'int3',
      "CPU 1 writes int3 (cc) over the first byte of entry's P2 target; a CPU that arrives now traps, unless it still sees the old bytes.",
    ],
    [
      'a comparison',
      "CPU 1 compares entry's P2 target: it holds a nop as expected, and is to become the jmp to target_a.",
    ],
    [
      'a sync',
      'CPU 1 interrupts every CPU and waits until each has executed a serializing instruction: from now on all of them trap here.',
    ],
    [
      'a wait',
      'CPU 1 waits for a grace period: no CPU is inside a section that it waits for, so it is over at once.',
    ],
    ['a state', "The poke of entry's P1 bypass is complete: entry's tail call is now live."],
    ['another state', "The poke of entry's P1 bypass is complete: entry's tail call is now armed."],
    [
      'a failure',
      'update jmp_table[9] = target_a fails with errno 7 (E2BIG: the key is not below max_entries).',
    ],
  ])('says %s in one sentence', (_, sentence) => {
    expect(told).toContain(sentence);
  });

  it('ends every sentence with a full stop, in one line, without holes', () => {
    const other: FixtureLab = {
      maps: [{ name: 't' }],
      progs: [
        { name: 'e', calls: '0:0 0:1' },
        { name: 'a', sleepable: true },
        { name: 'x', type: 'xdp' },
        { name: 'bad', errno: 13 },
      ],
      actors: [
        'load e; load a; load x; load bad; t[0] = e; t[0] = a; t[1] = x; run e x2; unload e; close t',
      ],
    };
    for (const sentence of [...told, ...sentences(other)]) {
      expect(sentence).toMatch(/^[^\n]+\.$/);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  it('tells calls apart when a program has several', () => {
    const lab = { ...LAB, progs: [{ name: 'entry', calls: '0:0 0:1' }, { name: 'target_a' }] };
    expect(sentences(lab).some((text) => text.includes("entry's P2 target (call 1 of 2)"))).toBe(
      true,
    );
  });
});

describe('eventTitle', () => {
  it('labels every event in a few words', () => {
    const { input, events } = run(LAB);
    for (const event of events) {
      const title = eventTitle(event, namesOf(input));
      expect(title.length).toBeGreaterThan(0);
      expect(title.length).toBeLessThan(50);
      expect(title).not.toContain('undefined');
    }
  });
});

describe('leadingEvent', () => {
  it('prefers the call to the lock that comes with it', () => {
    const { steps } = run(LAB);
    const tracked = steps.find((step) => step.events.some((event) => event.kind === 'track'));
    expect(tracked && leadingEvent(tracked)?.kind).toBe('track');
  });
});
