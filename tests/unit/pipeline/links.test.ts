import { describe, expect, it } from 'vitest';
import { compile, highlightFor } from '../../../src/core/pipeline/index.ts';

const TEXT = `.map t prog_array max_entries=2
.prog a socket
  r6 = r1
  r2 = t ll
  r3 = 1
  call 12
  r0 = 0
  exit
.prog b socket
  r0 = 7
  exit
.cpu 0
  update t[1] = b
`;
const result = compile(TEXT);

function spanOf(word: string): { start: number; end: number } {
  const start = TEXT.indexOf(word);
  return { start, end: start + word.length };
}

function textOf(spans: readonly { start: number; end: number }[]): string[] {
  return spans.map((span) => TEXT.slice(span.start, span.end));
}

function kindsAt(step: number): string[] {
  return (result.timeline?.steps[step]?.events ?? []).map((event) => event.kind);
}

describe('highlightFor', () => {
  it('leads from a source line to its insn and its bytes', () => {
    const { insns, bytes } = highlightFor(result, { kind: 'source', span: spanOf('r0 = 0') });
    expect(insns).toEqual([{ progIdx: 0, insnIdx: 5 }]);
    expect(bytes).toHaveLength(1);
    const image = result.progs[0]?.jit?.funcs[0]?.bytes;
    expect([...(image?.slice(bytes[0]?.start, bytes[0]?.end) ?? [])]).toEqual([0x31, 0xc0]);
  });

  it('leads from bytes back to the source', () => {
    const desc = result.progs[0]?.jit?.pokeTab[0];
    const start = desc?.targetOff ?? 0;
    const { spans } = highlightFor(result, {
      kind: 'bytes',
      progIdx: 0,
      funcIdx: 0,
      start,
      end: start + 5,
    });
    expect(textOf(spans)).toEqual(['call 12']);
  });

  it('leads from a site to the call, its five bytes and the steps that touch it', () => {
    const site = { progIdx: 0, pokeIdx: 0, which: 'target' } as const;
    const { spans, bytes, steps } = highlightFor(result, { kind: 'site', site });
    expect(textOf(spans)).toEqual(['call 12']);
    expect(bytes.map((range) => range.end - range.start)).toEqual([5]);
    const touched = steps.flatMap((idx) => result.timeline?.steps[idx]?.events ?? []);
    expect(touched.some((event) => event.kind === 'store')).toBe(true);
  });

  it('leads from a direct tail call to every step that pokes it', () => {
    const { steps } = highlightFor(result, { kind: 'source', span: spanOf('call 12') });
    const kinds = steps.map((idx) => result.timeline?.steps[idx]?.events[0]?.kind);
    expect(kinds.filter((kind) => kind === 'store')).toHaveLength(6);
  });

  it('leads from a slot to both sites and to the write', () => {
    const { bytes, steps } = highlightFor(result, { kind: 'slot', mapIdx: 0, key: 1 });
    expect(bytes).toHaveLength(2);
    const kinds = steps.flatMap((idx) =>
      (result.timeline?.steps[idx]?.events ?? []).map((event) => event.kind),
    );
    expect(kinds).toContain('slot-write');
  });

  it('leads from a step to the statement that caused it', () => {
    const steps = result.timeline?.steps ?? [];
    const step = steps.findIndex((s) => s.events.some((event) => event.kind === 'store'));
    const { spans, bytes } = highlightFor(result, { kind: 'step', step });
    expect(textOf(spans)).toEqual(['update t[1] = b', 'call 12']);
    expect(bytes).toHaveLength(1);
  });

  it('leads from a descriptor to its call and both of its sites', () => {
    const { spans, bytes, steps } = highlightFor(result, { kind: 'desc', progIdx: 0, pokeIdx: 0 });
    expect(textOf(spans)).toEqual(['call 12']);
    expect(bytes).toHaveLength(2);
    const stores = steps.filter((idx) => kindsAt(idx).includes('store'));
    expect(stores).toHaveLength(6);
  });

  it('leads from a program to its name, its whole image and its life', () => {
    const { spans, bytes, steps } = highlightFor(result, { kind: 'prog', progIdx: 1 });
    expect(textOf(spans)).toEqual(['b']);
    const length = result.progs[1]?.jit?.funcs[0]?.bytes.length;
    expect(bytes).toEqual([{ progIdx: 1, funcIdx: 0, start: 0, end: length }]);
    expect(steps.flatMap(kindsAt)).toContain('image');
  });

  it('leads from an actor to its statements and all of its steps', () => {
    const actor = result.timeline?.actors.findIndex(({ cpu }) => cpu === 0) ?? -1;
    const { spans, steps } = highlightFor(result, { kind: 'cpu', actor });
    expect(textOf(spans)).toEqual(['update t[1] = b']);
    const all = result.timeline?.steps ?? [];
    expect(steps).toEqual([...all.keys()].filter((idx) => all[idx]?.actor === actor));
  });

  it('tells the poke_mutex of one map from that of another, and from text_mutex', () => {
    const mutex = { kind: 'poke_mutex', mapIdx: 0 } as const;
    const { steps } = highlightFor(result, { kind: 'lock', lock: mutex });
    expect(steps.length).toBeGreaterThan(0);
    for (const idx of steps) {
      const locks = (result.timeline?.steps[idx]?.events ?? []).flatMap((event) =>
        'lock' in event ? [event.lock] : [],
      );
      expect(locks).toContainEqual(mutex);
    }
    const other = { kind: 'lock', lock: { kind: 'poke_mutex', mapIdx: 1 } } as const;
    expect(highlightFor(result, other).steps).toEqual([]);
  });

  it('is empty for nothing', () => {
    expect(highlightFor(result, null)).toEqual({ spans: [], insns: [], bytes: [], steps: [] });
  });
});
