import { act, cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { labNames } from '../../src/ui/shared/lab-names.ts';
import { signals } from '../../src/ui/shared/signals.ts';
import { rowOfStep } from '../../src/ui/timeline/EventTable.tsx';
import {
  findSteps,
  kindOf,
  kindsIn,
  kindWords,
  NO_QUERY,
  nextOfKind,
  placeOf,
} from '../../src/ui/timeline/event-facts.ts';
import { TimelinePane, type TimelinePaneProps } from '../../src/ui/timeline/TimelinePane.tsx';
import { fixtureResult } from './fixture.ts';

// Nothing is hidden here, and asking every element whether it is takes most of the time.
configure({ defaultHidden: true });

const result = fixtureResult();
const steps = result.timeline?.steps ?? [];
const STORES = steps.flatMap((step, nth) => (kindOf(step) === 'store' ? [nth] : []));

describe('findSteps', () => {
  const textOf = (nth: number) => `sentence ${nth % 2 === 0 ? 'even' : 'odd'} ${nth}`;

  it('finds the steps that hold every word, in any order', () => {
    const found = findSteps(steps, { ...NO_QUERY, text: ' EVEN  sent' }, textOf);
    expect(found).toEqual(steps.flatMap((_, nth) => (nth % 2 === 0 ? [nth] : [])));
  });

  it('finds a kind also where another event leads the sentence', () => {
    for (const kind of kindsIn(steps)) {
      const found = findSteps(steps, { ...NO_QUERY, kind }, textOf);
      expect(found.length).toBeGreaterThan(0);
      for (const nth of found) {
        expect(steps[nth]?.events.some((event) => event.kind === kind)).toBe(true);
      }
    }
  });

  it('finds what one actor did', () => {
    const actor = steps.at(-1)?.actor ?? 0;
    const found = findSteps(steps, { ...NO_QUERY, actor }, textOf);
    expect(found).toEqual(steps.flatMap((step, nth) => (step.actor === actor ? [nth] : [])));
  });

  it('stops where the words have not been read yet', () => {
    const unread = (nth: number) => (nth < 5 ? 'word' : null);
    expect(findSteps(steps, { ...NO_QUERY, text: 'word' }, unread)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('nextOfKind', () => {
  it('goes along the events of a kind, both ways', () => {
    const [first = 0, second = 0] = STORES;
    expect(nextOfKind(steps, first, 'store', 'next')).toBe(second);
    expect(nextOfKind(steps, second, 'store', 'previous')).toBe(first);
    expect(nextOfKind(steps, first, 'store', 'previous')).toBeNull();
  });
});

describe('placeOf', () => {
  const names = labNames(result);

  it('names the site of a store, and its kind comes first', () => {
    const step = steps[STORES[0] ?? 0];
    if (!step) throw new Error('the fixture stores bytes');
    expect(placeOf(step, names)).toMatch(/^P[12] (bypass|target) of entry/);
    expect(kindWords(step)).toMatch(/^bytes are stored in code/);
  });
});

describe('rowOfStep', () => {
  it('is the step itself in the whole run, and the last hit before it in a part', () => {
    expect(rowOfStep(null, 7)).toBe(7);
    expect([1, 3, 4, 9, 10].map((step) => rowOfStep([3, 9], step))).toEqual([-1, 0, 0, 1, 1]);
  });
});

describe('table of events', () => {
  beforeEach(() => {
    vi.stubGlobal('CSS', { escape: (text: string) => text });
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
    vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1400);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(400);
    vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(1400);
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  function show(overrides: Partial<TimelinePaneProps> = {}) {
    const props: TimelinePaneProps = {
      result,
      cursor: 3,
      playing: false,
      speed: 1,
      view: 'events',
      highlight: NO_HIGHLIGHT,
      sentenceOf: (step) => `sentence of step ${step}`,
      onSeek: vi.fn(),
      onPlayPause: vi.fn(),
      onStep: vi.fn(),
      onSpeed: vi.fn(),
      onHover: vi.fn(),
      onPin: vi.fn(),
      ...overrides,
    };
    return { props, ...render(<TimelinePane {...props} />) };
  }
  const grid = () => screen.getByRole('grid', { name: 'Events' });
  const current = () => grid().querySelector('[aria-current="step"]');

  it('counts all steps, holds those in view, and marks the current one', () => {
    show();
    expect(grid().getAttribute('aria-rowcount')).toBe(`${steps.length + 1}`);
    const rows = within(grid()).getAllByRole('row');
    expect(rows.length).toBeLessThan(40);
    expect(current()?.getAttribute('aria-rowindex')).toBe('4');
    expect(current()?.textContent).toContain('sentence of step 2');
    expect(grid().getAttribute('aria-activedescendant')).toBe(current()?.id);
  });

  it('pins and goes to a row that is clicked, previews one that is pointed at', () => {
    const { props } = show();
    const row = within(grid()).getAllByRole('row')[6] as HTMLElement;
    fireEvent.mouseEnter(row);
    expect(props.onHover).toHaveBeenLastCalledWith({ kind: 'step', step: 5 });
    fireEvent.click(row);
    expect(props.onSeek).toHaveBeenLastCalledWith(6);
    expect(props.onPin).toHaveBeenLastCalledWith({ kind: 'step', step: 5 });
  });

  it('goes by keys', () => {
    const { props } = show();
    for (const key of ['ArrowDown', 'ArrowUp', 'Home', 'End']) fireEvent.keyDown(grid(), { key });
    expect(vi.mocked(props.onSeek).mock.calls).toEqual([[4], [2], [1], [steps.length]]);
    fireEvent.keyDown(grid(), { key: 'Enter' });
    expect(props.onPin).toHaveBeenLastCalledWith({ kind: 'step', step: 2 });
  });

  it('shows only what the search finds, and Enter goes from hit to hit', async () => {
    const { props } = show();
    const field = screen.getByRole('searchbox', { name: 'Find events' });
    const found = steps.flatMap((step, nth) => (/grace period/.test(kindWords(step)) ? [nth] : []));
    fireEvent.change(field, { target: { value: 'Grace period' } });
    await screen.findByText(`${found.length} hits`);
    const rows = within(grid()).getAllByRole('row').slice(1);
    expect(rows).toHaveLength(found.length);
    for (const row of rows) expect(row.textContent).toContain('a grace period');
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(props.onSeek).toHaveBeenLastCalledWith((found[0] ?? 0) + 1);
  });

  it('goes to the next event of the kind that is pinned', () => {
    const [first = 0, second = 0] = STORES;
    const { props } = show({ pinned: { kind: 'step', step: first } });
    act(() => signals.emit('occurrence', 'next'));
    expect(props.onPin).toHaveBeenLastCalledWith({ kind: 'step', step: second });
    act(() => signals.emit('occurrence', 'previous'));
    expect(screen.getByText(/^There is no earlier event of this kind/)).toBeTruthy();
  });
});
