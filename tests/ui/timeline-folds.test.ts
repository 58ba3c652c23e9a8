import { describe, expect, it } from 'vitest';
import { foldableIds, groupLanes } from '../../src/ui/timeline/lane-groups.ts';
import { laneAt, layLanes, markLine } from '../../src/ui/timeline/lane-layout.ts';
import { BLANK_LANE, type Lane, type LaneKind } from '../../src/ui/timeline/lane-model.ts';
import { cursorBeyond, stepsOfLane } from '../../src/ui/timeline/lane-steps.ts';
import { loopAround } from '../../src/ui/timeline/loop-around.ts';
import { visibleRuns } from '../../src/ui/timeline/step-runs.ts';

const BAND = { start: 2, end: 6, tone: 'live', label: 'live' };

function lane(kind: LaneKind, id: string, more: Partial<Lane> = {}): Lane {
  return { ...BLANK_LANE, kind, id, label: id, bands: [BAND], ...more };
}

const LANES = [
  lane('actor', 'set-up'),
  lane('actor', 'cpu-0', { actor: 0 }),
  lane('actor', 'cpu-1', { actor: 1 }),
  lane('site', 'a-1', { group: 'a' }),
  lane('site', 'b-1', { group: 'b' }),
  lane('site', 'b-2', { group: 'b' }),
  lane('slot', 'slot-0'),
];

describe('groupLanes', () => {
  it('keeps the CPUs together, and the sites of each program', () => {
    const ids = groupLanes(LANES).map((group) => group.lanes.map(({ id }) => id));
    expect(ids).toEqual([['set-up'], ['cpu-0', 'cpu-1'], ['a-1'], ['b-1', 'b-2'], ['slot-0']]);
  });
});

describe('foldableIds', () => {
  it('names a group once, and a lane that is alone by itself', () => {
    expect(foldableIds(LANES)).toEqual(['set-up', 'group-actor', 'a-1', 'group-site-b', 'slot-0']);
  });
});

describe('layLanes', () => {
  it('puts a folded lane into one strip that shows its bands', () => {
    const open = layLanes(LANES);
    const folded = layLanes(LANES, ['a-1']);
    const [strip] = folded.lanes[3]?.lane.strips ?? [];
    expect(folded.lanes[3]).toMatchObject({ isFolded: true, lane: { bands: [], marks: [] } });
    expect(strip).toMatchObject({ look: 'thin', bands: [BAND] });
    expect(folded.height).toBeLessThan(open.height);
  });

  it('puts a folded group into one row with a strip for each lane', () => {
    const { lanes, groups } = layLanes(LANES, ['group-actor']);
    expect(lanes.map((placed) => placed.lane.id)).toEqual([
      'set-up',
      'group-actor',
      'a-1',
      'b-1',
      'b-2',
      'slot-0',
    ]);
    expect(lanes[1]?.lane).toMatchObject({ label: 'CPUs', strips: [{}, {}] });
    expect(groups.map(({ label, isFolded }) => [label, isFolded])).toEqual([
      ['CPUs', true],
      ['Sites of b', false],
    ]);
  });

  it('keeps every strip within its row, however many there are', () => {
    const many = Array.from({ length: 30 }, (_, nth) => lane('slot', `slot-${nth}`));
    const [row] = layLanes(many, ['group-slot']).lanes;
    for (const { top, height } of row?.lane.strips ?? []) {
      expect(top + height).toBeLessThanOrEqual(row?.shape.height ?? 0);
    }
  });

  it('leaves no room between rows, and finds each by its place', () => {
    const layout = layLanes(LANES, ['group-site-b', 'cpu-1']);
    let top = 0;
    for (const placed of layout.lanes) {
      expect(placed.top).toBe(top);
      top += placed.shape.height;
      expect(laneAt(layout, placed.top)?.id).toBe(placed.lane.id);
    }
    expect(laneAt(layout, top)).toBeNull();
  });

  it('keeps the line of the marks within its row, folded or not', () => {
    for (const folded of [[], ['cpu-0', 'cpu-1']]) {
      for (const placed of layLanes(LANES, folded).lanes) {
        if (placed.lane.kind !== 'actor') continue;
        expect(markLine(placed)).toBeGreaterThan(placed.top);
        expect(markLine(placed)).toBeLessThan(placed.top + placed.shape.height);
      }
    }
  });
});

describe('stepsOfLane', () => {
  it('is the marks of a lane that has some, else where its bands begin', () => {
    const mark = (step: number) => ({ step, row: 0 as const, tone: 'store', label: '' });
    expect(stepsOfLane(lane('site', 's', { marks: [mark(3), mark(3), mark(9)] }))).toEqual([3, 9]);
    const empty = { ...BAND, start: 0, end: 2 };
    expect(stepsOfLane(lane('slot', 't', { bands: [empty, BAND] }))).toEqual([2]);
    const wait = { ...BAND, tone: 'wait' };
    expect(stepsOfLane(lane('rcu', 'r', { bands: [wait] }))).toEqual([2, 5]);
  });
});

describe('cursorBeyond', () => {
  it('goes from each event to the next and back, and never stays', () => {
    const steps = [2, 5, 9];
    const ways = [0, 3, 4, 6, 10].map((cursor) => [
      cursorBeyond(steps, cursor, 'previous'),
      cursorBeyond(steps, cursor, 'next'),
    ]);
    expect(ways).toEqual([
      [null, 3],
      [null, 6],
      [3, 6],
      [3, 10],
      [6, null],
    ]);
  });
});

describe('loopAround', () => {
  const model = { lab: null, stepCount: 20, zero: 4, waits: [], verdicts: [] };
  const marks = [{ step: 3, row: 0 as const, tone: '', label: '' }];

  it('is the operation that the last step is part of', () => {
    const lanes = [lane('actor', 'cpu-0', { actor: 0, marks })];
    expect(loopAround({ ...model, lanes }, 4)).toEqual({ from: 2, to: 6 });
  });

  it('is the run from time zero on where there is none', () => {
    expect(loopAround({ ...model, lanes: [] }, 4)).toEqual({ from: 4, to: 20 });
  });
});

describe('visibleRuns', () => {
  const scale = (width: number, from: number, to: number) =>
    Object.assign((column: number) => ((column - from) / (to - from)) * width, {
      domain: () => [from, to],
    });

  it('leaves out what is not in the window', () => {
    expect(visibleRuns([1, 5, 6, 30], scale(100, 4, 20))).toEqual([{ start: 5, end: 7 }]);
  });

  it('draws no more runs than can be told apart', () => {
    const every = Array.from({ length: 50_000 }, (_, nth) => 2 * nth);
    expect(visibleRuns(every, scale(1000, 0, 100_000)).length).toBeLessThanOrEqual(1000);
    expect(visibleRuns(every, scale(1000, 0, 100))).toHaveLength(50);
  });
});
