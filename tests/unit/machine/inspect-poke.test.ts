import { describe, expect, it } from 'vitest';
import type { PokeCall } from '../../../src/core/machine/index.ts';
import { CPU_0, CPU_1, SHIPPED, steered } from './steered-lab.ts';

const run = steered(SHIPPED, [
  [CPU_0, { kind: 'end' }],
  [CPU_1, { kind: 'end' }],
]);
const { session, result } = run;

/** The call of CPU 1 after the `nth` step that `matches`. */
function after(matches: (kind: string) => boolean, nth = 0): PokeCall | null {
  const found = [...session.steps.entries()].filter(
    ([, { actor, events }]) => actor === CPU_1 && events.some(({ kind }) => matches(kind)),
  );
  return session.pokeAt((found[nth]?.[0] ?? -1) + 1, CPU_1);
}

function lineOf(text: string, line: number | null): string {
  return line === null ? '' : (text.split('\n')[line - 1] ?? '').trim();
}

describe('inspectPoke', () => {
  it('is null outside of a poke run, and for an actor that makes none', () => {
    expect(after((kind) => kind === 'slot-write')).toBeNull();
    expect(after((kind) => kind === 'poke-run-end')).toBeNull();
    for (const cursor of session.steps.keys()) expect(session.pokeAt(cursor, CPU_0)).toBeNull();
  });

  it('has the slot, the programs and the descriptor of the run', () => {
    expect(after((kind) => kind === 'poke-run-begin')).toMatchObject({
      mapIdx: 0,
      key: 0,
      old: 1,
      new: null,
      fixup: false,
      desc: null,
      textPoke: null,
    });
    const desc = { progIdx: 0, pokeIdx: 0 };
    expect(after((kind) => kind === 'desc-begin')?.desc).toEqual(desc);
  });

  it('follows text_poke from its lock to its end, statement by statement', () => {
    const site = { progIdx: 0, pokeIdx: 0, which: 'bypass' };
    expect(after((kind) => kind === 'desc-begin')?.textPoke).toBeNull();
    const compared = after((kind) => kind === 'poke-begin')?.textPoke;
    expect(compared).toMatchObject({ site, phase: 'body', ret: 0 });
    expect([...(compared?.expected ?? [])]).toEqual([0x0f, 0x1f, 0x44, 0, 0]);
    expect(compared?.wanted[0]).toBe(0xe9);
    const stored = after((kind) => kind === 'store')?.textPoke;
    expect(lineOf(result.protocols.textPoke.text, stored?.line ?? null)).toBe('sync_cores();');
    const ended = after((kind) => kind === 'poke-end');
    expect(ended?.textPoke).toBeNull();
  });

  it('says which statement of map_poke waits, and what its locals are', () => {
    const waiting = after((kind) => kind === 'rcu-begin');
    expect(lineOf(result.protocols.mapPoke.text, waiting?.line ?? null)).toBe('synchronize_rcu();');
    expect(waiting?.locals).toEqual([{ name: 'ret', value: { kind: 'int', value: 0 } }]);
  });

  it('reads locals by their types', () => {
    const typed = SHIPPED.concat(`.protocol map_poke typed
for_each_poke(map, key) {
    if (old) {
        which = old;
        back = jmp(bypass_addr);
        code = jmp(old);
        ret = text_poke(tailcall_target, nop, nop);
        synchronize_rcu();
    }
}
`);
    const { session: other } = steered(typed, [[CPU_1, { kind: 'event', event: 'rcu-begin' }]]);
    expect(other.pokeAt(other.length, CPU_1)?.locals).toEqual([
      { name: 'which', value: { kind: 'prog', progIdx: 1 } },
      { name: 'back', value: { kind: 'insn', to: 'bypass' } },
      { name: 'code', value: { kind: 'insn', to: 1 } },
      { name: 'ret', value: { kind: 'int', value: 1 } },
    ]);
  });
});
