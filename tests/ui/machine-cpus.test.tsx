import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { x86Reg } from '../../src/core/jit/registers.ts';
import { GPRS } from '../../src/core/machine/index.ts';
import type { Page } from '../../src/store/model.ts';
import { verdictsOf } from '../../src/store/run-selectors.ts';
import { MachinePane } from '../../src/ui/machine/MachinePane.tsx';
import { bpfName, hexValue, registerRows } from '../../src/ui/machine/register-rows.ts';
import { showMachineTab } from '../../src/ui/machine/tab-state.ts';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { runOf } from './run-lab.ts';

type Run = ReturnType<typeof runOf>;

beforeEach(() => {
  localStorage.clear();
  for (const letter of ['A', 'B', 'C'])
    localStorage.setItem(`pokescope-open-stack-${letter}`, 'yes');
});
afterEach(() => {
  cleanup();
  showMachineTab('machine');
});

function pane(run: Run, cursor: number, more: { inside?: number; onPin?: () => void } = {}) {
  return (
    <MachinePane
      result={run.result}
      text={run.text}
      view={run.at(cursor)}
      session={run.session}
      inside={more.inside ?? 0}
      verdicts={verdictsOf({ result: run.result } as Page)}
      highlight={NO_HIGHLIGHT}
      onHover={vi.fn()}
      onPin={more.onPin ?? vi.fn()}
      onSeek={vi.fn()}
    />
  );
}

function card(name: string): HTMLElement {
  const list = screen.getByRole('list', { name: 'CPUs' });
  const found = [...list.children].find((item) => item.textContent?.includes(name));
  if (!(found instanceof HTMLElement)) throw new Error(`no card of ${name}`);
  return found;
}

/** Rows of the stack of a CPU that is open, as "offset label value". */
function stackRows(name: string): string[] {
  const table = within(card(name)).getByRole('table');
  return [...table.querySelectorAll('.stack-row')].map((row) =>
    [...row.querySelectorAll('.stack-off, .stack-what, .stack-value code')]
      .map((cell) => cell.textContent)
      .join(' '),
  );
}

const isFetch = (which: string) => (event: { kind: string; site?: unknown }) =>
  event.kind === 'fetch' && (event.site as { which: string }).which === which;

