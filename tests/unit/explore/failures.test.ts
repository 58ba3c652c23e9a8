// What a failure is told with: the shortest schedule, who went on how often, what matters, in words.

import { describe, expect, it } from 'vitest';
import type { ExploreOptions, ExploreResult, Failure } from '../../../src/core/explore/index.ts';
import {
  actionActor,
  actionKind,
  actions,
  advance,
  createMachine,
  runAll,
} from '../../../src/core/machine/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';
import { COVER_LETTER_RACE } from '../../../src/labs/cover-letter-race.ts';
import { DELETE_WAITS } from '../../../src/labs/delete-waits.ts';

function explore(text: string, options: ExploreOptions = {}): ExploreResult {
  const search = exploreLab(compile(text, { policy: null }), options);
  if (!search) throw new Error('the lab does not run');
  while (search.run(10_000) === 'running');
  return search.result();
}

function failureOf(result: ExploreResult, property: Failure['property']): Failure {
  const found = result.failures.find((failure) => failure.property === property);
  if (!found) throw new Error(`nothing fails ${property}`);
  return found;
}

/** Events of each step of a schedule. */
function replay(text: string, { schedule }: Failure): string[][] {
  const { input } = compile(text, { policy: null });
  if (!input) throw new Error('the lab does not run');
  const machine = createMachine(input);
  const { state } = runAll(machine, { maxSteps: 10_000, policy: null });
  return schedule.map((action) => {
    expect(actions(machine, state)).toContain(action);
    return advance(machine, state, action).events.map(({ kind }) => kind);
  });
}

describe('a failure', () => {
  const result = explore(COVER_LETTER_RACE.text);
  const race = failureOf(result, 'fell-through');

  it('has a schedule that can be played and that fails in its last step', () => {
    expect(replay(COVER_LETTER_RACE.text, race).at(-1)).toContain('verdict');
  });

  it("takes two switches in the cover letter's race, as its mail tells it", () => {
    expect(race.switches).toBe(2);
    const actors = race.schedule.filter((action) => actionKind(action) !== 'ipi').map(actionActor);
    const stretches = actors.filter((actor, idx) => actor !== actors[idx - 1]);
    expect(stretches).toHaveLength(3);
    expect(stretches[0]).toBe(stretches[2]);
  });

  it('has no way with fewer switches: one stretch of each actor does not fail', () => {
    for (const failure of result.failures) expect(failure.switches).toBeGreaterThanOrEqual(2);
  });

  it('marks the fetch of P1, the stores to P1 and P2 behind it and the fall, not locks and syncs', () => {
    const kinds = replay(COVER_LETTER_RACE.text, race);
    const marked = race.causal.flatMap((idx) => kinds[idx] ?? []);
    expect(race.causal).toContain(race.schedule.length - 1);
    expect(marked).toEqual(expect.arrayContaining(['run-begin', 'fetch', 'op-begin', 'store']));
    for (const kind of ['sync', 'lock', 'unlock', 'ipi', 'desc-begin']) {
      expect(marked).not.toContain(kind);
    }
  });

  it('is told in a sentence for each stretch of one actor', () => {
    expect(race.account).toHaveLength(race.switches + 1);
    expect(race.account[0]).toMatch(/^CPU 0 enters entry and passes entry's P1 bypass as a nop/);
    expect(race.account[1]).toMatch(/^CPU 1 calls delete jmp_table\[0\]/);
  });
});

describe('createSearch', () => {
  it('is not finished at a bound of states, and says so', () => {
    const result = explore(DELETE_WAITS.text, { maxStates: 100 });
    expect(result.verdict).toBe('not-finished');
    expect(result.unfinished).toMatch(/^the bound of 100 states/);
  });

  it('is not finished at a bound of memory', () => {
    const result = explore(DELETE_WAITS.text, { maxBytes: 1000 });
    expect(result.verdict).toBe('not-finished');
    expect(result.unfinished).toMatch(/memory/);
  });

  it('judges by the properties that are asked for alone', () => {
    const result = explore(COVER_LETTER_RACE.text, { properties: ['torn-insn'] });
    expect(result.verdict).toBe('pass');
    expect(result.failures).toEqual([]);
  });

  it('has a witness for each outcome that leads to it', () => {
    const { outcomes } = explore(DELETE_WAITS.text);
    const { input } = compile(DELETE_WAITS.text, { policy: null });
    expect(outcomes).toHaveLength(4);
    for (const { schedule, retvals } of outcomes) {
      if (!input) continue;
      const { steps, taken, stopped } = runAll(createMachine(input), {
        maxSteps: 10_000,
        schedule,
        policy: null,
      });
      expect(taken).toBe(schedule.length);
      expect(stopped).toBeNull();
      for (const { actor, value } of retvals) {
        const last = steps.findLast(
          (step) => step.actor === actor && step.events.some(({ kind }) => kind === 'run-end'),
        );
        const end = last?.events.find((event) => event.kind === 'run-end');
        expect(end?.kind === 'run-end' ? end.retval : null).toBe(value);
      }
    }
  });

  it('goes on where it stopped, however small the portions are', () => {
    const search = exploreLab(compile(COVER_LETTER_RACE.text, { policy: null }));
    while (search?.run(7) === 'running');
    expect(search?.result()).toEqual(explore(COVER_LETTER_RACE.text));
  });
});
