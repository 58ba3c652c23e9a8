import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import { createMachine, type MachineEvent, runAll } from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { everySchedule } from './every-schedule.ts';
import { actorOf, eventsOf, openLab, viewAt, withoutFault } from './fixture.ts';

/** Labs that show what a CPU computes when it goes wrong: with a protocol of their own, or with the kernel's. */
const FAULTY = [
  'cover-letter-race',
  'target-first',
  'sleepable',
  't1-pop-nop-push',
  'memcpy5',
  'no-sync',
];
/** Those whose protocol ends in a BUG. */
const BUGGY = ['t5-reinstall', 't5-replace', 't8-nop-to-nop'];
/** Those in which a CPU cannot go on. */
const STOPPING = ['memcpy5'];
/** On 6.1 the limit holds in each branch of a hierarchy only. */
const BEYOND_LIMIT = ['hierarchy'];
const SEEDS = Array.from({ length: 20 }, (_, i) => 1000 + i);

function isRunEnd(event: MachineEvent): event is Extract<MachineEvent, { kind: 'run-end' }> {
  return event.kind === 'run-end';
}

describe('LABS', () => {
  it('has at least twenty, each with its own id and title', () => {
    expect(LABS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(LABS.map((lab) => lab.id)).size).toBe(LABS.length);
    expect(new Set(LABS.map((lab) => lab.title)).size).toBe(LABS.length);
  });

  describe.each(LABS)('$id', (lab) => {
    const opened = openLab(lab);
    const { result, steps, zero, cursor } = opened;
    const { expects } = parseLab(lab.text).lab;
    const safe = compile(withoutFault(lab)).input;
    if (!safe) throw new Error(`${lab.id} has no run without its fault`);

    it('compiles without any error', () => {
      expect(result.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
      expect(result.progs.every((prog) => prog.jit !== null)).toBe(true);
    });

    it('runs to its end', () => {
      const { stopped = null } = result.timeline ?? {};
      expect(stopped?.startsWith('BUG') ?? false).toBe(BUGGY.includes(lab.id));
      expect(stopped !== null).toBe(BUGGY.includes(lab.id) || STOPPING.includes(lab.id));
      expect(steps.length).toBeGreaterThan(zero);
    });

    it('opens at a step of its own, not of the set-up', () => {
      expect(cursor).toBeGreaterThan(zero);
    });

    it('has a script whose every move gets where it is to go', () => {
      expect(result.timeline?.moves).toBe(lab.script?.length ?? 0);
    });

    it('returns what it expects when opened, unless it is there to show a fault', () => {
      const unmet = expects.filter(({ subject, values }) => {
        if (subject.kind !== 'retval') return false;
        const name = `CPU ${subject.cpu}`;
        const ends = steps.filter(({ actor }) => actor === actorOf(opened, name));
        const last = ends.flatMap(({ events }) => events).findLast(isRunEnd);
        return !last || !values.includes(last.retval);
      });
      expect(unmet.length > 0).toBe(FAULTY.includes(lab.id));
    });

    it('has the programs in its slots that it expects', () => {
      const view = viewAt(opened, steps.length);
      for (const { subject, values } of expects) {
        if (subject.kind !== 'slot') continue;
        const mapIdx = result.maps.findIndex(({ name }) => name === subject.map.name);
        const progIdx = view.slots[mapIdx]?.[subject.key] ?? null;
        const held = progIdx === null ? 'none' : result.progs[progIdx]?.name;
        expect(values).toContain(held);
      }
    });

    it('stops no CPU, unless it is there to show that', () => {
      const stopping = eventsOf(opened, 'verdict').filter((event) => event.stops);
      expect(stopping.length > 0).toBe(STOPPING.includes(lab.id));
    });

    it('has no run that goes wrong under random schedules without its fault', () => {
      const machine = createMachine(safe);
      for (const seed of SEEDS) {
        const run = runAll(machine, { maxSteps: 5000, policy: seed });
        const events = run.steps.flatMap((step) => step.events);
        const stopping = events.filter((event) => event.kind === 'verdict' && event.stops);
        expect({ seed, stopped: run.stopped, stopping }).toEqual({
          seed,
          stopped: null,
          stopping: [],
        });
      }
    });

    it('has none under any schedule, and returns what it expects under each', () => {
      const { complete, faults, retvals } = everySchedule(safe);
      expect(complete).toBe(true);
      expect([...faults]).toEqual(BEYOND_LIMIT.includes(lab.id) ? ['too-many-tail-calls'] : []);
      for (const { subject, values } of expects) {
        if (subject.kind !== 'retval') continue;
        expect(retvals.get(`CPU ${subject.cpu}`)).toEqual(new Set(values));
      }
      // Thousands of states: seconds where other work goes on beside it.
    }, 60_000);
  });
});
