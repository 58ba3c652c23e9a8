import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ByteGrid } from '../../src/ui/bytes/ByteGrid.tsx';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import type { ByteGridProps } from '../../src/ui/bytes/grid-props.ts';
import { useGridScroll } from '../../src/ui/bytes/use-grid-scroll.ts';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { fixtureResult, fixtureView, ZERO } from './fixture.ts';

const result = fixtureResult();
const table = buildRowTable(result);

beforeEach(() => {
  // jsdom lays nothing out: give the grid a height, so that it has rows to show.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(4000);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

type Shown = Partial<Omit<ByteGridProps, 'scroll' | 'gridRef' | 'table'>>;

function Grid(shown: Shown) {
  const gridRef = useRef<HTMLDivElement>(null);
  const scroll = useGridScroll(gridRef, table);
  return (
    <ByteGrid
      result={result}
      table={table}
      view={fixtureView(result, ZERO)}
      choices={[]}
      insidePlace={null}
      highlight={NO_HIGHLIGHT}
      hoveredHighlight={NO_HIGHLIGHT}
      syntax="att"
      onPoint={vi.fn()}
      onHover={vi.fn()}
      onPin={vi.fn()}
      {...shown}
      scroll={scroll}
      gridRef={gridRef}
    />
  );
}

/** The row of grid place `row`. */
function rowAt(row: number): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-row="${row}"]`);
  if (!found) throw new Error(`no row ${row}`);
  return found;
}

/** The way out of a site's row. By selector: computing roles of a whole grid takes jsdom seconds. */
function landingOf(row: number): Element {
  const button = rowAt(row).querySelector('button');
  if (!button) throw new Error(`row ${row} leads nowhere`);
  expect(button.textContent).toBe('↓go to target_a+0xb');
  return button;
}

const P1 = 33;
const P2 = 36;

describe('ByteGrid', () => {
  it('says where a filled site leads, and goes there by a click', () => {
    const onPin = vi.fn();
    render(<Grid onPin={onPin} />);
    fireEvent.click(landingOf(P2));
    expect(onPin).toHaveBeenLastCalledWith({
      kind: 'bytes',
      progIdx: 1,
      funcIdx: 0,
      start: 0xb,
      end: 0x10,
    });
    const grid = screen.getByRole('grid');
    const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent).toContain('+b');
  });

  it('follows the jump of the row at hand with Shift and Enter', () => {
    const onPin = vi.fn();
    render(<Grid onPin={onPin} />);
    const grid = screen.getByRole('grid');
    fireEvent.click(rowAt(P1));
    fireEvent.keyDown(grid, { key: 'Enter', shiftKey: true });
    expect(onPin).toHaveBeenLastCalledWith({
      kind: 'bytes',
      progIdx: 0,
      funcIdx: 1,
      start: 0x4d,
      end: 0x52,
    });
  });

  it('toggles a breakpoint by a click into the margin, and pins nothing with it', () => {
    const [onPin, onToggleBreakpoint] = [vi.fn(), vi.fn()];
    const breakpoint = { kind: 'byte', progIdx: 0, funcIdx: 1, byteOff: 0x3b } as const;
    const { rerender } = render(<Grid onPin={onPin} onToggleBreakpoint={onToggleBreakpoint} />);
    const margin = rowAt(P1).querySelector('.row-margin');
    if (!margin) throw new Error('the row has a margin');
    fireEvent.click(margin);
    expect(onToggleBreakpoint).toHaveBeenLastCalledWith(breakpoint);
    expect(onPin).not.toHaveBeenCalled();
    rerender(<Grid breakpoints={[breakpoint]} />);
    expect(rowAt(P1).textContent).toContain('+3b, breakpoint');
    expect(rowAt(P2).textContent).not.toContain('breakpoint');
  });

  it('heads and shows kernel addresses when they are asked for', () => {
    render(<Grid addressing="address" />);
    expect(screen.getByRole('columnheader', { name: 'address' })).toBeTruthy();
    expect(rowAt(P2).firstChild?.textContent).toBe('ffffffffc000091c');
  });

  it('marks what a search hit, and the hit at hand', () => {
    render(<Grid found={new Set([P1, P2])} foundRow={P2} />);
    expect(rowAt(P1).matches('.is-found-hit')).toBe(true);
    expect(rowAt(P2).matches('.is-found-current')).toBe(true);
  });
});
