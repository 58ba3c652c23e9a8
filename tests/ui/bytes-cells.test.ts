import { describe, expect, it } from 'vitest';
import type { SiteView } from '../../src/core/machine/index.ts';
import { cellsOf, flightOf, rowBytes } from '../../src/ui/bytes/byte-cells.ts';
import { makeBpfPrinter } from '../../src/ui/bytes/insn-text.ts';
import { jumpsOf, jumpTarget, layArcs } from '../../src/ui/bytes/jump-arcs.ts';
import { makeX86Printer } from '../../src/ui/bytes/x86-printer.ts';
import { fixtureResult, fixtureView } from './fixture.ts';

const result = fixtureResult();
const steps = result.timeline?.steps ?? [];

/** Views after every store of the run, with the site that it wrote to. */
function storeViews(): { phase: string; view: SiteView }[] {
  return steps.flatMap((step, nth) => {
    const store = step.events.find((event) => event.kind === 'store');
    const desc = fixtureView(result, nth + 1).descs[0]?.[0];
    const view = store && desc?.[store.site.which];
    return view ? [{ phase: store.phase, view }] : [];
  });
}

describe('cellsOf', () => {
  it('shows memory during all three stores: trap and old, trap and new, new', () => {
    const roles = storeViews().map(({ phase, view }) => [
      phase,
      cellsOf(view.bytes, 0, view)
        .map((cell) => cell.role)
        .join(' '),
    ]);
    expect(roles.slice(0, 3)).toEqual([
      ['int3', 'int3 old old old old'],
      ['tail', 'int3 new new new new'],
      ['first', 'new new new new new'],
    ]);
    // Five pokes: fill (2), replace (1), empty (2).
    expect(roles).toHaveLength(15);
  });

  it('calls every byte still when nothing is under way', () => {
    const site = fixtureView(result, 0).descs[0]?.[0]?.bypass ?? null;
    const cells = cellsOf(site?.bytes ?? new Uint8Array(), 0x3b, site);
    expect(cells.map((cell) => `${cell.byteOff.toString(16)} ${cell.hex} ${cell.role}`)).toEqual([
      '3b e9 still',
      '3c 0d still',
      '3d 00 still',
      '3e 00 still',
      '3f 00 still',
    ]);
  });
});

describe('flightOf', () => {
  it('says what was written and whether the cores know', () => {
    const [first] = storeViews();
    const flight = flightOf(first?.view ?? null);
    expect(flight?.words).toBe('int3 written, cores not yet synced');
    expect(flight?.old.join('')).toBe('0f1f440000');
    expect(flight?.new.join('')).toBe('e97efdffff');
  });
});

describe('rowBytes', () => {
  it('prefers the bytes in memory to those of the image', () => {
    const image = result.progs[0]?.jit?.funcs[1];
    const end = steps.length - 20;
    const site = fixtureView(result, end).descs[0]?.[0]?.target ?? null;
    if (!image || !site) throw new Error('the fixture has a site');
    expect(rowBytes(image, 0x48, 0x4d, { site, freed: false })).toBe(site.bytes);
    const still = rowBytes(image, 0x48, 0x4d, { site: null, freed: false });
    expect([...still]).toEqual([0x0f, 0x1f, 0x44, 0, 0]);
  });

  it('is int3 all over once the image is freed', () => {
    const image = result.progs[0]?.jit?.funcs[1];
    if (!image) throw new Error('the fixture has an image');
    expect([...rowBytes(image, 0x10, 0x17, { site: null, freed: true })]).toEqual(
      Array(7).fill(0xcc),
    );
  });
});

describe('jumpTarget', () => {
  it('reads the four forms that the JIT emits', () => {
    const forms: [number[], number][] = [
      [[0xeb, 0xfe], 0],
      [[0x73, 0x10], 0x12],
      [[0xe9, 0xfb, 0xff, 0xff, 0xff], 0],
      [[0x0f, 0x84, 0x00, 0x01, 0x00, 0x00], 0x106],
    ];
    for (const [bytes, target] of forms) {
      expect(jumpTarget(Uint8Array.from(bytes), 0, bytes.length)).toBe(target);
    }
  });

  it('knows that a call and a nop of the same length do not jump', () => {
    expect(jumpTarget(Uint8Array.of(0xe8, 0, 0, 0, 0), 0, 5)).toBeNull();
    expect(jumpTarget(Uint8Array.of(0x0f, 0x1f, 0x44, 0, 0), 0, 5)).toBeNull();
    expect(jumpTarget(Uint8Array.of(0x0f, 0x1f, 0x44, 0, 0, 0), 0, 6)).toBeNull();
  });
});

describe('jumpsOf', () => {
  it('finds both ways out of a tail call', () => {
    const after = result.progs[0]?.jit?.funcs[1];
    if (!after) throw new Error('the fixture has a subprogram');
    expect(jumpsOf(after)).toEqual([
      { from: 11, to: 18 },
      { from: 14, to: 18 },
    ]);
  });
});

describe('layArcs', () => {
  it('never lets two arcs of different targets overlap in one lane', () => {
    const jumps = [
      { from: 0, to: 10 },
      { from: 2, to: 5 },
      { from: 7, to: 3 },
      { from: 11, to: 12 },
    ];
    const arcs = layArcs(jumps, 4);
    const span = (arc: { from: number; to: number }) => [
      Math.min(arc.from, arc.to),
      Math.max(arc.from, arc.to),
    ];
    for (const a of arcs) {
      for (const b of arcs) {
        if (a === b || a.lane !== b.lane) continue;
        const [lowA = 0, highA = 0] = span(a);
        const [lowB = 0, highB = 0] = span(b);
        expect(highA < lowB || highB < lowA).toBe(true);
      }
    }
  });
});

describe('makeX86Printer', () => {
  const print = makeX86Printer(result);
  const at = 0xffffffffc00008d4n;

  it('names the target of a jump within its own function by offset', () => {
    expect(print(Uint8Array.of(0xe9, 0x0d, 0, 0, 0), at + 0x3bn, 'att')).toBe('jmp +4d');
  });

  it('names the landing point of a tail call in another program', () => {
    const jump = Uint8Array.of(0xe9, 0x7e, 0xfd, 0xff, 0xff);
    expect(print(jump, at + 0x48n, 'att')).toMatch(/^jmp .*target_a\+0xb$/);
    expect(print(jump, at + 0x48n, 'intel')).toMatch(/target_a\+0xb$/);
  });

  it('names a map by its address', () => {
    const movabs = Uint8Array.of(0x48, 0xbe, 0, 0x1c, 0x21, 5, 0x80, 0x88, 0xff, 0xff);
    expect(print(movabs, at, 'att')).toBe('movabs $jmp_table,%rsi');
  });
});

describe('makeBpfPrinter', () => {
  it('names maps and tail calls', () => {
    const print = makeBpfPrinter(result);
    expect(print(0, 7)).toBe('r2 = jmp_table ll');
    expect(print(0, 10)).toBe('call tail_call');
    expect(print(0, 99)).toBe('');
  });
});
