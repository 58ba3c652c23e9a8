import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { highlightFor } from '../../src/core/pipeline/index.ts';
import type { PageStore } from '../../src/store/page-store.ts';
import { PipelineView } from '../../src/ui/pipeline/PipelineView.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

const TEXT = `.kernel 6.1
.prog entry tc
  r7 = *(u32 *)(r1 + 0)
  r0 = 100
  r0 /= r7
  r8 = 7
  if r8 == 7 goto +1
  r0 = 3
  exit
.prog other tc
  r0 = 2
  exit
.cpu 0
  run entry
`;

let store: PageStore;

beforeEach(async () => {
  // jsdom lays nothing out, and only rows in view are in the document.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(900);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1400);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(1400);
  store = openPage(new MemoryStorage());
  store.getState().openText(TEXT);
  await settled();
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function show(onClose: (() => void) | null = null) {
  render(
    <PageProvider store={store}>
      <PipelineView onClose={onClose} />
    </PageProvider>,
  );
  return screen.getByRole('grid', { name: 'Source, xlated and x86' });
}

/** The cell of a column that has this text. */
function cell(grid: HTMLElement, text: string): HTMLElement {
  const found = within(grid).getByText(text).closest<HTMLElement>('[role="gridcell"]');
  if (!found) throw new Error(`no cell ${text}`);
  return found;
}

function lit(grid: HTMLElement, tone: string): string[] {
  return [...grid.querySelectorAll<HTMLElement>(`.${tone}`)].map(({ textContent }) => textContent);
}

describe('PipelineView', () => {
  it('lights a line through all three columns, and lets go of it', () => {
    const grid = show();
    fireEvent.mouseMove(cell(grid, 'r0 /= r7'));
    const text = lit(grid, 'is-hovered').join('\n');
    expect(text).toContain('r0 /= r7');
    expect(text).toContain('(55) if r7 != 0x0 goto pc+2');
    expect(text).toContain('(3f) r0 /= r7');
    expect(text).toContain('div %r13');
    expect(text).not.toContain('r0 = 100');
    expect(store.getState().hovered?.kind).toBe('source');
    expect(screen.getByText(/was put in for insn 2 of the source by do_misc_fixups/)).toBeTruthy();
    fireEvent.mouseLeave(grid);
    expect(lit(grid, 'is-hovered')).toEqual([]);
    expect(store.getState().hovered).toBeNull();
  });

  it('follows one xlated insn to its own bytes only', () => {
    const grid = show();
    fireEvent.click(cell(grid, '(ac) w0 ^= w0'));
    expect(store.getState().pinned).toEqual({ kind: 'insn', progIdx: 0, insnIdx: 3 });
    const text = lit(grid, 'is-pinned').join('\n');
    expect(text).toContain('xor %eax,%eax');
    expect(text).not.toContain('div %r13');
  });

  it('goes from row to row by keys, and pins with Enter', () => {
    const grid = show();
    act(() => store.getState().pin({ kind: 'insn', progIdx: 0, insnIdx: 1 }));
    fireEvent.focus(grid);
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(store.getState().hovered).toEqual({ kind: 'insn', progIdx: 0, insnIdx: 1 });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(grid.getAttribute('aria-activedescendant')).toBe(grid.querySelector('.is-active')?.id);
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    expect(store.getState().hovered?.kind).toBe('bytes');
    fireEvent.keyDown(grid, { key: 'Enter' });
    expect(store.getState().pinned).toEqual(store.getState().hovered);
    fireEvent.keyDown(grid, { key: 'Escape' });
    expect(store.getState().hovered).toBeNull();
  });

  it('strikes what is gone, with the pass and the reason', () => {
    const grid = show();
    const row = within(grid).getByText('r0 = 3').closest('[role="row"]');
    expect(row?.querySelector('del')?.textContent).toBe('r0 = 3');
    expect(row?.textContent).toContain('dead: the branch at insn 4 is always taken');
    expect(row?.textContent).toContain('opt_remove_dead_code');
  });

  it('shows what one pass did, what changed, and all again', () => {
    const grid = show();
    const passes = screen.getByRole('list', { name: 'Passes in their order' });
    const idle = within(passes).getByRole('button', { name: /^opt_subreg_zext/ });
    expect(idle.hasAttribute('disabled')).toBe(true);
    fireEvent.click(within(passes).getByRole('button', { name: /^do_misc_fixups/ }));
    expect(within(grid).queryByText('r0 = 100')).toBeNull();
    expect(within(grid).queryByText('r0 = 3')).toBeNull();
    expect(within(grid).getByText('2 insns left out')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(within(grid).getByText('r0 = 100')).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Only what changed' }));
    expect(within(grid).queryByText('r0 = 100')).toBeNull();
    expect(within(grid).getByText('r0 = 3')).toBeTruthy();
  });

  it('opens in place what a filter leaves out, by a press and by keys', () => {
    const grid = show();
    fireEvent.click(screen.getByRole('button', { name: /^do_misc_fixups/ }));
    fireEvent.click(within(grid).getByText('2 insns left out'));
    expect(within(grid).getByText('r0 = 100')).toBeTruthy();
    expect(within(grid).queryByText('2 insns left out')).toBeNull();
    // Another run of insns stays folded.
    expect(within(grid).queryByText('r0 = 3')).toBeNull();
    fireEvent.focus(grid);
    fireEvent.keyDown(grid, { key: 'End' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    expect(within(grid).getByText('r0 = 3')).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Only what changed' }));
    fireEvent.click(screen.getByRole('button', { name: /^do_misc_fixups/ }));
    expect(within(grid).queryByText('r0 = 100')).toBeNull();
  });

  it('opens as a link has it, beside a pin in another program', () => {
    act(() => store.getState().setLowerView('pipeline'));
    act(() => store.getState().pin({ kind: 'insn', progIdx: 0, insnIdx: 0 }));
    act(() => store.getState().setPipeline({ progIdx: 1, onlyChanged: true, passes: [] }));
    const grid = show();
    expect(screen.getByRole('combobox', { name: 'Program' })).toHaveProperty('value', '1');
    expect(within(grid).getByText('2 insns left out')).toBeTruthy();
  });

  it('shows another program when it is chosen, or when something in it is pinned', () => {
    const grid = show();
    const picker = screen.getByRole('combobox', { name: 'Program' });
    fireEvent.change(picker, { target: { value: '1' } });
    expect(within(grid).getByText('r0 = 2')).toBeTruthy();
    act(() => store.getState().pin({ kind: 'insn', progIdx: 0, insnIdx: 0 }));
    expect(within(grid).getByText('r0 /= r7')).toBeTruthy();
  });

  it('lights what is pointed at elsewhere', () => {
    const grid = show();
    const start = TEXT.indexOf('r0 = 100');
    const { result } = store.getState();
    const span = { start, end: start + 8 };
    expect(result && highlightFor(result, { kind: 'source', span }).insns).toHaveLength(1);
    act(() => store.getState().hover({ kind: 'source', span }));
    expect(lit(grid, 'is-hovered').join()).toContain('mov $0x64,%eax');
  });

  it('copies a listing as text', async () => {
    const writeText = vi.fn(async (_text: string) => undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    show();
    fireEvent.click(screen.getByRole('button', { name: 'Copy xlated' }));
    expect(await screen.findByText('Xlated copied')).toBeTruthy();
    expect(writeText.mock.calls[0]?.[0]).toContain('(3f) r0 /= r7');
  });

  it('says that a picture is an older one, that a load failed, and that there is nothing yet', () => {
    show();
    act(() => store.setState({ stale: true }));
    expect(screen.getByText(/this is what its last good state gave/)).toBeTruthy();
    const { result } = store.getState();
    if (!result) throw new Error('the lab compiles');
    const progs = result.progs.map((prog) => ({ ...prog, xlated: null, jit: null, loadErrno: 13 }));
    act(() => store.setState({ stale: false, result: { ...result, progs } }));
    return screen.findByText(/The load of entry fails with errno 13/);
  });

  it('gives the place back to the timeline', () => {
    const close = vi.fn();
    show(close);
    fireEvent.click(screen.getByRole('button', { name: 'Back to the timeline' }));
    expect(close).toHaveBeenCalledOnce();
  });
});
