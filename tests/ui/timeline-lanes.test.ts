import { scaleLinear } from 'd3';
import { describe, expect, it } from 'vitest';
import { goAction, type Step } from '../../src/core/machine/index.ts';
import { labNames } from '../../src/ui/shared/lab-names.ts';
import { tickStep } from '../../src/ui/timeline/draw-overlay.ts';
import { fitText } from '../../src/ui/timeline/fit-text.ts';
import { layLanes, RULER_HEIGHT, scrollForLane } from '../../src/ui/timeline/lane-layout.ts';
import type { Band, Lane } from '../../src/ui/timeline/lane-model.ts';
import { buildTimeline } from '../../src/ui/timeline/lanes.ts';
import { settledState } from '../../src/ui/timeline/lanes-site.ts';
import { cursorAfterKey } from '../../src/ui/timeline/scrub-keys.ts';
import { stepMark } from '../../src/ui/timeline/step-marks.ts';
import { runsOf } from '../../src/ui/timeline/step-runs.ts';
import { openingTransform } from '../../src/ui/timeline/use-column-zoom.ts';
import { visibleBands, visibleMarks } from '../../src/ui/timeline/visible-bands.ts';
import { columnPlace } from '../../src/ui/timeline/zoom-columns.ts';
import { fixtureResult, fixtureView, ZERO } from './fixture.ts';

const result = fixtureResult();
const model = buildTimeline(result);

function laneOf(id: string): Lane {
  const lane = model.lanes.find((candidate) => candidate.id === id);
  if (!lane) throw new Error(`no lane ${id} in ${model.lanes.map((each) => each.id).join()}`);
  return lane;
}

function toneAt(lane: Lane, column: number): string | null {
  return lane.bands.find((band) => band.start <= column && column < band.end)?.tone ?? null;
}

describe('buildTimeline', () => {
  it('has lanes for actors, sites, slots and RCU, in this order', () => {
    expect(model.lanes.map((lane) => lane.kind)).toEqual([
      'actor',
      'actor',
      'actor',
      'site',
      'slot',
      'rcu',
    ]);
  });

  it('puts what happens before time zero into one lane', () => {
    const setUp = laneOf('actor-set-up');
    expect(setUp.bands.at(-1)?.end).toBe(ZERO);
    expect(setUp.bands.map((band) => band.label)).toContain('jmp_table[0] = target_a');
  });

  it('shows the state that the machine is in after every step', () => {
    const lane = laneOf('site-0-0');
    const imageStep = (result.timeline?.steps ?? []).findIndex((step) =>
      step.events.some((event) => event.kind === 'image'),
    );
    for (let step = imageStep; step < model.stepCount; step++) {
      const state = fixtureView(result, step + 1).descs[0]?.[0]?.state;
      expect([step, toneAt(lane, step)]).toEqual([step, state]);
    }
  });

  it('goes empty, armed, live, and back by way of armed', () => {
    const tones = laneOf('site-0-0').bands.map((band) => band.tone);
    expect(tones.filter((tone) => tone !== 'moving')).toEqual([
      'empty',
      'armed',
      'live',
      'live',
      'armed',
      'empty',
    ]);
  });

  it('has three stores and three syncs for each of the five pokes', () => {
    const { marks } = laneOf('site-0-0');
    expect(marks.filter((mark) => mark.tone === 'store')).toHaveLength(15);
    expect(marks.filter((mark) => mark.tone === 'sync')).toHaveLength(15);
    expect(new Set(marks.map((mark) => mark.row))).toEqual(new Set([0, 1]));
  });

  it('follows what a slot holds', () => {
    expect(laneOf('slot-0-0').bands.map((band) => band.label)).toEqual([
      'none',
      'target_a',
      'target_b',
      'none',
    ]);
  });

  it('shows the RCU wait while the site is armed, never while it is live', () => {
    const [wait] = laneOf('rcu-rcu').bands;
    expect(wait?.label).toBe('synchronize_rcu');
    expect(toneAt(laneOf('site-0-0'), wait?.start ?? 0)).toBe('armed');
    expect(toneAt(laneOf('site-0-0'), (wait?.end ?? 1) - 1)).toBe('armed');
  });

  it('never lets the bands of a lane overlap', () => {
    for (const { bands } of model.lanes) {
      bands.forEach((band, nth) => {
        expect(band.end).toBeGreaterThan(band.start);
        expect(band.start).toBeGreaterThanOrEqual(bands[nth - 1]?.end ?? 0);
      });
    }
  });

  it('marks an operation that failed with the name of its errno', () => {
    const op = { kind: 'delete', mapIdx: 0, key: 0 } as const;
    const steps: Step[] = [
      {
        actor: 2,
        action: goAction(2),
        source: null,
        protocol: null,
        events: [
          { kind: 'op-begin', op },
          { kind: 'op-end', op, errno: 2 },
        ],
      },
    ];
    const actors = result.timeline?.actors ?? [];
    const failed = buildTimeline({
      ...result,
      timeline: { actors, steps, zero: 0, stopped: null, over: true, taken: 0, moves: 0 },
    });
    expect(failed.lanes[0]?.bands).toEqual([
      { start: 0, end: 1, tone: 'op-failed', label: 'delete jmp_table[0]: ENOENT' },
    ]);
  });
});

