// The race of the cover letter: there with the protocol that has it, nowhere with the one that ships.

import { describe, expect, it } from 'vitest';
import { type ScriptMove, Session } from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { COVER_LETTER_RACE } from '../../../src/labs/cover-letter-race.ts';
import { RACE_BY_HAND } from '../../../src/labs/race-by-hand.ts';
import { TARGET_FIRST } from '../../../src/labs/target-first.ts';
import { everySchedule, type Search } from './every-schedule.ts';
import {
  actorOf,
  cpuAt,
  eventsOf,
  openingView,
  openLab,
  retvalsOf,
  withShippedProtocol,
} from './fixture.ts';

const RBX = 3;
const R13 = 13;

function search(text: string): Search {
  const { input } = compile(text);
  if (!input) throw new Error('the lab has a run');
  return everySchedule(input);
}

describe('the race of the cover letter', () => {
  const opened = openLab(COVER_LETTER_RACE);

  it('is produced by the script: CPU 0 falls through and returns with wrong registers', () => {
    const verdicts = eventsOf(opened, 'verdict');
    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'fell-through',
      'lost-registers',
      'broken-registers',
    ]);
    expect(verdicts[2]?.registers).toEqual(['rbx', 'r13']);
  });

  it('happens after the delete has returned, with nothing to wait for', () => {
    const before = opened.steps.slice(0, opened.cursor - 1).flatMap((step) => step.events);
    expect(before.at(-1)).toMatchObject({ kind: 'op-end', op: { kind: 'delete' }, errno: 0 });
    expect(eventsOf(opened, 'rcu-begin')).toEqual([]);
  });

  it('loses R6 and R7: they are what the kernel had there on entry', () => {
    const fetched = opened.cursor - 1;
    const inUnwind = cpuAt(opened, fetched, 'CPU 0');
    expect(inUnwind.unwound).toBe(true);
    const entered = opened.steps.findIndex(({ events }) =>
      events.some((event) => event.kind === 'run-begin'),
    );
    const inProgram = cpuAt(opened, entered + 1, 'CPU 0');
    expect(inProgram.regs[R13]).toBe(5n);
    expect(inUnwind.regs[R13]).not.toBe(5n);
    expect(inUnwind.regs[RBX]).not.toBe(inProgram.regs[RBX]);
  });

  it('loses the 5 on the BPF stack to the IPI of the first sync', () => {
    const ipi = opened.steps.findIndex(({ events }) => events.some(({ kind }) => kind === 'ipi'));
    const stackAt = (cursor: number): readonly bigint[] | undefined =>
      cpuAt(opened, cursor, 'CPU 0').frames[0]?.slots.find(({ kind }) => kind === 'bpf-stack')
        ?.quads;
    expect(stackAt(ipi)).toEqual([5n]);
    expect(stackAt(ipi + 1)).not.toEqual([5n]);
  });

  it('returns neither of the two numbers that the program can return', () => {
    expect(retvalsOf(opened)).toHaveLength(1);
    expect([1, 10]).not.toContain(retvalsOf(opened)[0]);
  });

  it('is found among all schedules with the protocol that has it', () => {
    const found = search(COVER_LETTER_RACE.text);
    expect(found.complete).toBe(true);
    expect(found.faults).toEqual(new Set(['fell-through', 'lost-registers', 'broken-registers']));
  });

  it('is in none of all schedules once the .protocol line is deleted', () => {
    const text = withShippedProtocol(COVER_LETTER_RACE);
    expect(text).not.toContain('.protocol');
    expect(text.split('\n')).toHaveLength(COVER_LETTER_RACE.text.split('\n').length - 1);
    const found = search(text);
    expect(found.complete).toBe(true);
    expect(found.states).toBeGreaterThan(300);
    expect([...found.faults]).toEqual([]);
    expect(found.retvals.get('CPU 0')).toEqual(new Set([1, 10]));
  });

  it('cannot be scripted with the shipped protocol: the delete does not return', () => {
    const text = withShippedProtocol(COVER_LETTER_RACE);
    const waiting = openLab({ ...COVER_LETTER_RACE, text, stopsThere: true });
    expect(waiting.result.timeline?.moves).toBe(2);
    expect(COVER_LETTER_RACE.script?.[2]).toEqual({ actor: 'CPU 1', to: { kind: 'op-end' } });
    expect(eventsOf(waiting, 'verdict')).toEqual([]);
  });
});

describe('the race by hand', () => {
  const opened = openLab(RACE_BY_HAND);

  it('stops before P1, with both CPUs to choose from', () => {
    expect(opened.cursor).toBe(opened.steps.length);
    const { cpus } = openingView(opened);
    expect(cpus[actorOf(opened, 'CPU 0')]).toMatchObject({ mode: 'running', next: 'site' });
    const session = new Session(opened.input, opened.steps);
    const actors = session.choicesAt(opened.cursor).map(({ actor }) => actor);
    expect(actors).toEqual([actorOf(opened, 'CPU 0'), actorOf(opened, 'CPU 1')]);
  });

  it('takes the three moves that its words name', () => {
    const script: ScriptMove[] = [
      ...(RACE_BY_HAND.script ?? []),
      { actor: 'CPU 0', to: { kind: 'step' } },
      { actor: 'CPU 1', to: { kind: 'end' } },
      { actor: 'CPU 0', to: { kind: 'end' } },
    ];
    const made = openLab({ ...RACE_BY_HAND, script });
    expect(made.result.timeline?.moves).toBe(script.length);
    expect(eventsOf(made, 'verdict').map(({ verdict }) => verdict)).toEqual([
      'fell-through',
      'lost-registers',
      'broken-registers',
    ]);
  });

  it('has no order that does it once the .protocol line is deleted', () => {
    const found = search(withShippedProtocol(RACE_BY_HAND));
    expect([found.complete, found.faults.size]).toEqual([true, 0]);
  });
});

describe('poking the target first', () => {
  const opened = openLab(TARGET_FIRST);

  it('lets a CPU fall through that enters after the first poke', () => {
    const kinds = opened.steps.slice(opened.zero).flatMap(({ events }) => events);
    const poked = kinds.findIndex(({ kind }) => kind === 'poke-end');
    const entered = kinds.findIndex(({ kind }) => kind === 'run-begin');
    expect(entered).toBeGreaterThan(poked);
    expect(eventsOf(opened, 'verdict').map(({ verdict }) => verdict)).toEqual([
      'fell-through',
      'lost-registers',
      'broken-registers',
    ]);
  });

  it('loses R6 to R9 and changes what the caller had in their registers', () => {
    expect(eventsOf(opened, 'verdict')[2]?.registers).toEqual(['rbx', 'r13', 'r14', 'r15']);
    expect([1, 30]).not.toContain(retvalsOf(opened)[0]);
  });

  it('goes wrong in some schedule, and in none with the shipped protocol', () => {
    expect([...search(TARGET_FIRST.text).faults]).toContain('fell-through');
    const text = withShippedProtocol(TARGET_FIRST);
    expect(text).not.toContain('.protocol');
    expect([...search(text).faults]).toEqual([]);
  });
});
