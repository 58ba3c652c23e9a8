import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BytesPane, type BytesPaneProps } from '../../src/ui/bytes/BytesPane.tsx';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { bigResult, fixtureResult, fixtureView } from './fixture.ts';

const result = fixtureResult();

beforeEach(() => {
  // jsdom lays nothing out: give the grid a height, so that it has rows to show.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(4000);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function show(overrides: Partial<BytesPaneProps> = {}) {
  const props: BytesPaneProps = {
    result,
    stale: false,
    view: null,
    highlight: NO_HIGHLIGHT,
    hoveredHighlight: NO_HIGHLIGHT,
    syntax: 'att',
    onHover: vi.fn(),
    onPin: vi.fn(),
    ...overrides,
  };
  return { props, ...render(<BytesPane {...props} />) };
}

/** The row of byte `off` (hex) in the function that begins at the header `name`. */
function rowOf(name: string, off: string): HTMLElement {
  // By attribute: computing roles of a whole grid takes jsdom seconds.
  const rows = [...document.querySelectorAll<HTMLElement>('[role="row"]')];
  const head = rows.findIndex((row) => row.textContent?.startsWith(name));
  const found = rows.slice(head + 1).find((row) => row.firstChild?.textContent === `+${off}`);
  if (!found) throw new Error(`no row +${off} of ${name}`);
  return found;
}

describe('BytesPane', () => {
  it('counts every row of every function for assistive technology', () => {
    show();
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('70');
    expect(screen.getAllByRole('columnheader')).toHaveLength(6);
  });

  it('shows offset, bytes, mnemonic and BPF insn of a row as text', () => {
    show();
    const row = rowOf('after', '1b');
    expect(
      within(row)
        .getAllByRole('gridcell')
        .map((cell) => cell.textContent),
    ).toEqual([
      '+1b',
      '·',
      '48be001c21058088ffff',
      'movabs $jmp_table,%rsi',
      '7r2 = jmp_table ll',
      '',
    ]);
  });

  it('explains the hues of the parts that the images have, and no others', () => {
    show();
    const legend = document.querySelector('.part-legend');
    expect(legend?.textContent).toContain('P1bypass');
    expect(legend?.textContent).not.toContain('rewind');
  });

  it('names both poke sites and their state in words', () => {
    show({ view: fixtureView(result, 39) });
    expect(rowOf('after', '3b').textContent).toContain('P1 bypass');
    expect(rowOf('after', '48').textContent).toContain('P2 target');
    expect(rowOf('after', '48').textContent).toContain('live');
    expect(rowOf('after', '48').textContent).toContain('jmp_table[0] = target_a');
  });

  it('shows old, present and new bytes together while a poke is under way', () => {
    show({ view: fixtureView(result, 19) });
    const text = rowOf('after', '48').textContent ?? '';
    expect(text).toContain('0f1f440000old');
    expect(text).toContain('cc1f440000in memory');
    expect(text).toContain('e97efdffffnew');
    expect(text).toContain('int3 written, cores not yet synced');
  });

  it('prints Intel syntax when asked', () => {
    show({ syntax: 'intel' });
    expect(rowOf('after', '8').textContent).toContain('mov rbp,rsp');
  });

  it('says when it shows an older text, and keeps the picture', () => {
    show({ stale: true });
    expect(screen.getByRole('status').textContent).toContain('last text without errors');
    expect(rowOf('entry', '0')).toBeTruthy();
  });

  it('pins the bytes of an insn, the site of a poke site, and the BPF insn of its cell', () => {
    const { props } = show();
    fireEvent.click(rowOf('after', '25'));
    expect(props.onPin).toHaveBeenLastCalledWith({
      kind: 'bytes',
      progIdx: 0,
      funcIdx: 1,
      start: 0x25,
      end: 0x27,
    });
    fireEvent.click(rowOf('after', '48'));
    expect(props.onPin).toHaveBeenLastCalledWith({
      kind: 'site',
      site: { progIdx: 0, pokeIdx: 0, which: 'target' },
    });
    fireEvent.click(within(rowOf('after', '25')).getByText('r3 = 0'));
    expect(props.onPin).toHaveBeenLastCalledWith({ kind: 'insn', progIdx: 0, insnIdx: 9 });
  });

  it('hovers once per row, and ends the hover when the pointer leaves', () => {
    const { props } = show();
    const row = rowOf('entry', '5');
    fireEvent.mouseMove(row);
    fireEvent.mouseMove(row);
    expect(props.onHover).toHaveBeenCalledTimes(1);
    fireEvent.mouseLeave(screen.getByRole('grid'));
    expect(props.onHover).toHaveBeenLastCalledWith(null);
  });

  it('moves by arrow keys, pins with Enter, lets go with Escape, leaves other keys alone', () => {
    const { props } = show();
    const grid = screen.getByRole('grid');
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    expect(props.onPin).toHaveBeenLastCalledWith({
      kind: 'bytes',
      progIdx: 0,
      funcIdx: 0,
      start: 5,
      end: 7,
    });
    expect(document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')).toBe(
      rowOf('entry', '5'),
    );
    fireEvent.keyDown(grid, { key: 'Escape' });
    expect(props.onPin).toHaveBeenLastCalledWith(null);
    expect(fireEvent.keyDown(grid, { key: 'ArrowRight' })).toBe(true);
  });

  it('lights the rows of a highlight', () => {
    const bytes = [{ progIdx: 0, funcIdx: 1, start: 0x3b, end: 0x40 }];
    show({ highlight: { ...NO_HIGHLIGHT, bytes } });
    expect(rowOf('after', '3b').getAttribute('aria-selected')).toBe('true');
    expect(rowOf('after', '40').getAttribute('aria-selected')).toBe('false');
  });

  it('marks programs that are not loaded or gone', () => {
    show({ view: fixtureView(result, 0) });
    expect(screen.getAllByText('not loaded yet').length).toBeGreaterThan(0);
  });

  it('flips bytes that a step changes, and none on a leap through the run', () => {
    const { props, rerender } = show({ view: fixtureView(result, 18) });
    const isLeaping = () => document.querySelector('.grid-body')?.matches('.is-leaping');
    rerender(<BytesPane {...props} view={fixtureView(result, 19)} />);
    expect(isLeaping()).toBe(false);
    rerender(<BytesPane {...props} view={fixtureView(result, 2)} />);
    expect(isLeaping()).toBe(true);
    rerender(<BytesPane {...props} view={fixtureView(result, 3)} />);
    expect(isLeaping()).toBe(false);
  });

  it('changes a row when its site changes, and only then', () => {
    const { props, rerender } = show({ view: fixtureView(result, 18) });
    const still = rowOf('after', '40').innerHTML;
    const before = rowOf('after', '48').textContent;
    rerender(<BytesPane {...props} view={fixtureView(result, 19)} />);
    expect(rowOf('after', '48').textContent).not.toBe(before);
    expect(rowOf('after', '40').innerHTML).toBe(still);
  });

  it('keeps 20,000 insns out of the document', () => {
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
    show({ result: bigResult(20_000) });
    expect(document.querySelectorAll('[role="row"]').length).toBeLessThan(60);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('20002');
  });

  it('marks the moment at which a result is painted', async () => {
    performance.clearMarks('bytes-painted');
    show({ revision: 7 });
    await vi.waitFor(() => {
      const [mark] = performance.getEntriesByName('bytes-painted');
      expect((mark as PerformanceMark | undefined)?.detail).toEqual({ revision: 7 });
    });
  });

  it('says what will appear when there is no program', () => {
    show({ result: { ...result, progs: [] } });
    expect(screen.getByRole('region', { name: 'Bytes' }).textContent).toContain('No program yet');
  });
});
