import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BytesPane, type BytesPaneProps } from '../../src/ui/bytes/BytesPane.tsx';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import { cpuPointers, pointersKey, rowOfCpu } from '../../src/ui/bytes/cpu-pointers.ts';
import { focusSite } from '../../src/ui/shared/focus-site.ts';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { runOf } from './run-lab.ts';

let gridHeight = 4000;

beforeEach(() => {
  gridHeight = 4000;
  // jsdom lays nothing out: give the grid a height, so that it has rows to show.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockImplementation(() => gridHeight);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

type Run = ReturnType<typeof runOf>;

function pane(run: Run, cursor: number, more: Partial<BytesPaneProps> = {}) {
  return (
    <BytesPane
      result={run.result}
      stale={false}
      view={run.at(cursor)}
      choices={run.session.choicesAt(cursor)}
      highlight={NO_HIGHLIGHT}
      hoveredHighlight={NO_HIGHLIGHT}
      syntax="att"
      onHover={vi.fn()}
      onPin={vi.fn()}
      {...more}
    />
  );
}

/** Rows with tags: offset, letters, and what is said. */
function tagged(): string[] {
  return [...document.querySelectorAll('.pointers')].map((pointers) => {
    const letters = [...pointers.querySelectorAll('.cpu-tag')].map((tag) => tag.textContent);
    const row = pointers.closest('.row');
    const said = pointers.querySelector('.visually-hidden')?.textContent;
    return `${row?.querySelector('.col-off')?.textContent} ${letters.join('')}${said}`;
  });
}

describe('CpuPointers', () => {
  it('tags the row of each CPU, several at one place together, and says so in the row', () => {
    const stale = runOf('stale-fetch');
    const cursor = stale.after(
      (event) => event.kind === 'store' && event.phase === 'int3' && event.site.which === 'bypass',
    );
    render(pane(stale, cursor));
    expect(tagged()).toEqual(['+2c AB, CPU 0 is here, CPU 1 is here']);
  });

  it('says that a CPU has trapped, and where', () => {
    const hit = runOf('int3-hit');
    render(
      pane(
        hit,
        hit.after(({ kind }) => kind === 'int3'),
      ),
    );
    expect(tagged()).toEqual(['+2c A, CPU 0 has trapped here']);
  });

  it('moves inside of a folded step', () => {
    const race = runOf('cover-letter-race');
    const at = race.after((event) => event.kind === 'block') - 1;
    const place = { progIdx: 0, funcIdx: 0, byteOff: 0x4a };
    const actor = race.session.steps[at]?.actor ?? 0;
    render(pane(race, at, { insidePlace: { actor, place } }));
    expect(tagged()).toEqual(['+4a A, CPU 0 is here']);
  });

  it('draws a row anew when its tags change, and only then', () => {
    const hit = runOf('int3-hit');
    const table = buildRowTable(hit.result);
    const stands = hit.after(({ kind }) => kind === 'int3');
    const before = cpuPointers(hit.result, table, hit.at(stands - 1), null);
    const after = cpuPointers(hit.result, table, hit.at(stands), null);
    const cpu = hit.session.steps[stands - 1]?.actor ?? -1;
    const row = rowOfCpu(after, cpu);
    expect(rowOfCpu(before, cpu)).toBe(row);
    const keys = [before, after].map((pointers) => pointersKey(pointers.get(row ?? -1) ?? []));
    expect(keys[0]).not.toBe(keys[1]);
    const again = cpuPointers(hit.result, table, hit.at(stands), null);
    expect(pointersKey(again.get(row ?? -1) ?? [])).toBe(keys[1]);
  });
});

describe('Fetchers', () => {
  it('puts the CPUs beside the bytes that they may fetch', () => {
    const stale = runOf('stale-fetch');
    const cursor = stale.after(
      (event) => event.kind === 'store' && event.phase === 'int3' && event.site.which === 'bypass',
    );
    render(pane(stale, cursor));
    const lines = [...document.querySelectorAll('.row.is-flying .flight-line')].map((line) => [
      line.textContent?.match(/old|in memory|new/)?.[0],
      [...line.querySelectorAll('.cpu-tag')].map((tag) => tag.textContent).join(''),
    ]);
    expect(lines).toEqual([
      ['old', 'AB'],
      ['in memory', 'AB'],
      ['new', ''],
    ]);
  });
});

describe('freed images', () => {
  const unload = runOf('unload-reader');
  const old = unload.result.progs.findIndex(({ name }) => name === 'old');

  it('keep their bytes while a reader may be inside, and say who is waited for', () => {
    const cursor = unload.after(
      (event) => event.kind === 'rcu-begin' && event.purpose === 'callback',
    );
    render(pane(unload, cursor));
    expect(document.querySelector('.func-state')?.textContent).toBe(
      'to be freed: grace period 1 waits for CPU 0',
    );
    const leaving = [...document.querySelectorAll('.row.is-leaving .col-bytes')];
    expect(leaving[0]?.textContent).toBe('0f1f440000');
  });

  it('are int3 from the moment they are freed', () => {
    const cursor = unload.after(
      (event) => event.kind === 'prog' && event.progIdx === old && event.state === 'freed',
    );
    render(pane(unload, cursor));
    expect(document.querySelector('.func-state.is-freed')?.textContent).toContain('int3');
    const gone = [...document.querySelectorAll('.row.is-gone')];
    expect(gone.length).toBeGreaterThan(10);
    for (const row of gone) {
      expect(row.querySelector('.col-bytes')?.textContent).toMatch(/^(cc)+$/);
      expect(row.querySelector('.col-asm')?.textContent).toBe('int3');
    }
  });
});

describe('following', () => {
  it('scrolls to the CPU that moved when it is off screen, and not when it is in view', () => {
    gridHeight = 200;
    const hit = runOf('int3-hit');
    const trapped = hit.after(({ kind }) => kind === 'int3');
    const claimed = hit.after(({ kind }) => kind === 'int3-claim');
    const { rerender } = render(pane(hit, 0));
    const grid = document.querySelector('.byte-grid');
    if (!grid) throw new Error('there is a grid');
    expect(grid.scrollTop).toBe(0);
    rerender(pane(hit, trapped));
    const there = grid.scrollTop;
    expect(there).toBeGreaterThan(0);
    // Elsewhere, but so that the row is in view all the same.
    grid.scrollTop = there + 20;
    fireEvent.scroll(grid);
    rerender(pane(hit, claimed));
    expect(grid.scrollTop).toBe(there + 20);
    grid.scrollTop = 0;
    fireEvent.scroll(grid);
    rerender(pane(hit, trapped));
    expect(grid.scrollTop).toBe(there);
  });
});

describe('focusSite', () => {
  it('is the site of the actor that moved last, not of the others', () => {
    const two = runOf('two-updaters');
    const { steps } = two.session;
    const sites = new Map<number, string>();
    for (let cursor = 1; cursor <= steps.length; cursor++) {
      const { actor = -1, events = [] } = steps[cursor - 1] ?? {};
      for (const event of events) {
        if (event.kind === 'op-begin' || event.kind === 'op-end') sites.delete(actor);
        if ('site' in event && event.site) sites.set(actor, JSON.stringify(event.site));
      }
      const ends = events.some(({ kind }) => kind === 'op-end');
      if (ends) continue;
      const site = focusSite(steps, cursor);
      expect([cursor, site && JSON.stringify(site)]).toEqual([cursor, sites.get(actor) ?? null]);
    }
  });
});
