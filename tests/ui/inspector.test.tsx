import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { highlightFor } from '../../src/core/pipeline/index.ts';
import type { Selection } from '../../src/store/model.ts';
import { MACHINE } from '../../src/ui/commands/machine.ts';
import { MachinePane } from '../../src/ui/machine/MachinePane.tsx';
import { showMachineTab } from '../../src/ui/machine/tab-state.ts';
import { runOf } from './run-lab.ts';

type Run = ReturnType<typeof runOf>;

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  act(() => showMachineTab('machine'));
});

const acts = { onHover: vi.fn(), onPin: vi.fn(), onSeek: vi.fn() };

function pane(
  run: Run,
  cursor: number,
  pinned: Selection | null,
  hovered: Selection | null = null,
) {
  return (
    <MachinePane
      {...acts}
      result={run.result}
      text={run.text}
      view={run.at(cursor)}
      session={run.session}
      sentenceOf={(step) => `sentence of ${step}`}
      pinned={pinned}
      hovered={hovered}
      touched={highlightFor(run.result, pinned)}
      highlight={highlightFor(run.result, hovered ?? pinned)}
    />
  );
}

/** What the inspector says about a thing. */
function inspect(run: Run, cursor: number, pinned: Selection | null): string {
  act(() => showMachineTab('inspector'));
  render(pane(run, cursor, pinned));
  return screen.getByRole('tabpanel').textContent ?? '';
}

const life = runOf('slot-life');
const P1 = { kind: 'site', site: { progIdx: 0, pokeIdx: 0, which: 'bypass' } } as const;
const isStore = (event: { kind: string }) => event.kind === 'store';

describe('Inspector', () => {
  it('says what can be pinned while nothing is', () => {
    expect(inspect(life, 0, null)).toContain('Nothing is pinned');
  });

  it('offers itself when something is pinned, without taking the place of the overview', () => {
    render(pane(life, 0, P1));
    expect(
      screen.getByRole('tab', { name: /^Inspector ?: P1 bypass of entry is pinned$/ }),
    ).toBeTruthy();
    expect(screen.getByRole('group', { name: 'Now' })).toBeTruthy();
  });

  it('has every field of a poke descriptor, with program and offset beside addresses', () => {
    inspect(life, life.session.length, P1);
    const fields = screen.getByLabelText('Fields of the poke descriptor');
    const poke = life.result.progs[0]?.jit?.pokeTab[0];
    const rows = [...fields.children].map((row) => row.textContent);
    const off = (at: number | null | undefined) => `entry\\+0x${at?.toString(16)}`;
    expect(rows).toEqual([
      expect.stringMatching(
        new RegExp(`^tailcall_target${off(poke?.targetOff)}${poke?.tailcallTarget.toString(16)}$`),
      ),
      expect.stringMatching(
        new RegExp(`^tailcall_bypass${off(poke?.bypassOff)}${poke?.tailcallBypass?.toString(16)}$`),
      ),
      expect.stringMatching(
        new RegExp(`^bypass_addrentry\\+0x[0-9a-f]+${poke?.bypassAddr.toString(16)}$`),
      ),
      expect.stringMatching(/^adj_off0xb/),
      expect.stringMatching(/^tail_call.mapjmp_table/),
      expect.stringMatching(/^tail_call.key0/),
      expect.stringMatching(new RegExp(`^insn_idx${poke?.insnIdx}`)),
      expect.stringMatching(/^auxentry/),
      'tailcall_target_stabletrue',
      'reasonBPF_POKE_REASON_TAIL_CALL',
    ]);
  });

  it('decodes the bytes of both sites, and says how far a poke has come', () => {
    const cursor = life.after(
      (event) => isStore(event) && 'phase' in event && event.phase === 'tail',
    );
    inspect(life, cursor, P1);
    const memory = screen.getByRole('list', { name: 'Bytes in memory' }).textContent;
    expect(memory).toContain('last four bytes written, not synced yet');
    expect(memory).toContain('nop → jmp');
    expect(memory).toContain('traps: the handler acts as the new instruction');
  });

  it('has every state of the site with its step, marks the present one, and leads there', () => {
    const cursor = life.after(isStore, 3);
    inspect(life, cursor, P1);
    const states = screen.getByRole('list', { name: 'States of the pair' });
    const now = [...states.children].filter((item) => item.getAttribute('aria-current') === 'step');
    expect(now).toHaveLength(1);
    const [first] = within(states).getAllByRole('button', { name: /^empty/ });
    if (!first) throw new Error('the site begins empty');
    fireEvent.click(first);
    const step = Number(first.textContent);
    expect(acts.onSeek).toHaveBeenLastCalledWith(step);
  });

  it('has the variables of the poke under way, as the machine has them', () => {
    const cursor = life.after(isStore);
    inspect(life, cursor, P1);
    const outer = screen.getByLabelText('Variables of map_poke').textContent;
    expect(outer).toMatch(/mapjmp_table.*key0.*oldNULL.*newtarget_a.*pokeentry/);
    expect(screen.getByLabelText('Variables of text_poke').textContent).toMatch(
      /siteP2 target of entry.*old0f 1f 44 00 00.*newe9/,
    );
  });

  it('says why a CPU waits, since when, and what the reader must do', () => {
    const waits = runOf('delete-waits');
    const cursor = waits.after((event) => event.kind === 'rcu-begin' && event.readers.length > 0);
    const actor = waits.session.steps[cursor - 1]?.actor ?? -1;
    const words = inspect(waits, cursor, { kind: 'cpu', actor });
    expect(words).toContain(`synchronize_rcu(), grace period 1 since ${cursor}`);
    expect(words).toMatch(/CPU 0 must return from entry \(entered in step \d+\)/);
  });

  it('says who wrote a slot when, and who follows it', () => {
    const words = inspect(life, life.session.length, { kind: 'slot', mapIdx: 0, key: 0 });
    expect(words).toContain('holdstarget_a');
    const writes = screen.getByRole('list', { name: 'Writes to jmp_table[0]' });
    expect([...writes.children].map((item) => item.textContent?.replace(/^ ?\d+/, ''))).toEqual([
      'ACPU 1none → target_a',
      'ACPU 1target_a → target_b',
      'ACPU 1target_b → none',
      'ACPU 1none → target_a',
    ]);
  });

  it('names the owner of a lock, since when, and who waits', () => {
    const two = runOf('two-updaters');
    const cursor = two.after(({ kind }) => kind === 'lock-wait');
    const words = inspect(two, cursor, { kind: 'lock', lock: { kind: 'poke_mutex', mapIdx: 0 } });
    expect(words).toMatch(/owner ?A?CPU 0.*since \d+/);
    expect(words).toMatch(/waiting ?B?CPU 1/);
  });

  it('tells a step, its statement, and each of its events', () => {
    const step = life.after(isStore) - 1;
    const words = inspect(life, step + 1, { kind: 'step', step });
    expect(words).toContain(`sentence of ${step}`);
    const events = screen.getByRole('list', { name: 'Events of the step' });
    expect(events.textContent).toContain('bytes are stored in code');
    expect(events.textContent).toMatch(/byte 0: 0f → cc/);
    expect(words).toContain('store(site[0], 0xcc);');
  });

  it('shows code by its instructions, and a program by its images and its life', () => {
    const bytes = { kind: 'bytes', progIdx: 0, funcIdx: 0, start: 0, end: 5 } as const;
    expect(inspect(life, 20, bytes)).toMatch(/placeentry\+0x0.*nop.*0f 1f 44 00 00/);
    cleanup();
    const words = inspect(life, life.session.length, { kind: 'prog', progIdx: 1 });
    expect(words).toMatch(/nowloaded.*held byjmp_table\[0\]/);
    expect(screen.getByRole('list', { name: 'Life of target_a' }).textContent).toMatch(/loaded/);
  });
});

