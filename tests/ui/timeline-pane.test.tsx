import { cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { TimelinePane, type TimelinePaneProps } from '../../src/ui/timeline/TimelinePane.tsx';
import { fixtureResult } from './fixture.ts';

// Nothing is hidden here, and asking every element whether it is takes most of the time.
configure({ defaultHidden: true });

const result = fixtureResult();
const STEPS = result.timeline?.steps.length ?? 0;

beforeEach(() => {
  // jsdom has none; lists of choices ask for it.
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1400);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show(overrides: Partial<TimelinePaneProps> = {}) {
  const props: TimelinePaneProps = {
    result,
    cursor: 19,
    playing: false,
    speed: 1,
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

describe('TimelinePane', () => {
  it('speaks the position and what has just happened', () => {
    show();
    const slider = screen.getByRole('slider', { name: 'Step' });
    expect(slider.getAttribute('aria-valuenow')).toBe('19');
    expect(slider.getAttribute('aria-valuemax')).toBe(String(STEPS));
    expect(slider.getAttribute('aria-valuetext')).toBe(`step 19 of ${STEPS}: sentence of step 18`);
    expect(screen.getByText('sentence of step 18').className).toBe('narration');
    expect(document.querySelectorAll('.transport [aria-live="polite"]')).toHaveLength(1);
  });

  it('drives playback from its buttons', () => {
    const { props } = show();
    const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
    press('Step forward');
    press('Step back');
    expect(vi.mocked(props.onStep).mock.calls).toEqual([[1], [-1]]);
    press('To the start');
    press('To the end');
    expect(vi.mocked(props.onSeek).mock.calls).toEqual([[0], [STEPS]]);
    press('Play');
    expect(props.onPlayPause).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole('button', { name: /Speed/ }));
    fireEvent.click(screen.getByRole('option', { name: '2×', hidden: false }));
    expect(props.onSpeed).toHaveBeenCalledWith(2);
  });

  it('shows in the map what a failure depends on', () => {
    show({ causal: [3, 4, 20] });
    const map = [...document.querySelectorAll('.scrubber .bar-causal')];
    expect(map).toHaveLength(2);
    const [first, second] = map.map((bar) => Number(bar.getAttribute('width')));
    expect(first).toBeGreaterThan(second ?? 0);
  });

  it('offers no step beyond either end', () => {
    show({ cursor: STEPS });
    expect(screen.getByRole('button', { name: 'Step forward' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('button', { name: 'Step back' })).toHaveProperty('disabled', false);
  });

  it('scrubs by keys on the slider', () => {
    const { props } = show();
    const slider = screen.getByRole('slider', { name: 'Step' });
    fireEvent.keyDown(slider, { key: 'ArrowRight' });
    fireEvent.keyDown(slider, { key: 'ArrowLeft', shiftKey: true });
    fireEvent.keyDown(slider, { key: 'Home' });
    expect(vi.mocked(props.onSeek).mock.calls).toEqual([[20], [9], [0]]);
  });

  it('draws a lane for each actor, site pair, slot and RCU flavour', () => {
    const { container } = show();
    expect([...container.querySelectorAll('g.lane')].map((lane) => lane.classList[1])).toEqual([
      'is-actor',
      'is-actor',
      'is-actor',
      'is-site',
      'is-slot',
      'is-rcu',
    ]);
    const labels = within(container.querySelector('.lane-labels') as HTMLElement);
    const items = labels.getAllByRole('listitem').filter((item) => item.textContent !== '');
    expect(items.map((item) => item.textContent)).toEqual([
      'set-up',
      'ACPU 0',
      'BCPU 1',
      'entry/afterjmp_table[0]P1P2',
      'jmp_table[0]',
      'RCUA',
    ]);
  });

  it('seeks to a clicked column and pins its step', () => {
    const { props } = show();
    const lanes = screen.getByRole('img', { name: /^Lanes/ });
    // 1400 px for all columns, with 8 px at either end.
    fireEvent.click(lanes, { clientX: 8 + (1384 / STEPS) * 30.5 });
    expect(props.onSeek).toHaveBeenCalledWith(31);
    expect(props.onPin).toHaveBeenCalledWith({ kind: 'step', step: 30 });
  });

  it('zooms in around the cursor, and back to the whole run', () => {
    show({ cursor: 43 });
    fireEvent.click(screen.getByRole('button', { name: 'Fit the whole run' }));
    const handle = () => document.querySelector<HTMLElement>('.cursor-layer')?.style.transform;
    const before = handle();
    const lanes = () => document.querySelectorAll('.lane-marks text').length;
    const marks = lanes();
    fireEvent.click(screen.getByRole('button', { name: 'Zoom in' }));
    // The cursor stands still while columns leave at both sides.
    const place = (text = '') => Number(/([\d.]+)px/.exec(text)?.[1]);
    expect(place(handle())).toBeCloseTo(place(before ?? ''), -1);
    expect(lanes()).toBeLessThan(marks);
    fireEvent.click(screen.getByRole('button', { name: 'Fit the whole run' }));
    expect(lanes()).toBe(marks);
  });

  it('selects a site or a slot by its label', () => {
    const { props } = show();
    fireEvent.click(screen.getByRole('button', { name: 'jmp_table[0]' }));
    expect(props.onPin).toHaveBeenLastCalledWith({ kind: 'slot', mapIdx: 0, key: 0 });
    fireEvent.mouseEnter(screen.getByRole('button', { name: /^entry\/after/ }));
    expect(props.onHover).toHaveBeenLastCalledWith({
      kind: 'site',
      site: { progIdx: 0, pokeIdx: 0, which: 'target' },
    });
  });

  it('tells the steps around the cursor in words where it has the page to itself', () => {
    const { props, rerender } = show();
    expect(screen.queryByRole('list', { name: 'Steps around the cursor' })).toBeNull();
    rerender(<TimelinePane {...props} tall />);
    const list = within(screen.getByRole('list', { name: 'Steps around the cursor' }));
    expect(list.getByRole('button', { current: 'step' }).textContent).toBe(
      '19 sentence of step 18',
    );
    fireEvent.click(list.getByRole('button', { name: '22 sentence of step 21' }));
    expect(props.onSeek).toHaveBeenCalledWith(22);
    rerender(<TimelinePane {...props} tall cursor={STEPS} />);
    expect(list.getAllByRole('button').at(-1)?.textContent).toContain(`${STEPS} `);
  });

  it('says why a run stopped early', () => {
    const timeline = result.timeline && { ...result.timeline, stopped: 'BUG in map_poke' };
    show({ result: { ...result, timeline } });
    expect(screen.getByRole('status').textContent).toContain('BUG in map_poke');
  });
});
