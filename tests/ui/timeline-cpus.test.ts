import { describe, expect, it } from 'vitest';
import { arrowsOf } from '../../src/ui/timeline/draw-arrows.ts';
import { blockAt, blockOf, LANE_LINES, layLanes } from '../../src/ui/timeline/lane-layout.ts';
import type { Lane, Strip } from '../../src/ui/timeline/lane-model.ts';
import { buildTimeline } from '../../src/ui/timeline/lanes.ts';
import { nextPlace } from '../../src/ui/timeline/use-blocks.ts';
import { shownWaits, waitsAt, waitsOfStep } from '../../src/ui/timeline/waits.ts';
import {
  BETWEEN_SITES,
  CPU_0,
  CPU_1,
  drive,
  INT3_HIT,
  RACY,
  SHIPPED,
  stepWith,
  TWO_UPDATERS,
} from './steered.ts';

const race = drive(RACY, BETWEEN_SITES);
const shipped = drive(SHIPPED, BETWEEN_SITES);
const trap = drive(SHIPPED, INT3_HIT);
const two = drive(TWO_UPDATERS);

const models = { race, shipped, trap, two };
const built = {
  race: buildTimeline(race.result),
  shipped: buildTimeline(shipped.result),
  trap: buildTimeline(trap.result),
  two: buildTimeline(two.result),
};

function laneOf(name: keyof typeof built, id: string): Lane {
  const { lanes } = built[name];
  const lane = lanes.find((candidate) => candidate.id === id);
  if (!lane) throw new Error(`no lane ${id} in ${lanes.map((each) => each.id).join()}`);
  return lane;
}

function stripOf(lane: Lane, look: Strip['look']): Strip {
  const strip = lane.strips.find((candidate) => candidate.look === look);
  if (!strip) throw new Error(`no ${look} in ${lane.id}`);
  return strip;
}

function markAt(lane: Lane, step: number) {
  return lane.marks.find((mark) => mark.step === step);
}

describe('lane of a CPU', () => {
  const lane = laneOf('shipped', 'actor-CPU 0');

  it('titles a run with its program and what it returned', () => {
    const run = lane.bands.find((band) => band.tone === 'run');
    expect(run).toEqual({
      start: stepWith(shipped, 'run-begin', CPU_0),
      end: stepWith(shipped, 'run-end', CPU_0) + 1,
      tone: 'run',
      label: 'entry returns 10',
    });
  });

  it('has a mark for each of its steps and for no other', () => {
    for (const { result, session } of Object.values(models)) {
      const zero = result.timeline?.zero ?? 0;
      for (const each of buildTimeline(result).lanes) {
        if (each.actor === null) continue;
        const own = [...session.steps.keys()].filter(
          (idx) => idx >= zero && session.steps[idx]?.actor === each.actor,
        );
        expect(each.marks.map((mark) => mark.step)).toEqual(own);
      }
    }
  });

  it('says which site was fetched, what it did, and how much ran on from there', () => {
    expect(markAt(lane, stepWith(shipped, 'fetch', CPU_0))).toMatchObject({
      tone: 'fetch',
      label: 'P1',
      more: ['P1 nop +5', 'P1 nop'],
      shape: 'nop',
    });
    expect(markAt(lane, stepWith(shipped, 'tail-call', CPU_0))).toMatchObject({
      label: 'P2',
      more: ['P2 tail call 1 +4', 'P2 tail call 1'],
      shape: 'tail-call',
    });
    expect(markAt(lane, stepWith(shipped, 'ipi', CPU_0))).toMatchObject({ shape: 'ipi' });
  });

  it('rests between its own steps inside a run, on no column of its own', () => {
    const { bands } = stripOf(lane, 'rest');
    const own = new Set(lane.marks.map((mark) => mark.step));
    const covered = bands.flatMap((band) =>
      Array.from({ length: band.end - band.start }, (_, nth) => band.start + nth),
    );
    expect(covered.filter((step) => own.has(step))).toEqual([]);
    const run = lane.bands.find((band) => band.tone === 'run');
    for (let step = run?.start ?? 0; step < (run?.end ?? 0); step++) {
      expect(own.has(step) || covered.includes(step)).toBe(true);
    }
  });

  it('shows an updater asleep, with the reason, until its reader has left', () => {
    const { bands } = stripOf(laneOf('shipped', 'actor-CPU 1'), 'rest');
    const asleep = bands.filter((band) => band.label === 'waits for readers: CPU 0');
    expect(asleep).toEqual([
      {
        start: stepWith(shipped, 'rcu-begin', CPU_1) + 1,
        end: stepWith(shipped, 'run-end', CPU_0) + 1,
        tone: 'asleep',
        label: 'waits for readers: CPU 0',
      },
    ]);
  });

  it('brackets a trap from the int3 to the return from its handler', () => {
    const lane0 = laneOf('trap', 'actor-CPU 0');
    expect(stripOf(lane0, 'bracket').bands).toEqual([
      {
        start: stepWith(trap, 'int3', CPU_0),
        end: stepWith(trap, 'int3-emulate', CPU_0) + 1,
        tone: 'trap',
        label: 'IF off',
      },
    ]);
    expect(markAt(lane0, stepWith(trap, 'int3', CPU_0))).toMatchObject({
      tone: 'int3',
      shape: 'trap',
    });
  });

  it('marks a verdict on its exact step, there and in the list for the map', () => {
    const step = stepWith(race, 'verdict', CPU_0);
    expect(markAt(laneOf('race', 'actor-CPU 0'), step)).toMatchObject({
      tone: 'verdict',
      shape: 'verdict',
    });
    expect(built.race.verdicts[0]).toEqual({ step, title: 'CPU 0: fell through, lost registers' });
    expect(built.shipped.verdicts).toEqual([]);
  });
});

