import { beforeEach, describe, expect, it } from 'vitest';
import type { Breakpoint } from '../../../src/store/model.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import { breakpointHits, cpuStateAt, watchValues } from '../../../src/store/run-selectors.ts';
import { openPage, settled } from './local-engine.ts';
import { CPU0, RACE } from './race-lab.ts';

let store: PageStore;

function page() {
  return store.getState();
}

function places(): string[] {
  return breakpointHits(page()).map(({ cursor, inside }) => `${cursor}/${inside}`);
}

/** Places where continuing stops, from the one end of the run to the other. */
function walk(direction: 'next' | 'previous'): string[] {
  const last = page().result?.timeline?.steps.length ?? 0;
  const end = direction === 'next' ? last : 0;
  page().seek(last - end);
  const stops: string[] = [];
  for (;;) {
    page().continueTo(direction);
    const { cursor, inside } = page();
    if (cursor === end && inside === 0) return stops;
    stops.push(`${cursor}/${inside}`);
  }
}

beforeEach(async () => {
  store = openPage();
  page().openText(RACE);
  await settled();
});

describe('toggleBreakpoint', () => {
  it('takes the same place away again', () => {
    page().toggleBreakpoint({ kind: 'insn', progIdx: 0, insnIdx: 2 });
    page().toggleBreakpoint({ kind: 'event', event: 'store' });
    page().toggleBreakpoint({ insnIdx: 2, progIdx: 0, kind: 'insn' });
    expect(page().breakpoints).toEqual([{ kind: 'event', event: 'store' }]);
    page().clearBreakpoints();
    expect(page().breakpoints).toEqual([]);
  });
});

describe('continueTo', () => {
  const all: readonly Breakpoint[] = [
    { kind: 'event', event: 'store' },
    { kind: 'event', event: 'fetch' },
    { kind: 'protocol', role: 'text_poke', line: 3 },
    { kind: 'insn', progIdx: 0, insnIdx: 1 },
    { kind: 'byte', progIdx: 0, funcIdx: 0, byteOff: 12 },
  ];

  it('stops at each hit forwards, and at each backwards', () => {
    for (const breakpoint of all) {
      page().clearBreakpoints();
      page().toggleBreakpoint(breakpoint);
      expect(places().length, JSON.stringify(breakpoint)).toBeGreaterThan(0);
      expect(walk('next')).toEqual(places());
      expect(walk('previous')).toEqual(places().reverse());
    }
  });

  it('stops at the hits of several breakpoints in the order of the run', () => {
    for (const breakpoint of all) page().toggleBreakpoint(breakpoint);
    const once = [...new Set(places())];
    expect(walk('next')).toEqual(once);
    expect(walk('previous')).toEqual(once.reverse());
  });

  it('stops before the instruction that a byte belongs to', () => {
    const func = page().result?.progs[0]?.jit?.funcs[0];
    const starts = [...(func?.insns.byteOff ?? [])];
    const start = starts[4] ?? -1;
    expect(starts[5]).toBeGreaterThan(start + 1);
    page().toggleBreakpoint({ kind: 'byte', progIdx: 0, funcIdx: 0, byteOff: start + 1 });
    page().continueTo('next');
    const place = { progIdx: 0, funcIdx: 0, byteOff: start };
    expect(cpuStateAt(page(), CPU0)?.place).toEqual(place);
  });

  it('stops behind the step with an event', () => {
    page().toggleBreakpoint({ kind: 'event', event: 'slot-write' });
    page().continueTo('next');
    const step = page().result?.timeline?.steps[page().cursor - 1];
    expect(step?.events.map((event) => event.kind)).toContain('slot-write');
  });

  it('stops before a line of a protocol runs', () => {
    page().toggleBreakpoint({ kind: 'protocol', role: 'text_poke', line: 3 });
    page().continueTo('next');
    expect(page().result?.timeline?.steps[page().cursor]?.protocol).toMatchObject({
      role: 'text_poke',
      line: 3,
    });
  });

  it('goes to the end, or back to the beginning, where nothing is hit', () => {
    page().toggleBreakpoint({ kind: 'event', event: 'bug' });
    page().continueTo('next');
    expect(page().cursor).toBe(page().result?.timeline?.steps.length);
    page().continueTo('previous');
    expect(page().cursor).toBe(0);
  });
});

describe('watchValues', () => {
  it('follows the page, into a block too', () => {
    page().runTo(CPU0, { kind: 'site', which: 'bypass' });
    for (const text of ['r7', '[rbp-8]', 'jmp_table[0]', 'cpu1.rax', 'oops']) page().addWatch(text);
    const [r7, stack, slot, other, wrong] = watchValues(page());
    expect(r7).toMatchObject({ shown: '0x5', error: null, actor: CPU0, changed: true });
    expect(stack).toMatchObject({ shown: '0x5', error: null });
    expect(slot).toMatchObject({ shown: 'target_a' });
    expect(other?.error?.message).toBe('this CPU runs no program in this lab');
    expect(wrong?.error?.message).toContain('no register');
    page().step(-1);
    expect(watchValues(page())[0]?.shown).not.toBe('0x5');
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) {
      page().stepInsn(1);
      seen.add(watchValues(page())[0]?.shown ?? '');
    }
    expect([...seen]).toContain('0x5');
  });

  it('is the same object while nothing changes', () => {
    page().addWatch('rax');
    expect(watchValues(page())).toBe(watchValues(page()));
  });
});

describe('addWatch', () => {
  it('takes a text once, and lets go of it', () => {
    page().addWatch(' rax ');
    page().addWatch('rax');
    page().addWatch('   ');
    page().addWatch('rbx');
    expect(page().watches).toEqual([{ text: 'rax' }, { text: 'rbx' }]);
    page().removeWatch(0);
    expect(page().watches).toEqual([{ text: 'rbx' }]);
  });
});
