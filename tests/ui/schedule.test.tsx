import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageStore } from '../../src/store/page-store.ts';
import { COMMANDS } from '../../src/ui/commands/registry.ts';
import { showMachineTab } from '../../src/ui/machine/tab-state.ts';
import { breakpointOfPinned } from '../../src/ui/schedule/breakpoint-of.ts';
import { breakpointWords } from '../../src/ui/schedule/breakpoint-words.ts';
import { CpuChoices } from '../../src/ui/schedule/CpuChoices.tsx';
import { ScheduleBar } from '../../src/ui/schedule/ScheduleBar.tsx';
import { VerdictBanner } from '../../src/ui/schedule/VerdictBanner.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { CPU0, CPU1, RACE } from '../unit/store/race-lab.ts';

const SHIPPED = RACE.replace(/\.protocol[\s\S]*/, '');

beforeEach(() => {
  // jsdom has none; menus ask it for the id of an item.
  vi.stubGlobal('CSS', { escape: (text: string) => text });
});

afterEach(() => {
  cleanup();
  showMachineTab('machine');
  vi.unstubAllGlobals();
});

/** The bar, the banner and the card's buttons of CPU 0 on a run that stands at time zero. */
async function show(text: string): Promise<PageStore> {
  const store = openPage();
  await store.start('');
  store.getState().openText(text);
  await settled();
  store.getState().seek(store.getState().result?.timeline?.zero ?? 0);
  render(
    <PageProvider store={store}>
      <ScheduleBar />
      <VerdictBanner />
      <CpuChoices actor={CPU0} />
    </PageProvider>,
  );
  return store;
}

function press(store: PageStore, key: string): void {
  const command = COMMANDS.find(({ keys }) => keys.includes(key));
  const nothing = (): void => undefined;
  const context = { open: nothing, signal: nothing };
  act(() => command?.run({ ...context, page: store.getState() }, key));
}

function choices(): (string | null)[] {
  const strip = screen.getByRole('group', { name: 'Next' });
  return within(strip)
    .getAllByRole('button')
    .map((button) => button.textContent);
}

function run(store: PageStore, actor: number, which: 'bypass' | 'target'): void {
  act(() => store.getState().runTo(actor, { kind: 'site', which }));
}

describe('ScheduleBar', () => {
  it('has a button with a key for each choice, and marks what the run does next', async () => {
    await show(SHIPPED);
    expect(choices()).toEqual([
      '1ACPU 0: run entry – the run does this next',
      '2BCPU 1: delete jmp_table[0]',
    ]);
  });

  it('steps on for the choice that comes anyway, and cuts the future for another', async () => {
    const store = await show(SHIPPED);
    const { cursor, result } = store.getState();
    press(store, '1');
    expect(store.getState()).toMatchObject({ cursor: cursor + 1, steered: false, result });
    press(store, '1');
    expect(store.getState()).toMatchObject({ cursor: cursor + 2, steered: true });
    expect(screen.getByText('Steered:')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Restore what was cut' }));
    expect(store.getState().steered).toBe(false);
    expect(screen.queryByText('Steered:')).toBeNull();
  });

  it('tells what a fetch sees in memory from what it may still see', async () => {
    const store = await show(SHIPPED);
    run(store, CPU0, 'bypass');
    act(() => store.getState().runTo(CPU1, { kind: 'event', event: 'store' }));
    const fetches = choices().filter((words) => words?.includes('CPU 0'));
    expect(fetches).toEqual([
      expect.stringContaining('trap on int3 at P1(memory)'),
      expect.stringContaining('fetch P1 – nop(old bytes, not synced)'),
    ]);
  });

  it('shows what waits, and for whom, as a button that cannot be pressed', async () => {
    const store = await show(SHIPPED);
    run(store, CPU0, 'bypass');
    run(store, CPU0, 'target');
    act(() => store.getState().runTo(CPU1, { kind: 'wait' }));
    const waiting = screen.getByRole('button', { name: /^CPU 1: ?waits for CPU 0 .RCU.$/ });
    expect(waiting).toHaveProperty('disabled', true);
    expect(choices()).toHaveLength(2);
  });

  it('says how far into a step one has gone by instructions', async () => {
    const store = await show(SHIPPED);
    press(store, '1');
    press(store, '2');
    act(() => store.getState().step(-1));
    press(store, '1');
    act(() => store.getState().step(-1));
    press(store, 'i');
    press(store, 'i');
    expect(screen.getByText(/inside the underlined step: 2 of \d+ instructions done/)).toBeTruthy();
    press(store, 'Shift+i');
    press(store, 'Shift+i');
    expect(screen.queryByText(/inside the underlined step/)).toBeNull();
  });

  it('sends an actor to a place by the menu', async () => {
    const store = await show(SHIPPED);
    fireEvent.click(screen.getByRole('button', { name: 'Run to' }));
    const places = screen.getByRole('group', { name: 'Run CPU 0 to' });
    fireEvent.click(within(places).getByRole('menuitem', { name: 'its target (P2)' }));
    expect(screen.queryByRole('group', { name: 'Run CPU 0 to' })).toBeNull();
    expect(choices()[0]).toContain('fetch P2 – jmp');
    expect(store.getState().steered).toBe(true);
  });
});

describe('ToolPopover', () => {
  it('shows its panel as a dialog and closes it when its work is done', async () => {
    const store = await show(SHIPPED);
    fireEvent.click(screen.getByRole('button', { name: 'Run all' }));
    const dialog = screen.getByRole('dialog', { name: 'Run all' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'one after another' }));
    await settled();
    expect(screen.queryByRole('dialog', { name: 'Run all' })).toBeNull();
    expect(store.getState().policy).toBe('in-turn');
  });

  it('leaves the page usable while watches stay open', async () => {
    await show(SHIPPED);
    fireEvent.click(screen.getByRole('button', { name: 'Watches' }));
    expect(screen.getByRole('region', { name: 'Watches' })).toBeTruthy();
    const strip = screen.getByRole('group', { name: 'Next' });
    fireEvent.click(within(strip).getByRole('button', { name: /CPU 0: ?run entry/ }));
    expect(screen.getByRole('region', { name: 'Watches' })).toBeTruthy();
  });
});

