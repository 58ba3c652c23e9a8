import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { historyOf } from '../../src/store/histories.ts';
import { StateDiagram } from '../../src/ui/machine/StateDiagram.tsx';
import { pathWords, sitePath } from '../../src/ui/machine/site-path.ts';
import { runOf } from './run-lab.ts';

afterEach(cleanup);

function pathOf(run: ReturnType<typeof runOf>, cursor: number) {
  const desc = run.at(cursor).descs.flat()[0];
  const own = historyOf(run.result).descs.flat()[0];
  if (!desc || !own) throw new Error('the lab has a site');
  return sitePath(own, desc, cursor);
}

const life = runOf('slot-life');

describe('sitePath', () => {
  it('counts how often each edge was taken, with the order of the latest', () => {
    const { edges, state, count } = pathOf(life, life.session.length);
    expect({ state, count }).toEqual({ state: 'live', count: 7 });
    expect([...edges].map(([id, use]) => [id, use.count, use.orders])).toEqual([
      ['empty armed', 2, [6]],
      ['armed live', 2, [7]],
      ['live live', 1, [3]],
      ['live armed', 1, [4]],
      ['armed empty', 1, [5]],
    ]);
  });

  it('is empty before the first poke, and never runs ahead of the cursor', () => {
    expect(pathOf(life, 0)).toMatchObject({ state: 'empty', count: 0, moving: null });
    for (let cursor = 0; cursor <= life.session.length; cursor++) {
      for (const { last } of pathOf(life, cursor).edges.values()) {
        expect(last).toBeLessThan(cursor);
      }
    }
  });

  it('knows the edge of a poke under way from its bytes, before it is whole', () => {
    const isP1 = (event: { kind: string; site?: unknown }) =>
      event.kind === 'store' && (event.site as { which: string }).which === 'bypass';
    expect(pathOf(life, life.after(isP1)).moving).toBe('armed live');
    const broken = runOf('target-first');
    const isEmptying = broken.after((event) => event.kind === 'slot-write', 1);
    const int3 = [...broken.session.steps.entries()].find(
      ([step, { events }]) => step >= isEmptying && events.some(({ kind }) => kind === 'store'),
    );
    expect(pathOf(broken, (int3?.[0] ?? 0) + 1).moving).toBe('live forbidden');
  });

  it('is told in words', () => {
    expect(pathWords(pathOf(life, 0))).toBe('now empty; nothing has been poked yet');
    expect(pathWords(pathOf(life, life.session.length))).toBe(
      'now live; came through last live, armed, empty, armed, live',
    );
  });
});

describe('StateDiagram', () => {
  it('goes to the step that took an edge last, by click and by key', () => {
    const onSeek = vi.fn();
    const path = pathOf(life, life.session.length);
    render(<StateDiagram name="entry" path={path} onSeek={onSeek} />);
    const last = path.edges.get('armed live')?.last ?? 0;
    const edge = screen.getByRole('button', {
      name: /^open P1 ×2 · #7, armed to live, taken 2 times/,
    });
    fireEvent.click(edge);
    fireEvent.keyDown(edge, { key: 'Enter' });
    expect(onSeek.mock.calls).toEqual([[last + 1], [last + 1]]);
  });

  it('offers no edge that was not taken', () => {
    render(<StateDiagram name="entry" path={pathOf(life, 0)} onSeek={vi.fn()} />);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});
