import {
  act,
  cleanup,
  configure,
  fireEvent,
  render,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BytesPane, type BytesPaneProps } from '../../src/ui/bytes/BytesPane.tsx';
import { buildRowTable, rowAt, topOf } from '../../src/ui/bytes/byte-rows.ts';
import { openTab } from '../../src/ui/bytes/dock-tab.ts';
import { progTables, rowIn, rowsIn } from '../../src/ui/bytes/prog-table.ts';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { signals } from '../../src/ui/shared/signals.ts';
import { fixtureResult, fixtureView } from './fixture.ts';

const result = fixtureResult();
const whole = buildRowTable(result);
const SITE = { progIdx: 0, pokeIdx: 0, which: 'target' } as const;

// A machine with much else to do computes roles slowly.
configure({ asyncUtilTimeout: 20_000 });

// What stands around the grid comes late, and once.
beforeAll(() => import('../../src/ui/bytes/around-set.ts'), 60_000);

beforeEach(() => {
  // jsdom lays nothing out: give the pane a size.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
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
    view: fixtureView(result, 19),
    highlight: NO_HIGHLIGHT,
    hoveredHighlight: NO_HIGHLIGHT,
    syntax: 'att',
    onHover: vi.fn(),
    onPin: vi.fn(),
    onSeek: vi.fn(),
    onLayout: vi.fn(),
    onSyntax: vi.fn(),
    ...overrides,
  };
  return { props, ...render(<BytesPane {...props} />) };
}

describe('progTables', () => {
  const parts = progTables(whole, 'side-by-side');

  it('cuts the table into one for each program, counted from 0', () => {
    expect(parts.map((part) => part.name)).toEqual(['entry', 'target_a', 'target_b']);
    expect(parts.reduce((sum, { table }) => sum + table.rowCount, 0)).toBe(whole.rowCount);
    expect(parts.reduce((sum, { table }) => sum + table.height, 0)).toBe(whole.height);
  });

  it('keeps every row as it was, and its distance from the top of its program', () => {
    for (const { table, firstRow } of parts) {
      for (let row = 0; row < table.rowCount; row++) {
        const own = rowAt(table, row);
        const same = rowAt(whole, firstRow + row);
        expect(own?.section.name).toBe(same?.section.name);
        expect(own?.kind === 'insn' && own.start).toBe(same?.kind === 'insn' && same.start);
        expect(topOf(table, row)).toBe(topOf(whole, firstRow + row) - topOf(whole, firstRow));
      }
    }
  });

  it('carries rows of the whole table over', () => {
    const [, second] = parts;
    if (!second) throw new Error('three programs');
    const { firstRow } = second;
    expect(rowIn(second, firstRow + 2)).toBe(2);
    expect(rowIn(second, firstRow - 1)).toBeNull();
    expect([...(rowsIn(second, new Set([0, firstRow, firstRow + 3])) ?? [])]).toEqual([0, 3]);
  });

  it('is the whole table when stacked', () => {
    expect(progTables(whole, 'stacked').map((part) => part.table)).toEqual([whole]);
  });
});

describe('openTab', () => {
  const roomy = { width: 700, height: 600 };

  it('opens what is pinned, else the poke, where there is room', () => {
    expect(openTab('auto', roomy, 'bytes', true)).toBe('encoding');
    expect(openTab('auto', roomy, 'site', true)).toBe('poke');
    expect(openTab('auto', roomy, null, true)).toBe('poke');
    expect(openTab('auto', roomy, null, false)).toBeNull();
    expect(openTab('auto', { width: 700, height: 300 }, 'bytes', true)).toBeNull();
    expect(openTab('auto', { width: 390, height: 700 }, 'bytes', true)).toBeNull();
  });

  it('keeps to what the user chose', () => {
    expect(openTab('none', roomy, 'bytes', true)).toBeNull();
    expect(openTab('poke', { width: 390, height: 300 }, 'bytes', true)).toBe('poke');
  });
});

describe('the dock', () => {
  it('shows the poke under way with every write, and goes to the one that is clicked', async () => {
    const { props } = show();
    const list = await screen.findByLabelText('Writes of this poke');
    const lines = within(list).getAllByRole('button');
    expect(lines.map((line) => line.textContent)).toEqual([
      expect.stringContaining('0f1f440000'),
      expect.stringContaining('cc1f440000int3 goes in'),
      expect.stringContaining('cc7efdffff'),
      expect.stringContaining('e97efdffff'),
    ]);
    expect(lines.map((line) => line.getAttribute('aria-current'))).toEqual([
      null,
      'step',
      null,
      null,
    ]);
    expect(lines[3]?.textContent).toContain('jmp target_a+0xb');
    fireEvent.click(lines[2] ?? list);
    expect(props.onSeek).toHaveBeenLastCalledWith(21);
  });

  it('shows the last poke of the pinned site', async () => {
    show({ view: fixtureView(result, 38), pinned: { kind: 'site', site: SITE } });
    expect(await screen.findByText('P2 target of entry/after')).toBeTruthy();
  });

  it('explains the pinned insn field by field', async () => {
    const range = { progIdx: 0, funcIdx: 1, start: 0x27, end: 0x2d };
    const highlight = { ...NO_HIGHLIGHT, bytes: [range] };
    show({ highlight, pinned: { kind: 'bytes', ...range } });
    const list = await screen.findByLabelText('Fields of the encoding');
    const fields = [...list.children];
    expect(fields.map((field) => field.textContent)).toEqual([
      expect.stringContaining('opcode'),
      expect.stringContaining('mod=10 reg=000 rm=101'),
      expect.stringContaining('-4 - 64: the counter slot'),
    ]);
  });

  it('says what is missing when the run pokes nothing', async () => {
    const { timeline } = result;
    const quiet = { ...result, timeline: timeline && { ...timeline, steps: [] } };
    show({ result: quiet, view: fixtureView(quiet, 0) });
    expect(await screen.findByText(/Nothing is poked in this run/)).toBeTruthy();
  });

  it('closes by its tab and opens by its command', async () => {
    show();
    const tab = await screen.findByRole('radio', { name: /^Poke/ });
    fireEvent.click(tab);
    expect(screen.queryByRole('region', { name: 'Poke' })).toBeNull();
    act(() => signals.emit('bytes-dock', 'encoding'));
    expect(await screen.findByRole('region', { name: 'Encoding' })).toBeTruthy();
  });
});

