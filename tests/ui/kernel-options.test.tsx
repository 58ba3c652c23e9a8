import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageStore } from '../../src/store/page-store.ts';
import { KernelOptions } from '../../src/ui/kernel/KernelOptions.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

const LAB = `# mine
.kernel 6.1 lfence # as in the mail
.map t prog_array max_entries=1
.prog entry tc
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 7
  exit
`;

let store: PageStore;

beforeEach(() => {
  store = openPage(new MemoryStorage());
  vi.stubGlobal('CSS', { escape: (name: string) => name });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function showWith(text: string): Promise<void> {
  store.getState().openText(text);
  await settled();
  render(
    <PageProvider store={store}>
      <KernelOptions />
    </PageProvider>,
  );
}

const kernelLine = (): string | undefined => /^\.kernel.*$/m.exec(store.getState().text)?.[0];

describe('KernelOptions', { timeout: 60_000 }, () => {
  it('shows what the text says, each option with what it changes', async () => {
    await showWith(LAB);
    const lfence = screen.getByRole('radio', { name: 'lfence and return thunks' });
    expect(lfence).toHaveProperty('checked', true);
    const words = document.getElementById(lfence.getAttribute('aria-describedby') ?? '');
    expect(words?.textContent).toContain('jmp srso_return_thunk');
    expect(screen.getByRole('switch', { name: 'IBT' })).toHaveProperty('checked', false);
  });

  it('writes a choice into the line and leaves the rest of the text alone', async () => {
    await showWith(LAB);
    fireEvent.click(screen.getByRole('switch', { name: 'Constant blinding' }));
    expect(kernelLine()).toBe('.kernel 6.1 lfence blinding # as in the mail');
    fireEvent.click(screen.getByRole('radio', { name: 'Retpolines and return thunks' }));
    fireEvent.click(screen.getByRole('switch', { name: 'IBT' }));
    expect(kernelLine()).toBe('.kernel 6.1 hardened ibt blinding # as in the mail');
    fireEvent.click(screen.getByRole('radio', { name: 'None' }));
    fireEvent.click(screen.getByRole('switch', { name: 'Constant blinding' }));
    expect(kernelLine()).toBe('.kernel 6.1 ibt # as in the mail');
    expect(store.getState().text).toBe(LAB.replace('6.1 lfence', '6.1 ibt'));
  });

  it('changes the bytes with the text', async () => {
    await showWith(LAB);
    const length = () => store.getState().result?.progs[0]?.jit?.funcs[0]?.bytes.length ?? 0;
    const before = length();
    fireEvent.click(screen.getByRole('switch', { name: 'IBT' }));
    await settled();
    expect(length()).toBe(before + 8);
  });

  it('keeps the options that another version has, and drops the others', async () => {
    await showWith(LAB.replace('6.1 lfence', '6.1 hardened ibt blinding'));
    fireEvent.click(screen.getByRole('radio', { name: '6.12' }));
    expect(kernelLine()).toBe('.kernel 6.12 hardened blinding # as in the mail');
    expect(screen.queryByRole('switch', { name: 'IBT' })).toBeNull();
    expect(screen.getByRole('switch', { name: 'BMI2' })).toBeTruthy();
  });

  it('gives a text without the line one', async () => {
    await showWith(LAB.replace(/\.kernel.*\n/, ''));
    fireEvent.click(screen.getByRole('radio', { name: '7.1' }));
    expect(store.getState().text).toContain('# mine\n.kernel 7.1\n.map t');
  });

  it('shows one of two as a switch, where a kernel has no more', async () => {
    await showWith(LAB.replace('6.1 lfence', '5.9'));
    expect(screen.queryByRole('radio', { name: 'None' })).toBeNull();
    fireEvent.click(screen.getByRole('switch', { name: 'nops of an old AMD CPU' }));
    expect(kernelLine()).toContain('.kernel 5.9 k8nop');
  });
});
