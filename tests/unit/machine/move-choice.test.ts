import { describe, expect, it } from 'vitest';
import {
  type MachineEvent,
  type MovedChoice,
  type MoveRefusal,
  moveChoice,
  runAll,
  type Session,
} from '../../../src/core/machine/index.ts';
import { CPU_0, CPU_1, RACE, RACY, SHIPPED, type Steered, steered } from './steered-lab.ts';

function stepOf(session: Session, kind: MachineEvent['kind'], actor = CPU_0, nth = 0): number {
  const found = [...session.steps.keys()].filter((idx) => {
    const step = session.steps[idx];
    return step?.actor === actor && step.events.some((event) => event.kind === kind);
  });
  return found[nth] ?? -1;
}

function moved(outcome: MovedChoice | MoveRefusal): MovedChoice {
  if ('reason' in outcome) throw new Error(outcome.reason);
  return outcome;
}

function refused(outcome: MovedChoice | MoveRefusal): MoveRefusal {
  if (!('reason' in outcome)) throw new Error('the move was possible');
  return outcome;
}

function replay({ result, session }: Steered, { steps }: MovedChoice) {
  const zero = result.timeline?.zero ?? 0;
  const schedule = steps.slice(zero).map(({ action }) => action);
  return runAll(session.machine, { maxSteps: 1000, schedule, policy: null });
}

describe('moveChoice', () => {
  it('turns a fair run into the race, by dragging the fetch at the target behind the pokes', () => {
    const lab = steered(RACY, []);
    const from = stepOf(lab.session, 'fetch', CPU_0, 1);
    const to = stepOf(lab.session, 'op-end', CPU_1);
    const outcome = moved(moveChoice(lab.session, from, to));
    const { steps, taken } = replay(lab, outcome);
    expect(taken).toBe(outcome.steps.length - (lab.result.timeline?.zero ?? 0));
    expect(steps[outcome.landedAt]?.actor).toBe(CPU_0);
    const verdicts = steps.flatMap(({ events }) => events.filter(({ kind }) => kind === 'verdict'));
    expect(verdicts[0]).toMatchObject({ verdict: 'fell-through' });
  });

  it('gives choices that are possible all along', () => {
    for (const [text, legs] of [
      [RACY, []],
      [RACY, RACE],
      [SHIPPED, []],
    ] as const) {
      const lab = steered(text, legs);
      const zero = lab.result.timeline?.zero ?? 0;
      let possible = 0;
      for (let from = zero; from < lab.session.length; from += 5) {
        for (let to = zero; to < lab.session.length; to += 7) {
          const outcome = moveChoice(lab.session, from, to);
          if ('reason' in outcome) continue;
          possible++;
          const { taken, steps } = replay(lab, outcome);
          expect(taken).toBe(outcome.steps.length - zero);
          expect(steps.at(-1)).toEqual(outcome.steps.at(-1));
        }
      }
      expect(possible).toBeGreaterThan(10);
    }
  });

  it('changes nothing before the earlier of the two places, and nothing at all for the same one', () => {
    const { session } = steered(RACY, []);
    const from = stepOf(session, 'fetch', CPU_0, 0);
    expect(moved(moveChoice(session, from, from)).steps).toEqual(session.steps);
    const { steps, landedAt } = moved(moveChoice(session, from, from + 3));
    expect(steps).not.toEqual(session.steps);
    expect(steps.slice(0, from)).toEqual(session.steps.slice(0, from));
    expect(landedAt).toBeGreaterThan(from);
  });

  it('takes the steps of the same actor along', () => {
    const { session } = steered(RACY, RACE);
    const from = stepOf(session, 'slot-write', CPU_1);
    const to = stepOf(session, 'fetch', CPU_0, 0);
    const { steps, landedAt } = moved(moveChoice(session, from, to));
    const own = session.steps.slice(to, from).filter(({ actor }) => actor === CPU_1).length;
    expect(own).toBeGreaterThan(0);
    expect(landedAt).toBe(to + own);
    expect(new Set(steps.slice(to, landedAt + 1).map(({ actor }) => actor))).toEqual(
      new Set([CPU_1]),
    );
  });

  it('refuses to end a grace period before its reader has left, and says so', () => {
    const { session } = steered(SHIPPED, [...RACE, [CPU_1, { kind: 'end' }]]);
    const end = stepOf(session, 'rcu-end', CPU_1);
    const leave = stepOf(session, 'run-end', CPU_0);
    expect(leave).toBeLessThan(end);
    const { reason, refusedAt } = refused(moveChoice(session, end, leave));
    expect(refusedAt).toBe(leave);
    expect(reason).toBe('CPU 1 could not move there: its grace period still waits for readers.');
  });

  it('refuses to take an IPI before it is sent', () => {
    const { session } = steered(SHIPPED, RACE.slice(0, 2));
    const ipi = stepOf(session, 'ipi');
    const sync = stepOf(session, 'sync', CPU_1);
    expect(sync).toBeLessThan(ipi);
    expect(refused(moveChoice(session, ipi, sync)).reason).toBe(
      'No IPI would wait for CPU 0 there.',
    );
  });

  it('refuses to touch what happens before time zero', () => {
    const { session, result } = steered(SHIPPED, []);
    const zero = result.timeline?.zero ?? 0;
    expect(refused(moveChoice(session, zero, zero - 1)).reason).toContain('time zero');
  });
});