describe('CpuChoices', () => {
  it('has the same keys as the strip, for its CPU alone', async () => {
    await show(SHIPPED);
    const card = screen.getByRole('group', { name: 'Next for CPU 0' });
    expect(
      within(card)
        .getAllByRole('button')
        .map((button) => button.textContent),
    ).toEqual(['1run entry – the run does this next']);
  });
});

describe('VerdictBanner', () => {
  it('says what went wrong where, why it is fatal, and is silent before it', async () => {
    const store = await show(RACE);
    run(store, CPU0, 'bypass');
    run(store, CPU0, 'target');
    act(() => store.getState().runTo(CPU1, { kind: 'op-end' }));
    expect(screen.queryByRole('region', { name: 'Verdict' })).toBeNull();
    expect(choices()[0]).toContain('a CPU goes wrong');
    press(store, '1');
    const banner = screen.getByRole('region', { name: 'Verdict' });
    expect(banner.textContent).toContain('unwound, fell through');
    expect(banner.textContent).toContain('the kernel has no way to notice');
    const step = store.getState().cursor;
    expect(banner.textContent).toContain(`step ${step}, at this step`);
    fireEvent.click(within(banner).getByRole('button', { name: 'What to do' }));
    const advice = screen.getByRole('dialog', { name: 'What to do' });
    expect(advice.textContent).toContain('synchronize_rcu()');
    fireEvent.click(within(advice).getByRole('button', { name: 'Inspect the CPU' }));
    expect(store.getState().pinned).toEqual({ kind: 'cpu', actor: CPU0 });
    act(() => store.getState().seek(0));
    expect(banner.textContent).toContain('ahead');
    fireEvent.click(within(banner).getByRole('button', { name: 'Go to the step' }));
    expect(store.getState().cursor).toBe(step);
  });
});

describe('breakpointOfPinned', () => {
  it('finds the code of a site, a byte and a line, and says where that is', async () => {
    const store = await show(SHIPPED);
    const stopAt = (pinned: Parameters<ReturnType<PageStore['getState']>['pin']>[0]): string => {
      act(() => store.getState().pin(pinned));
      const breakpoint = breakpointOfPinned(store.getState());
      return breakpoint ? breakpointWords(store.getState(), breakpoint) : 'none';
    };
    const start = SHIPPED.indexOf('r7 = 5');
    expect(stopAt({ kind: 'source', span: { start, end: start + 6 } })).toBe(
      'line 5 of the lab: r7 = 5',
    );
    expect(stopAt({ kind: 'bytes', progIdx: 0, funcIdx: 0, start: 11, end: 12 })).toBe('entry+0xb');
    const site = { progIdx: 0, pokeIdx: 0, which: 'bypass' } as const;
    const bypassOff = store.getState().result?.progs[0]?.jit?.pokeTab[0]?.bypassOff ?? 0;
    expect(stopAt({ kind: 'site', site })).toBe(`entry+0x${bypassOff.toString(16)}`);
    expect(stopAt(null)).toBe('none');
  });
});
