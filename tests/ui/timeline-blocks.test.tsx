import { act, cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { TimelinePane, type TimelinePaneProps } from '../../src/ui/timeline/TimelinePane.tsx';
import { BETWEEN_SITES, CPU_0, CPU_1, drive, RACY, stepWith } from './steered.ts';

// Nothing is hidden here, and asking every element whether it is takes most of the time.
configure({ defaultHidden: true });

const race = drive(RACY, BETWEEN_SITES);
const { result, session } = race;
const ENTER = stepWith(race, 'run-begin', CPU_0);
const VERDICT = stepWith(race, 'verdict', CPU_0);
const WIDTH = 1400;

beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(WIDTH);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function show(overrides: Partial<TimelinePaneProps> = {}) {
  const props: TimelinePaneProps = {
    result,
    cursor: ENTER + 1,
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
    placesOf: (step, limit) => session.insnsOf(step, limit),
    onSeekInside: vi.fn(),
    onMoveStep: vi.fn(() => null),
    ...overrides,
  };
  const view = render(<TimelinePane {...props} />);
  return { props, ...view };
}

const handle = () => screen.getByRole('button', { name: /^Step \d+: sentence/ });

function blockCount(step: number): number {
  return session.insnsOf(step).length;
}

describe('block of the current step', () => {
  it('says what the step did and how much is folded in it', () => {
    show();
    expect(handle().getAttribute('aria-label')).toBe(
      `Step ${ENTER + 1}: sentence of step ${ENTER} ${blockCount(ENTER)} instructions.`,
    );
    expect(handle().getAttribute('aria-expanded')).toBe('false');
  });

  it('opens to its x86 instructions with the BPF lines they come from', () => {
    show();
    fireEvent.click(handle());
    expect(handle().getAttribute('aria-expanded')).toBe('true');
    const list = within(screen.getByRole('listbox'));
    const options = list.getAllByRole('option');
    expect(options).toHaveLength(blockCount(ENTER));
    expect(options[0]?.textContent).toContain('entry+0x0');
    expect(options[0]?.textContent).toContain('nop');
    const movabs = options.find((option) => option.textContent?.includes('movabs'));
    expect(movabs?.textContent).toContain('r2 = jmp_table ll');
  });

  it('goes to the moment before an instruction that is chosen, by click or key', () => {
    const { props, rerender } = show();
    fireEvent.click(handle());
    const list = within(screen.getByRole('listbox'));
    const option = (nth: number) => list.getAllByRole('option')[nth] as HTMLElement;
    fireEvent.click(option(3));
    expect(props.onSeekInside).toHaveBeenLastCalledWith(ENTER, 3);
    rerender(<TimelinePane {...props} cursor={ENTER} inside={3} />);
    expect(option(3).getAttribute('aria-selected')).toBe('true');
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toContain(
      '3 instructions into the next',
    );
    fireEvent.keyDown(screen.getByRole('listbox'), { key: 'ArrowDown' });
    expect(props.onSeekInside).toHaveBeenLastCalledWith(ENTER, 4);
    fireEvent.keyDown(screen.getByRole('listbox'), { key: 'Escape' });
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('does not open where nothing ran', () => {
    show({ cursor: stepWith(race, 'slot-write', CPU_1) + 1 });
    expect(handle().hasAttribute('aria-expanded')).toBe(false);
    fireEvent.click(handle());
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('lists a long block page by page', () => {
    const places = Array.from({ length: 2500 }, () => null);
    const steps = (result.timeline?.steps ?? []).map((step, idx) =>
      idx === ENTER
        ? {
            ...step,
            events: step.events.map((event) =>
              event.kind === 'block' ? { ...event, insns: 2500 } : event,
            ),
          }
        : step,
    );
    const timeline = result.timeline && { ...result.timeline, steps };
    show({ result: { ...result, timeline }, placesOf: (_, limit) => places.slice(0, limit) });
    fireEvent.click(handle());
    expect(screen.getAllByRole('option').length).toBeLessThan(60);
    fireEvent.click(screen.getByRole('button', { name: '1000 of 2500: show 1000 more' }));
    fireEvent.click(screen.getByRole('button', { name: '2000 of 2500: show 500 more' }));
    expect(screen.queryByRole('button', { name: /more$/ })).toBeNull();
  });

  it('moves past a step of another actor by Alt and an arrow', () => {
    const { props } = show();
    fireEvent.keyDown(handle(), { key: 'ArrowRight', altKey: true });
    const next = session.steps.findIndex((step, idx) => idx > ENTER && step.actor !== CPU_0);
    expect(props.onMoveStep).toHaveBeenCalledWith(ENTER, next);
    fireEvent.keyDown(handle(), { key: 'ArrowRight' });
    expect(props.onMoveStep).toHaveBeenCalledTimes(1);
  });

  it('says why it cannot be moved', () => {
    show({ onMoveStep: () => 'CPU 0 could not move there: it has stopped.' });
    fireEvent.keyDown(handle(), { key: 'ArrowRight', altKey: true });
    const note = screen.getByText('CPU 0 could not move there: it has stopped.');
    expect(note.getAttribute('aria-live')).toBe('polite');
  });
});

describe('dragging a block', () => {
  const markOf = (container: HTMLElement, step: number) => {
    const marks = [...container.querySelectorAll<SVGGElement>('.lane.is-own .mark')];
    return marks.find((mark) => (mark as { __data__?: { step: number } }).__data__?.step === step);
  };
  /** Left edge of a column, from what is drawn. */
  const leftOf = (container: HTMLElement, step: number) =>
    Number(markOf(container, step)?.querySelector('rect')?.getAttribute('x'));
  const lineOf = (container: HTMLElement, step: number) =>
    Number(markOf(container, step)?.querySelector('rect')?.getAttribute('y')) + 4;

  function drag(container: HTMLElement, from: number, to: number) {
    const rect = markOf(container, from)?.querySelector('rect') as Element;
    const clientY = lineOf(container, from);
    const at = (step: number) => ({ clientX: leftOf(container, step) + 3, clientY, button: 0 });
    fireEvent.pointerDown(rect, at(from));
    fireEvent.pointerMove(rect, { ...at(to), buttons: 1 });
    return { drop: () => fireEvent.pointerUp(rect, at(to)), target: rect };
  }

  it('moves its step to the place where it is dropped', () => {
    const { props, container } = show();
    const { drop } = drag(container, VERDICT, VERDICT - 6);
    expect(container.querySelector('.block-ghost')).not.toBeNull();
    expect(container.querySelector('.line-drop')).not.toBeNull();
    drop();
    expect(props.onMoveStep).toHaveBeenCalledWith(VERDICT, VERDICT - 6);
    expect(container.querySelector('.block-ghost')).toBeNull();
  });

  it('goes back where it was when the place is refused, and says why', () => {
    const { container } = show({ onMoveStep: () => 'No IPI would wait for CPU 0 there.' });
    drag(container, VERDICT, VERDICT - 6).drop();
    expect(container.querySelector('.block-ghost.is-back')).not.toBeNull();
    expect(screen.getByText('No IPI would wait for CPU 0 there.')).toBeTruthy();
  });

  it('needs a finger to rest first, or it would be a pan', () => {
    vi.useFakeTimers();
    const { props, container } = show();
    const rect = markOf(container, VERDICT)?.querySelector('rect') as Element;
    const clientY = lineOf(container, VERDICT);
    const at = (step: number) => ({
      clientX: leftOf(container, step) + 3,
      clientY,
      button: 0,
      pointerType: 'touch',
    });
    const wipe = (rest: number) => {
      fireEvent.pointerDown(rect, at(VERDICT));
      act(() => void vi.advanceTimersByTime(rest));
      fireEvent.pointerMove(rect, at(VERDICT - 6));
      act(() => void vi.advanceTimersByTime(1000));
      const isHeld = container.querySelector('.block-ghost') !== null;
      fireEvent.pointerUp(rect, at(VERDICT - 6));
      return isHeld;
    };
    expect(wipe(100)).toBe(false);
    expect(props.onMoveStep).not.toHaveBeenCalled();
    expect(wipe(600)).toBe(true);
    expect(props.onMoveStep).toHaveBeenCalledWith(VERDICT, VERDICT - 6);
    vi.useRealTimers();
  });

  it('is not a click, and a click is not a drag', () => {
    const { props, container } = show();
    const { drop, target } = drag(container, VERDICT, VERDICT - 6);
    drop();
    fireEvent.click(target, { clientX: leftOf(container, VERDICT) + 3 });
    expect(props.onSeek).not.toHaveBeenCalled();
    const at = { clientX: leftOf(container, VERDICT) + 3, clientY: lineOf(container, VERDICT) };
    fireEvent.pointerDown(target, { ...at, button: 0 });
    fireEvent.pointerUp(target, at);
    fireEvent.click(target, at);
    expect(props.onSeek).toHaveBeenCalledWith(VERDICT + 1);
    expect(props.onMoveStep).toHaveBeenCalledTimes(1);
  });
});

describe('verdicts on the map', () => {
  it('lead to their step', () => {
    const { props } = show();
    const name = `Go to step ${VERDICT + 1}: CPU 0: fell through, lost registers`;
    fireEvent.click(screen.getByRole('button', { name }));
    expect(props.onSeek).toHaveBeenCalledWith(VERDICT + 1);
  });
});