describe('the note', () => {
  it('explains the byte under the pointer', async () => {
    show();
    const row = [...document.querySelectorAll('[role="row"]')].find(
      (one) => one.textContent?.startsWith('+27') && one.textContent.includes('mov -0x44'),
    );
    if (!row) throw new Error('the load of the counter');
    fireEvent.mouseMove(row);
    expect(await screen.findByText('+27 mov -0x44(%rbp),%eax')).toBeTruthy();
    expect(screen.getByText(/number of tail calls so far/)).toBeTruthy();
  });
});

describe('the search field', () => {
  async function open() {
    show({ view: null });
    act(() => signals.emit('search-bytes'));
    return screen.findByRole('searchbox');
  }
  const count = () => document.querySelector('.search-count')?.textContent;

  it('opens by command with the focus, counts hits, and goes round them', async () => {
    const field = await open();
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: 'push %rbp' } });
    await waitFor(() => expect(count()).toBe('text1 of 4'));
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(count()).toBe('text2 of 4');
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(count()).toBe('text4 of 4');
    fireEvent.click(screen.getByRole('button', { name: /^Next hit/ }));
    expect(count()).toBe('text1 of 4');
  });

  it('says what it looks for, and when there is nothing', async () => {
    const field = await open();
    fireEvent.change(field, { target: { value: 'e9 ?? ?? ?? ff' } });
    await waitFor(() => expect(count()).toBe('bytesno hits'));
  });

  it('closes by Esc, and gives the focus to the bytes', async () => {
    const field = await open();
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByRole('searchbox')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('grid'));
  });
});

describe('the toolbar', () => {
  it('puts every program into a grid of its own', async () => {
    const { props, rerender } = show();
    fireEvent.click(await screen.findByRole('button', { name: 'Programs side by side' }));
    expect(props.onLayout).toHaveBeenLastCalledWith('side-by-side');
    rerender(<BytesPane {...props} layout="side-by-side" />);
    expect(screen.getAllByRole('grid').map((grid) => grid.getAttribute('aria-label'))).toEqual([
      'Bytes of entry',
      'Bytes of target_a',
      'Bytes of target_b',
    ]);
  });

  it('copies the function in view as objdump text, and says so', async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal('navigator', { userAgent: '', clipboard: { writeText } });
    show({ view: null });
    fireEvent.click(await screen.findByRole('button', { name: /^Copy the function in view/ }));
    expect(await screen.findByText('Copied entry')).toBeTruthy();
    expect(writeText).toHaveBeenLastCalledWith(
      expect.stringMatching(/^ffffffffc0000764 <entry>:\nffffffffc0000764:\t0f 1f 44 00 00 {7}\t/),
    );
    act(() => signals.emit('copy-objdump', 'all'));
    expect(await screen.findByText('Copied all functions')).toBeTruthy();
    expect(writeText).toHaveBeenLastCalledWith(expect.stringContaining('<target_b>:'));
    vi.unstubAllGlobals();
  });

  it('says when the browser refuses the clipboard', async () => {
    vi.stubGlobal('navigator', { userAgent: '' });
    show();
    fireEvent.click(await screen.findByRole('button', { name: /^Copy the function in view/ }));
    expect(await screen.findByText('The browser refused the clipboard')).toBeTruthy();
    vi.unstubAllGlobals();
  });
});

describe('the states of the pane', () => {
  it('keeps an older picture under a strip that says why', () => {
    show({ stale: true, problem: 'Line 3: unknown helper' });
    const status = screen.getAllByRole('status').map((one) => one.textContent);
    expect(status).toContainEqual('Of the last text without errors.Line 3: unknown helper');
    expect(screen.getByRole('grid')).toBeTruthy();
  });

  it('says what keeps the first picture away', () => {
    show({ result: { ...result, progs: [] }, stale: true, problem: 'Line 3: unknown helper' });
    const text = screen.getByRole('region', { name: 'Bytes' }).textContent;
    expect(text).toContain('The text has an error');
    expect(text).toContain('Line 3: unknown helper');
  });
});
