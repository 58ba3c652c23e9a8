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
import type { QuickFix } from '../../src/core/language/index.ts';
import type { PageStore } from '../../src/store/page-store.ts';
import { EditorPane } from '../../src/ui/editor/EditorPane.tsx';
import { EDITOR_ACTIONS } from '../../src/ui/editor/editor-actions.ts';
import { signals } from '../../src/ui/shared/signals.ts';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage, settled } from '../unit/store/local-engine.ts';

const LAB = `.map table prog_array max_entries=1
.prog mine tc
        r2 = table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit
`;

const BROKEN = LAB.replace('call tail_call', 'call tail_cal');

// A busy machine takes its time; what never comes still fails.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

beforeAll(async () => {
  // What is fetched behind the first paint: the first import takes seconds here.
  await Promise.all([
    import('../../src/ui/editor/plain-set.ts'),
    import('../../src/ui/editor/EditorTools.tsx'),
    import('../../src/ui/editor/ProblemsList.tsx'),
  ]);
}, 60_000);

/** A device with a touch screen: the full editor never comes. */
beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('coarse'),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function show(text: string, fixes: readonly QuickFix[] = []): Promise<PageStore> {
  const store = openPage();
  const language = { ...store.language, fixes: () => Promise.resolve(fixes) };
  const page = Object.assign(store, { language });
  await page.start('');
  page.getState().openText(text);
  await settled();
  render(
    <PageProvider store={page}>
      <EditorPane />
    </PageProvider>,
  );
  await screen.findByLabelText('Signs to type');
  return page;
}

// By label: computing the roles of a whole page takes jsdom seconds.
const area = () =>
  screen.getByLabelText<HTMLTextAreaElement>(/^Lab text/, { selector: 'textarea' });

function caretAt(word: string, into = 0): void {
  const at = area().value.indexOf(word) + into;
  act(() => {
    area().focus();
    area().setSelectionRange(at, at);
  });
  fireEvent.select(area());
}

async function type(text: string): Promise<void> {
  const at = area().selectionStart;
  const { value } = area();
  const next = value.slice(0, at) + text + value.slice(at);
  fireEvent.change(area(), { target: { value: next } });
  act(() => area().setSelectionRange(at + text.length, at + text.length));
  fireEvent.input(area());
  await act(settled);
}