describe('Thing', () => {
  const lit = () => [...document.querySelectorAll('[data-lit]')].map((one) => one.textContent);

  it('is lit for what another pane points at', () => {
    const step = life.after((event) => event.kind === 'slot-write') - 1;
    render(pane(life, step + 1, null, { kind: 'step', step }));
    expect(lit()).toContainEqual(expect.stringMatching(/^jmp_table\[0\]/));
    expect(lit()).toContainEqual(expect.stringMatching(/CPU 1/));
  });

  it('says that it is pinned, also where something else is under the pointer', () => {
    render(pane(life, 20, P1, { kind: 'prog', progIdx: 1 }));
    const pinned = document.querySelector('[aria-current="true"]');
    expect(pinned?.textContent).toMatch(/^P1 bypass/);
    expect(pinned?.hasAttribute('data-lit')).toBe(false);
    expect(lit()).toEqual([expect.stringMatching(/target_a/)]);
  });

  it('previews under the pointer and pins by a click', () => {
    render(pane(life, 20, null));
    const lock = within(screen.getByRole('list', { name: 'Locks' })).getAllByRole('button')[0];
    if (!lock) throw new Error('the lab has locks');
    fireEvent.mouseEnter(lock);
    const selection = { kind: 'lock', lock: { kind: 'poke_mutex', mapIdx: 0 } };
    expect(acts.onHover).toHaveBeenLastCalledWith(selection);
    fireEvent.click(lock);
    expect(acts.onPin).toHaveBeenLastCalledWith(selection);
  });
});

describe('MACHINE', () => {
  it('opens the inspector, on a narrow page with its pane', () => {
    const setPane = vi.fn();
    const command = MACHINE.find(({ id }) => id === 'inspector');
    act(() => command?.run({ page: { setPane } } as never, 'x'));
    expect(setPane).toHaveBeenCalledWith('machine');
    render(pane(life, 0, null));
    expect(screen.getByText('Nothing is pinned')).toBeTruthy();
  });
});