describe('CpuList', () => {
  const race = runOf('cover-letter-race');

  it('gives every CPU a card with its letter, in the order of their numbers', () => {
    render(pane(race, 0));
    const items = [...screen.getByRole('list', { name: 'CPUs' }).children];
    expect(items.map((item) => item.querySelector('.cpu-head')?.textContent)).toEqual([
      'ACPU 0 (A)idle',
      'BCPU 1 (B)idle',
    ]);
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says where a running CPU is, and pins those bytes', () => {
    const onPin = vi.fn();
    const cursor = race.after(isFetch('bypass'));
    render(pane(race, cursor, { onPin }));
    const { text } = race;
    const line = text.slice(0, text.indexOf('call tail_call')).split('\n').length;
    const place = within(card('CPU 0')).getByRole('button', {
      name: new RegExp(`^entry\\+0x53 ?P2 target ?line ${line} call tail_call$`),
    });
    fireEvent.click(place);
    expect(onPin).toHaveBeenCalledWith({
      kind: 'bytes',
      progIdx: 0,
      funcIdx: 0,
      byteOff: 0x53,
      start: 0x53,
      end: 0x58,
    });
  });

  it('greys what lies below rsp once the frame is given back', () => {
    render(pane(race, race.after(isFetch('bypass'))));
    const dead = [...document.querySelectorAll('.stack-row.is-dead .stack-what')];
    expect(dead.map((cell) => cell.textContent)).toEqual([
      'BPF stack R10−8',
      'tail call count',
      'saved rbx (R6)',
      'saved r13 (R7)',
    ]);
    expect(screen.getByText('below rsp: may be overwritten')).toBeTruthy();
    const rbp = document.querySelector('.stack-mark.is-rbp')?.closest('tr');
    expect(rbp?.querySelector('.stack-mark.is-rsp')).toBeTruthy();
    expect(rbp?.textContent).toContain('saved rbp');
  });

  it('says what is wrong, and why it is fatal', () => {
    render(
      pane(
        race,
        race.after((event) => event.kind === 'verdict'),
      ),
    );
    expect(card('CPU 0').textContent).toContain('unwound, fell through');
    expect(card('CPU 0').textContent).toContain('live R6 to R9 are lost');
    expect(card('CPU 0').textContent).toContain('in the kernel');
  });

  it('lists each value that a CPU may fetch, and what it does', () => {
    const stale = runOf('stale-fetch');
    // Two CPUs stand before P1 when cc is stored over its first byte.
    const stored = stale.after(
      (event) => event.kind === 'store' && event.phase === 'int3' && event.site.which === 'bypass',
    );
    render(pane(stale, stored));
    const list = within(card('CPU 1')).getByRole('list', { name: /may fetch at P1 bypass/ });
    expect([...list.children].map((item) => item.textContent)).toEqual([
      expect.stringMatching(/^cc .*int3: traps ?in memory$/),
      expect.stringMatching(/^e9 .*jmp: skips the call ?one store behind$/),
    ]);
  });

  it('marks what the last move changed, in weight, shape and words', async () => {
    const cursor = race.after(isFetch('bypass'));
    render(pane(race, cursor));
    fireEvent.click(within(card('CPU 0')).getByText('Registers'));
    const registers = await screen.findByRole('list', { name: 'Registers of CPU 0' });
    const rows = [...registers.children].map((row) => row.textContent ?? '');
    const rsp = rows.find((row) => row.includes('rsp')) ?? '';
    expect(rsp).toMatch(/^▸rsp[0-9a-f]{16} changed from [0-9a-f]{16}$/);
    expect(rows.find((row) => row.includes('rdi'))).toMatch(/^rdiR1[0-9a-f]{16}$/);
    // Behind the unwind rbx is the kernel caller's again.
    expect(rows.find((row) => row.includes('rbx'))).toContain('5afe5afe00000003 changed from');
  });

  it('follows a CPU inside of a folded step', () => {
    const cursor = race.after(isFetch('bypass')) - 1;
    render(pane(race, cursor, { inside: 2 }));
    // Behind the nop at P1 and pop r13 comes pop rbx.
    expect(card('CPU 0').textContent).toContain('entry+0x4a');
    expect(stackRows('CPU 0').at(-1)).toMatch(/saved r13 \(R7\)/);
    expect(document.querySelectorAll('.stack-row.is-dead')).toHaveLength(1);
  });

  it('draws the frames of caller and subprogram, the caller on top, with the count', () => {
    const sub = runOf('subprog');
    render(
      pane(
        sub,
        sub.after(({ kind }) => kind === 'run-begin'),
      ),
    );
    const titles = [...document.querySelectorAll('.stack-title code')];
    expect(titles.map((title) => title.textContent?.replace(/\+.*/, ''))).toEqual([
      'entry',
      'classify',
    ]);
    const rows = stackRows('CPU 0');
    expect(rows[0]).toBe('+8 return the kernel');
    expect(rows.filter((row) => row.includes('tail call count'))).toHaveLength(2);
    expect(rows.find((row) => row.includes('return entry+'))).toBeTruthy();
    expect(card('CPU 0').textContent).toContain('call depth 1');
  });

  it('says that a trapped CPU has interrupts off, and shows what the trap saved', () => {
    const hit = runOf('int3-hit');
    render(
      pane(
        hit,
        hit.after(({ kind }) => kind === 'int3'),
      ),
    );
    expect(card('CPU 0').textContent).toContain('trapped by int3');
    expect(card('CPU 0').textContent).toContain('IF off');
    expect(screen.getByText('int3 handler')).toBeTruthy();
    expect(stackRows('CPU 0').some((row) => row.includes('pt_regs rip'))).toBe(true);
  });

  it('keeps the stack closed at first, and remembers when it was opened', () => {
    localStorage.clear();
    const cursor = race.after(isFetch('bypass'));
    const { unmount } = render(pane(race, cursor));
    expect(screen.queryByRole('table')).toBeNull();
    const stack = within(card('CPU 0')).getByText('Stack').closest('details');
    if (!stack) throw new Error('the card has a stack');
    expect(stack.textContent).toContain('given back');
    stack.open = true;
    fireEvent(stack, new Event('toggle'));
    unmount();
    render(pane(race, cursor));
    expect(screen.getByRole('table', { name: /^Stack of CPU 0/ })).toBeTruthy();
  });

  it('keeps room for registers and stack while no program runs, and says what comes next', () => {
    render(pane(race, race.result.timeline?.zero ?? 0));
    const idle = card('CPU 0');
    expect(idle.textContent).toContain('next: run entry');
    expect(within(idle).getByText('no program runs')).toBeTruthy();
    expect(within(idle).getByText('no frame')).toBeTruthy();
  });

  it('reads no state of a CPU that is idle, and none twice', () => {
    const cpuAt = vi.spyOn(race.session, 'cpuAt');
    const { rerender } = render(pane(race, 0));
    expect(cpuAt).not.toHaveBeenCalled();
    const cursor = race.after(isFetch('bypass'));
    rerender(pane(race, cursor));
    const reads = cpuAt.mock.calls.length;
    expect(reads).toBe(2);
    rerender(pane(race, cursor));
    expect(cpuAt.mock.calls.length).toBe(reads);
    cpuAt.mockRestore();
  });
});