describe('EditorPane on a touch screen', () => {
  it('colours the words behind the text', async () => {
    await show(LAB);
    const coloured = await waitFor(() => {
      const found = document.querySelector('.plain-colours .token.is-helper');
      if (!found) throw new Error('no colours');
      return found;
    });
    expect(coloured.textContent).toContain('tail_call');
  });

  it('types signs that keyboards hide, and indents', async () => {
    const store = await show(LAB);
    caretAt('exit');
    fireEvent.click(screen.getByText('+='));
    fireEvent.click(screen.getByLabelText('Indent'));
    expect(store.getState().text).toContain('        +=      exit');
  });

  it('suggests words for the one begun, and writes the one that is taken', async () => {
    const store = await show(LAB);
    caretAt('exit');
    await type('call tail_c');
    const list = await screen.findByRole('listbox', { name: 'Suggestions' });
    await waitFor(() => expect(within(list).getAllByRole('option').length).toBeGreaterThan(0));
    fireEvent.click(within(list).getAllByRole('option', { name: /tail_call/ })[0] as Element);
    expect(store.getState().text).toContain('call tail_callexit');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('goes into the list by Control Space, names it to the text, and leaves it by Escape', async () => {
    await show(LAB);
    caretAt('exit');
    await type('ca');
    await screen.findByRole('listbox');
    fireEvent.keyDown(area(), { key: ' ', ctrlKey: true });
    const active = area().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(area(), { key: 'Escape' });
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(area().hasAttribute('aria-activedescendant')).toBe(false);
  });

  it('keeps Tab for indents until Escape was pressed', async () => {
    const store = await show(LAB);
    caretAt('.prog');
    fireEvent.keyDown(area(), { key: 'Tab' });
    expect(store.getState().text).toContain('\n        .prog');
    fireEvent.keyDown(area(), { key: 'Escape' });
    expect(fireEvent.keyDown(area(), { key: 'Tab' })).toBe(true);
    expect(store.getState().text).not.toContain('                .prog');
  });

  it('says what the word at the caret means', async () => {
    await show(LAB);
    fireEvent.click(screen.getByText('About this word'));
    caretAt('tail_call', 2);
    expect(await screen.findByText(/bpf_tail_call\(/)).toBeTruthy();
  });

  it('formats the text, and leaves a formatted one alone', async () => {
    const store = await show(LAB.replace('        r3 = 0', 'r3=0'));
    await act(async () => {
      signals.emit('editor-action', EDITOR_ACTIONS.format);
      await settled();
    });
    expect(store.getState().text).toBe(LAB);
  });

  it('sets and removes a breakpoint on the statement at the caret', async () => {
    const store = await show(LAB);
    caretAt('r3 = 0', 1);
    act(() => signals.emit('editor-action', EDITOR_ACTIONS.breakpoint));
    expect(store.getState().breakpoints).toEqual([{ kind: 'insn', progIdx: 0, insnIdx: 2 }]);
    expect(document.querySelectorAll('.plain-stop')).toHaveLength(1);
    act(() => signals.emit('editor-action', EDITOR_ACTIONS.breakpoint));
    expect(store.getState().breakpoints).toEqual([]);
  });
});

describe('Problems', () => {
  it('counts problems, leads to them, and underlines them', async () => {
    await show(BROKEN);
    const list = screen.getByRole('region', { name: 'Problems' });
    expect(within(list).getByText('1 error')).toBeTruthy();
    fireEvent.click(await within(list).findByRole('button', { name: /tail_cal/ }));
    const { selectionStart, selectionEnd, value } = area();
    expect(value.slice(selectionStart, selectionEnd)).toBe('tail_cal');
    expect(document.querySelector('.plain-underline.is-error')?.textContent).toBe('tail_cal');
  });

  it('mends by a click, which one undo would take back', async () => {
    const start = BROKEN.indexOf('tail_cal');
    const span = { start, end: start + 8 };
    const fix: QuickFix = {
      title: "Write 'tail_call'",
      code: 'asm/undefined-function',
      span,
      edits: [{ span, text: 'tail_call' }],
      preferred: true,
    };
    const store = await show(BROKEN, [fix, { ...fix, title: 'Of another', code: 'asm/other' }]);
    const button = await screen.findByText("Write 'tail_call'");
    expect(screen.queryByText('Of another')).toBeNull();
    fireEvent.click(button);
    expect(store.getState().text).toBe(LAB);
  });

  it('is one stop for Tab, and arrows go from problem to problem', async () => {
    await show(BROKEN.replace('r3 = 0', 'r99 = 0'));
    await screen.findAllByText('error');
    const buttons = [...document.querySelectorAll<HTMLElement>('.problem > .problem-button')];
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([0, -1]);
    buttons[0]?.focus();
    fireEvent.keyDown(buttons[0] as Element, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(buttons[1]);
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([-1, 0]);
  });

  it('offers a beginning where nothing is written', async () => {
    const store = await show(LAB);
    fireEvent.change(area(), { target: { value: '' } });
    fireEvent.click(screen.getByText('Start with one tail call'));
    expect(store.getState().text).toMatch(/call tail_call/);
    await act(settled);
    expect(store.getState().diagnostics).toEqual([]);
  });

  it('says aloud what is wrong when typing rests', async () => {
    await show(BROKEN);
    await waitFor(
      () =>
        expect(screen.getAllByRole('status').map((s) => s.textContent)).toContainEqual(
          expect.stringMatching(/1 error. Line 5: /),
        ),
      { timeout: 10_000 },
    );
  });
});