describe('settledState', () => {
  const jmp = Uint8Array.of(0xe9, 1, 2, 3, 4);
  const nop = Uint8Array.of(0x0f, 0x1f, 0x44, 0, 0);

  it('names the four combinations', () => {
    expect(settledState(jmp, nop)).toBe('empty');
    expect(settledState(jmp, jmp)).toBe('armed');
    expect(settledState(nop, jmp)).toBe('live');
    expect(settledState(nop, nop)).toBe('forbidden');
  });

  it('calls a trap or a torn nop moving', () => {
    expect(settledState(Uint8Array.of(0xcc, 1, 2, 3, 4), nop)).toBe('moving');
    expect(settledState(jmp, Uint8Array.of(0x0f, 1, 2, 3, 4))).toBe('moving');
  });
});

describe('stepMark', () => {
  it('has a word for every step of the run', () => {
    for (const step of result.timeline?.steps ?? [])
      expect(stepMark(step, labNames(result)).label).not.toBe('·');
  });
});

describe('visibleBands', () => {
  const bands: Band[] = Array.from({ length: 100_000 }, (_, nth) => ({
    start: nth,
    end: nth + 1,
    tone: nth % 2 === 0 ? 'live' : 'armed',
    label: '',
  }));

  it('draws no more bands than pixels, and still covers the whole run', () => {
    const shown = visibleBands(bands, scaleLinear([0, 100_000], [0, 800]));
    expect(shown.length).toBeLessThanOrEqual(800);
    expect(shown[0]?.start).toBe(0);
    expect(shown.at(-1)?.end).toBe(100_000);
  });

  it('cuts away what lies outside the window', () => {
    const shown = visibleBands(bands, scaleLinear([500, 510], [0, 800]));
    expect(shown.map((band) => band.start)).toEqual([
      500, 501, 502, 503, 504, 505, 506, 507, 508, 509,
    ]);
  });
});

describe('visibleMarks', () => {
  it('drops marks that could not be told apart', () => {
    const { marks } = laneOf('site-0-0');
    expect(visibleMarks(marks, scaleLinear([0, 1000], [0, 800]))).toEqual([]);
    expect(visibleMarks(marks, scaleLinear([0, 86], [0, 1200]))).toHaveLength(marks.length);
  });
});

describe('openingTransform', () => {
  it('shows the whole run while steps can be told apart', () => {
    expect(openingTransform({ stepCount: 100, zero: 0, cursor: 50 }, 1200)).toEqual({
      k: 1,
      x: 0,
      y: 0,
    });
  });

  it('leaves out what comes before time zero, unless the cursor stands there', () => {
    const run = { stepCount: 80, zero: 42 };
    const { k, x } = openingTransform({ ...run, cursor: 50 }, 1200);
    expect(columnPlace(80, 80, 1200, k) * k + x).toBeCloseTo(1192);
    expect(columnPlace(40, 80, 1200, k) * k + x).toBeCloseTo(0);
    expect(openingTransform({ ...run, cursor: 41 }, 1200).k).toBe(1);
  });

  it('opens a longer run around the cursor, within its bounds', () => {
    for (const stepCount of [1000, 96_000]) {
      const placeOf = (cursor: number) => {
        const { k, x } = openingTransform({ stepCount, zero: 0, cursor }, 800);
        expect((800 * k) / stepCount).toBe(8);
        return columnPlace(cursor, stepCount, 800, k) * k + x;
      };
      expect(placeOf(stepCount / 2)).toBeCloseTo(400);
      expect(placeOf(stepCount * 0.63)).toBeCloseTo(400);
      expect(placeOf(0)).toBeCloseTo(8);
      expect(placeOf(stepCount)).toBeCloseTo(792);
    }
  });
});

describe('runsOf', () => {
  it('joins neighbours', () => {
    expect(runsOf([5, 1, 2, 3, 9])).toEqual([
      { start: 1, end: 4 },
      { start: 5, end: 6 },
      { start: 9, end: 10 },
    ]);
  });
});

describe('tickStep', () => {
  it('keeps labels 44 px apart, in round numbers', () => {
    expect([60, 20, 9, 0.5, 0.01].map(tickStep)).toEqual([1, 5, 5, 100, 5000]);
  });
});

describe('scrollForLane', () => {
  it('moves to whole lanes, and not at all for a lane in view', () => {
    const { lanes } = layLanes(Array.from({ length: 6 }, () => laneOf('site-0-0')));
    const [, , third, , , last] = lanes;
    if (!third || !last) throw new Error('six lanes were laid');
    const lane = last.shape.height;
    const view = RULER_HEIGHT + 2.5 * lane;
    expect(scrollForLane(third, lanes, lane, view)).toBeNull();
    expect(scrollForLane(third, lanes, 4 * lane, view)).toBe(2 * lane);
    expect(scrollForLane(last, lanes, 0, view)).toBe(4 * lane);
  });
});

describe('fitText', () => {
  it('cuts with an ellipsis, and leaves out what is too short to read', () => {
    expect(fitText('delete', 100, 7)).toBe('delete');
    expect(fitText('delete jmp_table[0]', 70, 7)).toBe('delete jm…');
    expect(fitText('delete', 14, 7)).toBe('');
  });
});

describe('cursorAfterKey', () => {
  it('steps, leaps and clamps', () => {
    expect(cursorAfterKey('ArrowRight', false, 3, 57)).toBe(4);
    expect(cursorAfterKey('ArrowLeft', true, 3, 57)).toBe(0);
    expect(cursorAfterKey('End', false, 3, 57)).toBe(57);
    expect(cursorAfterKey('x', false, 3, 57)).toBeNull();
  });
});