describe('NowPanel', () => {
  const now = () => screen.getByRole('group', { name: 'Now' }).textContent;

  it('names the holder of a lock and how many sleep on it', () => {
    const two = runOf('two-updaters');
    render(
      pane(
        two,
        two.after(({ kind }) => kind === 'lock-wait'),
      ),
    );
    expect(now()).toMatch(/CPU 1 waits for A ?CPU 0, which holds poke_mutex of jmp_table/);
    expect(now()).toMatch(/poke_mutex of jmp_table ?held by A ?CPU 0 ?\(1 sleeps\)/);
  });

  it('names the readers that a grace period waits for, and since when', () => {
    const waits = runOf('delete-waits');
    const cursor = waits.after((event) => event.kind === 'rcu-begin' && event.readers.length > 0);
    render(pane(waits, cursor));
    expect(now()).toMatch(
      new RegExp(`CPU \\d waits in synchronize_rcu\\(\\) for A ?CPU 0 since step ${cursor}`),
    );
  });

  it('has the same two lines at rest, with a lock held, and in a wait', () => {
    const waits = runOf('delete-waits');
    const held = waits.after(({ kind }) => kind === 'lock');
    const waiting = waits.after((event) => event.kind === 'rcu-begin' && event.readers.length > 0);
    const { rerender } = render(pane(waits, 0));
    for (const cursor of [0, held, waiting]) {
      rerender(pane(waits, cursor));
      const lines = [...document.querySelectorAll('.now > *')];
      expect(lines.map((line) => line.classList[1])).toEqual(['now-waits', 'now-locks']);
    }
  });

  it('says in the programs what an image waits for that is to be freed', () => {
    const unload = runOf('unload-reader');
    const cursor = unload.after(
      (event) => event.kind === 'rcu-begin' && event.purpose === 'callback',
    );
    render(pane(unload, cursor));
    expect(screen.getByText(/^to be freed: grace period 1 waits for CPU 0$/)).toBeTruthy();
    const periods = screen.getByRole('list', { name: 'Grace periods' });
    expect(periods.textContent).toMatch(/frees the image of .*CPU 0 must return from/);
  });
});

describe('LockList', () => {
  it('has a line for each lock, with its owner and who wants it', () => {
    const two = runOf('two-updaters');
    render(
      pane(
        two,
        two.after(({ kind }) => kind === 'lock-wait'),
      ),
    );
    const rows = [...screen.getByRole('list', { name: 'Locks' }).children];
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^poke_mutex ?jmp_table ?A ?CPU 0 ?wanted by ?B ?CPU 1 ?since \d+$/),
      'poke_mutexotherfree',
      'text_mutexfree',
    ]);
  });
});

describe('ProtocolPane', () => {
  it('shows where each of several updaters is', () => {
    const two = runOf('two-updaters');
    const cursor = two.after((event) => event.kind === 'store');
    act(() => showMachineTab('protocol'));
    render(pane(two, cursor));
    const tagged = [...document.querySelectorAll('.protocol-tags')].map((tags) => tags.textContent);
    expect(tagged.join('')).toMatch(/A/);
    expect(tagged.join('')).toMatch(/C/);
    const current = document.querySelectorAll('[aria-current="step"]');
    expect(current.length).toBeLessThanOrEqual(2);
  });
});

describe('bpfName', () => {
  it('agrees with the registers that the JIT emits', () => {
    for (let reg = 0; reg <= 10; reg++) {
      expect(bpfName(GPRS[x86Reg(reg)] ?? '')).toBe(`R${reg}`);
    }
  });
});

describe('registerRows', () => {
  it('shows every register by its own number', () => {
    const { result, session } = runOf('int3-hit');
    const actor = result.timeline?.actors.findIndex(({ cpu }) => cpu === 0) ?? -1;
    const state = session.cpuAt(0, actor);
    if (!state) throw new Error('CPU 0 runs programs');
    const rows = registerRows({ ...state, regs: GPRS.map((_, reg) => BigInt(reg)) }, null);
    expect(rows.map(({ name }) => name).sort()).toEqual([...GPRS].sort());
    for (const { name, value } of rows) {
      expect([name, Number(value)]).toEqual([name, GPRS.indexOf(name as (typeof GPRS)[number])]);
    }
  });
});

describe('hexValue', () => {
  it('writes small values short and addresses whole', () => {
    expect([0n, 42n, 0xffff_ffffn].map(hexValue)).toEqual(['0x0', '0x2a', '0xffffffff']);
    expect(hexValue(0x1_0000_0000n)).toBe('0000000100000000');
  });
});