describe('lane of RCU', () => {
  it('has the reader from its entry to its return, and the grace period around what it waits for', () => {
    const lane = laneOf('shipped', 'rcu-rcu');
    const reader = stripOf(lane, 'bar');
    expect(reader.name).toBe('A');
    expect(reader.bands).toMatchObject([
      {
        start: stepWith(shipped, 'run-begin', CPU_0),
        end: stepWith(shipped, 'run-end', CPU_0) + 1,
      },
    ]);
    expect(lane.bands).toMatchObject([
      {
        start: stepWith(shipped, 'rcu-begin', CPU_1),
        end: stepWith(shipped, 'rcu-end', CPU_1) + 1,
      },
    ]);
  });
});

describe('lane of a lock', () => {
  it('is there when somebody had to sleep on it, with every holder', () => {
    const lane = built.two.lanes.find(({ kind }) => kind === 'lock');
    expect(lane?.label).toBe('poke_mutex');
    expect(lane?.bands.map((band) => band.label)).toEqual(['CPU 0', 'CPU 1']);
    expect(built.race.lanes.filter(({ kind }) => kind === 'lock')).toEqual([]);
  });
});

describe('buildWaits', () => {
  it('leads from a grace period to the step in which its reader left', () => {
    const step = stepWith(shipped, 'rcu-begin', CPU_1);
    const [wait] = waitsOfStep(built.shipped.waits, step);
    const left = stepWith(shipped, 'run-end', CPU_0);
    expect(wait).toMatchObject({
      kind: 'rcu',
      step,
      actor: CPU_1,
      answers: [{ actor: CPU_0, step: left }],
      end: left,
    });
  });

  it('leads from each sync that waits to the CPU that took its IPI', () => {
    const ipis = built.shipped.waits.filter((wait) => wait.kind === 'ipi');
    const taken = [...shipped.session.steps.entries()]
      .filter(([, step]) => step.events.some((event) => event.kind === 'ipi'))
      .map(([idx]) => idx);
    expect(taken.length).toBeGreaterThan(0);
    expect(ipis.flatMap((wait) => wait.answers.map((answer) => answer.step))).toEqual(taken);
    for (const wait of ipis) {
      expect(shipped.session.steps[wait.step]?.events.some(({ kind }) => kind === 'sync')).toBe(
        true,
      );
    }
  });

  it('leads from a sleeper to the unlock that lets it go on', () => {
    const [lock] = built.two.waits.filter((wait) => wait.kind === 'lock');
    const freed = two.session.steps[lock?.end ?? -1];
    expect(lock?.actor).toBe(CPU_1);
    expect(freed?.events.some((event) => event.kind === 'unlock')).toBe(true);
    expect(freed?.actor).toBe(CPU_0);
  });

  it('leaves a wait open while nobody has answered', () => {
    const early = drive(SHIPPED, BETWEEN_SITES.slice(0, 2));
    const [wait] = waitsAt(buildTimeline(early.result).waits, early.session.length);
    expect(wait).toMatchObject({ kind: 'rcu', end: null, answers: [{ actor: CPU_0, step: null }] });
  });
});

describe('arrowsOf', () => {
  const layout = layLanes(built.shipped.lanes);
  const begin = stepWith(shipped, 'rcu-begin', CPU_1);
  const left = stepWith(shipped, 'run-end', CPU_0);
  const at = (cursor: number, looked: readonly number[]) => {
    const { waits, lit } = shownWaits(built.shipped.waits, cursor, looked);
    return arrowsOf(layout, waits, lit, cursor).filter((arrow) => arrow.kind === 'rcu');
  };

  it('ends at the cursor until the reader has left, then at its step', () => {
    expect(at(begin + 2, [])).toMatchObject([{ to: begin + 2, isPending: true, isLit: false }]);
    expect(at(left + 1, [left])).toMatchObject([{ to: left + 0.5, isPending: false, isLit: true }]);
  });

  it('shows no wait that is over, unless one of its steps is looked at', () => {
    expect(at(left + 3, [])).toEqual([]);
    expect(at(left + 3, [begin])).toMatchObject([{ from: begin + 0.5, isLit: true }]);
  });

  it('leads from the lane of who waits to that of who is waited for', () => {
    const [arrow] = at(left + 1, []);
    const lineOf = (actor: number) =>
      (layout.lanes.find(({ lane }) => lane.actor === actor)?.top ?? 0) +
      LANE_LINES.mark +
      LANE_LINES.markHeight / 2;
    expect([arrow?.fromY, arrow?.toY]).toEqual([lineOf(CPU_1), lineOf(CPU_0)]);
  });
});

describe('blockAt', () => {
  it('finds the block of a step in the lane of its actor, beside it nothing', () => {
    const layout = layLanes(built.shipped.lanes);
    const step = stepWith(shipped, 'fetch', CPU_0);
    const block = blockOf(layout, step);
    expect(block?.placed.lane.id).toBe('actor-CPU 0');
    const y = (block?.placed.top ?? 0) + LANE_LINES.mark + 3;
    expect(blockAt(layout, step, y)?.mark.step).toBe(step);
    expect(blockAt(layout, step, y - 15)).toBeNull();
    expect(blockAt(layout, step + 1_000_000, y)).toBeNull();
  });
});

describe('nextPlace', () => {
  it('is behind or before the nearest step of another actor', () => {
    const steps = [1, 2, 2, 3].map((actor) => ({
      actor,
      action: 0,
      source: null,
      protocol: null,
      events: [],
    }));
    expect(nextPlace(steps, 1, 1)).toBe(3);
    expect(nextPlace(steps, 2, -1)).toBe(0);
    expect(nextPlace(steps, 3, 1)).toBeNull();
  });
});
