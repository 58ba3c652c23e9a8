import { cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compile } from '../../src/core/pipeline/index.ts';
import type { PageStore } from '../../src/store/page-store.ts';
import { PassesDialog } from '../../src/ui/passes/PassesDialog.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

configure({ asyncUtilTimeout: 15_000 });

let store: PageStore;

beforeEach(async () => {
  // jsdom lays nothing out and has no CSS; the picture needs a width.
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1_000);
  vi.stubGlobal('CSS', { escape: (name: string) => name });
  store = openPage(new MemoryStorage());
  store.getState().openLab('shrinking-jumps');
  await settled();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function openDialog() {
  render(
    <PageProvider store={store}>
      <PassesDialog isOpen onClose={() => undefined} />
    </PageProvider>,
  );
  const dialog = await screen.findByRole('dialog', { name: 'JIT passes' });
  return { dialog, ...within(dialog) };
}

async function openText(text: string): Promise<void> {
  store.getState().openText(text);
  await settled();
}

type Dialog = Awaited<ReturnType<typeof openDialog>>;

function choose(dialog: Dialog, label: string, name: string): void {
  const select = dialog.getByLabelText(label, { selector: 'select' });
  const option = within(select).getByRole<HTMLOptionElement>('option', { name });
  fireEvent.change(select, { target: { value: option.value } });
}

function chosenPass(dialog: Dialog): string | null {
  return dialog.getByRole('option', { selected: true, name: /^(Pass|Image)/ }).textContent;
}

/** Rectangles and lines of one kind in the bar of a pass. */
function countMarks({ dialog }: Dialog, passIdx: number, kind: string): number {
  const bar = dialog.querySelectorAll('.pass-bar')[passIdx];
  return bar?.querySelector(`.pass-${kind}`)?.getAttribute('d')?.split('M').length ?? 0;
}

function cellsOf(dialog: Dialog, insnIdx: number): (string | null)[] {
  const row = dialog.getByRole('button', { name: `Follow insn ${insnIdx}` }).closest('tr');
  return [...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent);
}

describe('PassesDialog', { timeout: 60_000 }, () => {
  it('lists the passes, and opens at the jump that took longest', async () => {
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes and one that writes, 390 bytes to 334 bytes/);
    const passes = dialog.getAllByRole('option', { name: /^(Pass|Image)/ });
    expect(passes).toHaveLength(17);
    expect(passes[1]?.textContent).toMatch(/^Pass 2: 386 bytes, 4 fewer, 1 jump changed/);
    expect(chosenPass(dialog)).toMatch(/^Pass 16: 334 bytes, 1 jump changed, pads/);
    expect(dialog.dialog.querySelector('.pass-followed')?.textContent).toBe(
      'Insn 8 if w6 == 6 goto +24: offset 124 → 120, near → short + nops: fits -128..123; ' +
        '4 bytes of nops keep its place.',
    );
    expect(cellsOf(dialog, 8).slice(1)).toEqual([
      '124 → 120',
      'near → short + nops',
      'fits -128..123; 4 bytes of nops keep its place',
    ]);
  });

  it('draws near jumps, short ones and nops as each pass has them', async () => {
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes/);
    const near = [0, 1, 14, 15].map((passIdx) => countMarks(dialog, passIdx, 'near') - 1);
    const short = [0, 1, 14, 15].map((passIdx) => countMarks(dialog, passIdx, 'short') - 1);
    expect(near).toEqual([20, 19, 6, 5]);
    expect(short).toEqual([0, 1, 14, 15]);
    expect(countMarks(dialog, 14, 'nops')).toBe(1);
    expect(countMarks(dialog, 15, 'nops')).toBe(2);
  });

  it('goes through the passes by keys, and has each one in words', async () => {
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes/);
    const list = dialog.getByRole('listbox', { name: 'Passes' });
    const sentence = () => {
      const [title, words] = dialog.dialog.querySelectorAll('.pass-detail > *');
      return `${title?.textContent} ${words?.textContent}`;
    };
    fireEvent.keyDown(list, { key: 'ArrowUp' });
    expect(chosenPass(dialog)).toMatch(/^Pass 15/);
    fireEvent.keyDown(list, { key: 'Home' });
    expect(sentence()).toMatch(/^Pass 1: knows no address yet: each insn ahead counts as 64 bytes/);
    fireEvent.keyDown(list, { key: 'ArrowRight' });
    expect(sentence()).toBe('Pass 2: 1 jump became short; 4 bytes fewer.');
    fireEvent.keyDown(list, { key: 'End' });
    expect(sentence()).toMatch(/^Image: writes the bytes/);
    const active = list.getAttribute('aria-activedescendant');
    expect(document.getElementById(active ?? '')?.textContent).toMatch(/^Image/);
  });

  it('follows a jump that is pressed, and pins its insn on the page', async () => {
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes/);
    fireEvent.click(dialog.getByRole('button', { name: 'Follow insn 22' }));
    expect(store.getState().pinned).toEqual({ kind: 'insn', progIdx: 0, insnIdx: 22 });
    expect(dialog.getByRole('button', { name: 'Follow insn 22', pressed: true })).toBeTruthy();
    const reaches = [...dialog.dialog.querySelectorAll('.jump-reach')];
    expect(reaches).toHaveLength(16);
    expect(reaches.every((reach) => reach.classList.contains('is-short'))).toBe(true);
  });

  it('follows the pointer, for as long as it is there', async () => {
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes/);
    const told = () => dialog.dialog.querySelector('.pass-followed')?.textContent;
    const row = dialog.getByRole('button', { name: 'Follow insn 22' }).closest('tr');
    if (!row) throw new Error('no row');
    fireEvent.mouseEnter(row);
    expect(told()).toMatch(/^Insn 22 /);
    expect(store.getState().hovered).toEqual({ kind: 'insn', progIdx: 0, insnIdx: 22 });
    expect(store.getState().pinned).not.toMatchObject({ insnIdx: 22 });
    fireEvent.mouseLeave(row);
    expect(told()).toMatch(/^Insn 8 /);
    expect(store.getState().hovered).toBeNull();
  });

  it('opens at the program, pass and jump that a link names', async () => {
    const at = { progIdx: 0, funcIdx: 0, kernel: '5.10', passIdx: 3, jumpIdx: 2 };
    store.getState().setView({ kind: 'passes', choice: at });
    const dialog = await openDialog();
    await dialog.findByText(/^5\.10 never pads/);
    expect(chosenPass(dialog)).toMatch(/^Pass 4/);
    expect(dialog.getAllByRole('button', { pressed: true })).toHaveLength(1);
    fireEvent.keyDown(dialog.getByRole('listbox', { name: 'Passes' }), { key: 'ArrowDown' });
    expect(store.getState().view).toEqual({ kind: 'passes', choice: { ...at, passIdx: 4 } });
  });

  it('opens at what is pinned on the page', async () => {
    store.getState().pin({ kind: 'insn', progIdx: 1, insnIdx: 21 });
    const dialog = await openDialog();
    await dialog.findByText(/^2 passes and one that writes, 326 bytes throughout/);
    expect(dialog.getByRole('button', { name: 'Follow insn 21', pressed: true })).toBeTruthy();
    expect(cellsOf(dialog, 21).at(-1)).toBe('an imm8, but beyond 123');
  });

  it('shows a kernel that gives up', async () => {
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes/);
    choose(dialog, 'Kernel', '5.10');
    choose(dialog, 'Program', 'target');
    await dialog.findByText(
      '5.10 gives up: 325 bytes to 249 bytes in 20 of 20 passes, and still not at rest.',
    );
    expect(dialog.getByText(/^5\.10 never pads/)).toBeTruthy();
    expect(dialog.getAllByRole('option', { name: /^Pass/ })).toHaveLength(20);
    expect(dialog.queryByRole('option', { name: /^Image/ })).toBeNull();
    const { pinned } = store.getState();
    fireEvent.click(dialog.getByRole('button', { name: 'Follow insn 3' }));
    expect(store.getState().pinned).toBe(pinned);
  });

  it('has the functions of a program to choose from', async () => {
    await openText(`.prog main tc
        call half
        r0 = 0
        exit
.func half
        if r1 > 2 goto out
        r0 = 1
out:
        r0 = 2
        exit
`);
    const dialog = await openDialog();
    await dialog.findByText(/No jump that could be short or near\.$/);
    choose(dialog, 'Function', 'half');
    await dialog.findByText(/1 jump: 1 short\.$/);
    expect(dialog.getByText(/emitted once more when the address of each is known/)).toBeTruthy();
  });

  it('does not say of a tail call that there are no jumps', async () => {
    await openText(`.map t prog_array max_entries=1
.prog main tc
        r2 = t ll
        r3 = 0
        call tail_call
        r0 = 0
        exit
`);
    const image = store.getState().result?.progs[0]?.jit?.funcs[0];
    expect([...(image?.bytes ?? [])].join()).toContain('131,248,33,115');
    const dialog = await openDialog();
    await dialog.findByText(/No jump that could be short or near\.$/);
    expect(dialog.getByText(/as those of a tail call, have one form in every pass/)).toBeTruthy();
  });

  it('shows the jumps of a large program in parts', async () => {
    const jumps = Array.from({ length: 1_200 }, (_, i) => `  if r6 == ${i + 1} goto out`);
    await openText(
      `.prog main tc\n  r6 = *(u32 *)(r1 + 0)\n${jumps.join('\n')}\nout:\n  r0 = 0\n  exit\n`,
    );
    const dialog = await openDialog();
    await dialog.findByText(/1,200 jumps: /);
    const rows = () => dialog.dialog.querySelectorAll('.jump-pick').length;
    expect(rows()).toBe(50);
    fireEvent.click(dialog.getByText('Show more of 1,200 jumps'));
    expect(rows()).toBe(250);
    // What falls into one pixel is drawn once.
    expect(countMarks(dialog, 0, 'near')).toBeLessThan(1_000);
  });

  it('says why there is nothing to show', async () => {
    const refused = '.prog main tc\n  r0 = r5\n  exit\n';
    await openText(refused);
    expect(compile(refused).progs[0]?.xlated).toBeNull();
    const dialog = await openDialog();
    await dialog.findByText(/^6\.1 makes no image of this program/);
    expect(dialog.getByText(/R5 !read_ok/)).toBeTruthy();
  });

  it('says that the picture is of the last run when the text has errors', async () => {
    store.getState().edit('.prog\n???');
    store.getState().compile();
    await settled();
    expect(store.getState().stale).toBe(true);
    const dialog = await openDialog();
    await dialog.findByText(/^16 passes/);
    expect(dialog.getByText('The text has errors: this is of its last run.')).toBeTruthy();
  });

  it('asks again when the engine did not answer', async () => {
    const ask = vi.spyOn(store.language, 'passes').mockResolvedValueOnce(null);
    const dialog = await openDialog();
    fireEvent.click(await dialog.findByRole('button', { name: 'Ask again' }));
    await dialog.findByText(/^16 passes/);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
