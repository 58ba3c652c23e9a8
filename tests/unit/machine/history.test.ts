import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import {
  countBefore,
  createReplay,
  lastBefore,
  lockKey,
  type RunHistory,
  runHistory,
  slotKey,
} from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';

function runOf(id: string) {
  const lab = LABS.find((one) => one.id === id);
  if (!lab) throw new Error(`no lab ${id}`);
  const { timeline, maps, progs } = compile(lab.text, { script: lab.script ?? [] });
  if (!timeline) throw new Error(`${id} runs`);
  const { actors, steps } = timeline;
  const input = { actors, maps, progs };
  return { history: runHistory(input, steps), replay: createReplay(input, steps), steps };
}

const LIVES = ['slot-life', 'cover-letter-race', 'target-first', 'two-updaters', 'last-reference'];

/** Every moment of every run in LIVES, as the view has it and as the history has it. */
function everyMoment(check: (history: RunHistory, cursor: number, replay: Replay) => void): void {
  for (const id of LIVES) {
    const { history, replay, steps } = runOf(id);
    for (let cursor = 0; cursor <= steps.length; cursor++) check(history, cursor, replay);
  }
}
type Replay = ReturnType<typeof createReplay>;

describe('runHistory', () => {
  it('has the state of every site that the view has, at every moment', () => {
    everyMoment((history, cursor, replay) => {
      for (const desc of replay.at(cursor).descs.flat()) {
        const states = history.descs[desc.progIdx]?.[desc.pokeIdx]?.states ?? [];
        expect(lastBefore(states, cursor)?.state ?? 'empty').toBe(desc.state);
      }
    });
  });

  it('has the bytes of every site behind each store', () => {
    const wrong: string[] = [];
    let compared = 0;
    everyMoment((history, cursor, replay) => {
      for (const desc of replay.at(cursor).descs.flat()) {
        const { stores = [] } = history.descs[desc.progIdx]?.[desc.pokeIdx] ?? {};
        const last = lastBefore(stores, cursor);
        if (!last || replay.at(cursor).progs[desc.progIdx] === 'freed') continue;
        const [is, was] = [last.bytes, desc[last.which]?.bytes].map((five) =>
          bytesToHex(five ?? []),
        );
        compared++;
        if (is !== was) wrong.push(`step ${cursor}: ${is}, not ${was}`);
      }
    });
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });

  it('has the holder of each lock, the run of each CPU and the value of each slot', () => {
    everyMoment((history, cursor, replay) => {
      const { locks, cpus, slots, ops } = replay.at(cursor);
      for (const { lock, holder } of locks) {
        const uses = (history.locks.get(lockKey(lock)) ?? []).filter((u) => u.kind !== 'lock-wait');
        expect(lastBefore(uses, cursor)?.kind === 'lock').toBe(holder !== null);
      }
      cpus.forEach(({ run }, actor) => {
        const last = lastBefore(history.runs[actor] ?? [], cursor);
        const isIn = last !== undefined && (last.end === null || last.end >= cursor);
        expect(isIn ? last.ordinal : null).toBe(run?.ordinal ?? null);
      });
      ops.forEach((op, actor) => {
        const last = lastBefore(history.ops[actor] ?? [], cursor);
        const isIn = last !== undefined && (last.end === null || last.end >= cursor);
        expect(isIn ? last.op : null).toEqual(op);
      });
      slots.forEach((values, mapIdx) => {
        values.forEach((value, key) => {
          const writes = history.slots.get(slotKey(mapIdx, key)) ?? [];
          expect(lastBefore(writes, cursor)?.new ?? null).toBe(value);
        });
      });
    });
  });

  it('tells the way from state to state, also through the forbidden one', () => {
    const way = (id: string) =>
      runOf(id)
        .history.descs.flat(2)[0]
        ?.transitions.map(({ from, to }) => `${from} ${to}`);
    expect(way('slot-life')).toEqual([
      'empty armed',
      'armed live',
      'live live',
      'live armed',
      'armed empty',
      'empty armed',
      'armed live',
    ]);
    expect(way('target-first')).toContain('live forbidden');
  });

  it('keeps a statement of map_poke lit while its text_poke runs, and drops it behind the call', () => {
    const { history, steps } = runOf('slot-life');
    const actor = steps.findIndex(({ protocol }) => protocol?.role === 'text_poke');
    const mover = steps[actor]?.actor ?? -1;
    const lines = history.lines[mover] ?? [];
    const inside = lastBefore(lines, actor + 1);
    expect(inside?.textPoke).not.toBeNull();
    expect(inside?.mapPoke).not.toBeNull();
    expect(lines.at(-1)).toMatchObject({ mapPoke: null, textPoke: null });
  });

  it('keeps grace periods with their ends and the steps of syncs', () => {
    const { history, steps } = runOf('delete-waits');
    const [first] = history.gracePeriods;
    const kinds = (step: number | null | undefined) =>
      steps[step ?? -1]?.events.map(({ kind }) => kind);
    expect(kinds(first?.step)).toContain('rcu-begin');
    expect(kinds(first?.end)).toContain('rcu-end');
    for (const step of history.syncs.values()) expect(kinds(step)).toContain('sync');
  });
});

describe('countBefore', () => {
  it('counts what happened in the first steps', () => {
    const list = [{ step: 2 }, { step: 2 }, { step: 7 }];
    expect([0, 2, 3, 7, 8, 99].map((cursor) => countBefore(list, cursor))).toEqual([
      0, 0, 2, 2, 3, 3,
    ]);
  });
});
