import { describe, expect, it } from 'vitest';
import type { DrawOp, TextOp } from '../../src/ui/bytes/draw-op.ts';
import { funcOps } from '../../src/ui/bytes/func-ops.ts';
import { columnTemplate, gridLayout } from '../../src/ui/bytes/grid-layout.ts';
import { insnOps } from '../../src/ui/bytes/insn-ops.ts';
import { fixtureResult, ZERO } from './fixture.ts';
import { looksOf, sceneAt } from './grid-scene.ts';

const result = fixtureResult();
const { table, looks, rowOf, insnAt } = looksOf(result);
const P2 = rowOf(0, 1, 0x48);
const WIDTHS = [370, 390, 440, 520, 600, 700, 900, 1300];

function flat(ops: readonly DrawOp[]): DrawOp[] {
  return ops.flatMap((op) => (op.kind === 'flow' ? op.parts.map((part) => part.op) : [op]));
}

function texts(ops: readonly DrawOp[]): string[] {
  return flat(ops)
    .filter((op): op is TextOp => op.kind === 'text')
    .map(({ text }) => text);
}

function bytesOf(ops: readonly DrawOp[], ghosts: boolean) {
  return ops.filter((op) => op.kind === 'byte').filter(({ nth }) => nth < 0 === ghosts);
}

describe('gridLayout', () => {
  it('puts columns side by side on whole pixels, within the grid', () => {
    for (const width of WIDTHS) {
      for (const addressing of ['offset', 'address'] as const) {
        const layout = gridLayout(width, 10, addressing);
        const { off, letter, bytes, asm, xlated, source } = layout;
        let x = off.x;
        for (const column of [off, letter, bytes, asm, xlated, source]) {
          if (!column) continue;
          expect([width, column.x]).toEqual([width, x]);
          expect(Number.isInteger(column.width)).toBe(true);
          x += column.width;
        }
        expect(x).toBeLessThanOrEqual(Math.max(width, asm.x + 60));
        expect(
          columnTemplate(layout)
            .split(' ')
            .every((part) => /^\d+px$/.test(part)),
        ).toBe(true);
      }
    }
  });

  it('gives up the line of the lab first, then the xlated insn', () => {
    const shown = WIDTHS.map((width) => {
      const { xlated, source } = gridLayout(width, 10, 'offset');
      return source ? 3 : xlated ? 2 : 1;
    });
    expect(shown).toEqual([1, 1, 1, 1, 2, 2, 3, 3]);
  });
});

describe('insnOps', () => {
  it('draws each byte of a row once, in cells of one width, on the hue of its part', () => {
    const layout = gridLayout(900, 10, 'offset');
    const ops = insnOps(insnAt(rowOf(0, 1, 0x27), sceneAt(result, ZERO)), layout);
    const cells = bytesOf(ops, false);
    expect(cells.map(({ hex }) => hex).join(' ')).toBe('8b 85 bc ff ff ff');
    expect(cells.map(({ x }) => x - (cells[0]?.x ?? 0))).toEqual([0, 22, 44, 66, 88, 110]);
    expect(new Set(cells.map(({ fill }) => fill))).toEqual(new Set(['part-check-soft']));
    expect(texts(ops)).toEqual(['+27', 'C', 'mov -0x44(%rbp),%eax', '10', 'call tail_call']);
  });

  it('stays within the row at every width, with a site and its poke in flight too', () => {
    for (const width of WIDTHS) {
      const layout = gridLayout(width, 10, 'offset');
      for (const cursor of [0, 18, 19, ZERO]) {
        for (const op of insnOps(insnAt(P2, sceneAt(result, cursor)), layout)) {
          if (!('height' in op)) continue;
          expect([op.kind, op.x >= 0 && op.x + op.width <= width]).toEqual([op.kind, true]);
          expect([op.kind, op.y >= 0 && op.y + op.height <= 64]).toEqual([op.kind, true]);
        }
      }
    }
  });

  it('names a site, its state and its slot, and where it leads', () => {
    const ops = insnOps(insnAt(P2, sceneAt(result, ZERO)), gridLayout(900, 10, 'offset'));
    expect(texts(ops)).toEqual(
      expect.arrayContaining(['P2 target', 'live', 'jmp_table[0] = target_a', '↓ target_a+0xb']),
    );
    expect(flat(ops).find((op) => op.kind === 'glyph')).toMatchObject({ state: 'live' });
  });

  it('draws old, present and new bytes while a poke is under way, the trap byte loud', () => {
    const ops = insnOps(insnAt(P2, sceneAt(result, 19)), gridLayout(900, 10, 'offset'));
    const hexes = (ghosts: boolean) =>
      bytesOf(ops, ghosts)
        .map(({ hex }) => hex)
        .join('');
    expect(hexes(true)).toBe('0f1f440000e97efdffff');
    expect(hexes(false)).toBe('cc1f440000');
    expect(bytesOf(ops, false)[0]).toMatchObject({ fill: 'flight', ink: 'flight-on' });
    expect(texts(ops)).toEqual(
      expect.arrayContaining(['old', 'in memory', 'new', 'int3 written, cores not yet synced']),
    );
  });

  it('shows memory that is going away as such', () => {
    const look = { ...insnAt(rowOf(0, 0, 0x5), sceneAt(result, ZERO)), life: 'gone' } as const;
    const cells = bytesOf(insnOps(look, gridLayout(900, 10, 'offset')), false);
    expect(cells.every(({ fill, ink }) => fill === 'hatch' && ink === 'ink-3')).toBe(true);
  });

  it('marks what is pinned, found and under a CPU', () => {
    const plain = insnAt(rowOf(0, 0, 0x5), sceneAt(result, ZERO));
    const cpu = { actor: 2, name: 'CPU 0', letter: 'A', hue: 2, words: 'CPU 0 is here' };
    const look = { ...plain, lit: 'pinned', found: 'hit', pointers: [cpu] } as const;
    const fills = insnOps(look, gridLayout(900, 10, 'offset')).map((op) =>
      op.kind === 'rect' ? op.fill : '',
    );
    expect(fills).toEqual(expect.arrayContaining(['cpu-2', 'accent-soft', 'accent']));
  });
});

describe('funcOps', () => {
  it('says what a function is and where it lies, and less where there is less room', () => {
    const look = looks.at(table.sections[1]?.headRow ?? -1, sceneAt(result, 0));
    if (look?.kind !== 'func') throw new Error('there is a header');
    const [wide, tiny] = [900, 390].map((width) =>
      texts(funcOps(look, gridLayout(width, 10, 'offset'))),
    );
    expect(wide).toEqual([
      'after',
      'subprogram of entry',
      '0xffffffffc00008d4',
      '85 bytes',
      '3 passes, 97 → 85',
      'not loaded yet',
    ]);
    expect(tiny).toEqual(['after', '0xffffffffc00008d4', '85 bytes', 'not loaded yet']);
  });
});
