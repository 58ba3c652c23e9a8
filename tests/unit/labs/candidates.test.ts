// What the thread proposed, and other ways to write five bytes: each lab shows what its words say.

import { describe, expect, it } from 'vitest';
import type { ScriptMove } from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { everySchedule } from './every-schedule.ts';
import {
  actorOf,
  cpuAt,
  eventsOf,
  labOf,
  type OpenedLab,
  openingSentence,
  openingView,
  openLab,
  retvalsOf,
  viewAt,
  withShippedProtocol,
} from './fixture.ts';

const R13 = 13;
const EBUSY = 16;

/** Programs of the labs, by index. */
const F = 1;
const G = 2;

function faultsOf(text: string): string[] {
  const { input } = compile(text);
  if (!input) throw new Error('the lab has a run');
  const { complete, faults } = everySchedule(input);
  expect(complete).toBe(true);
  return [...faults];
}

/** Waits for grace periods, callbacks not counted. */
function waitsOf(lab: OpenedLab): number {
  return eventsOf(lab, 'rcu-begin').filter(({ purpose }) => purpose === 'wait').length;
}

describe('t1-pop-nop-push', () => {
  const lab = openLab(labOf('t1-pop-nop-push'));

  it('loses R7 with one CPU and no update', () => {
    expect(eventsOf(lab, 'poke-begin')).toEqual([]);
    expect(eventsOf(lab, 'fetch')).toMatchObject([{ site: { which: 'target' }, age: 0 }]);
    expect(retvalsOf(lab)).toHaveLength(1);
    expect(retvalsOf(lab)).not.toEqual([7]);
  });

  it('gives the caller its own registers back all the same', () => {
    expect(eventsOf(lab, 'verdict').map(({ verdict }) => verdict)).not.toContain(
      'broken-registers',
    );
  });

  it('keeps R7 in the shipped order', () => {
    const text = withShippedProtocol(lab.lab);
    expect(text).not.toContain('.layout');
    expect(retvalsOf(openLab({ ...lab.lab, text }))).toEqual([7]);
  });
});

describe('t2-stale-jump', () => {
  const lab = openLab(labOf('t2-stale-jump'));

  it('takes the jmp to f after the delete has returned, without any wait', () => {
    const before = lab.steps.slice(lab.zero, lab.cursor - 1).flatMap(({ events }) => events);
    expect(before.at(-1)).toMatchObject({ kind: 'op-end', op: { kind: 'delete' }, errno: 0 });
    expect(openingSentence(lab)).toContain('goes to f');
    expect(waitsOf(lab)).toBe(0);
    expect(retvalsOf(lab)).toEqual([1]);
  });

  it('keeps f in memory for as long as CPU 0 is in it', () => {
    const view = openingView(lab);
    expect(view.progs[F]).toBe('unloaded');
    expect(view.gracePeriods).toMatchObject([
      { purpose: 'callback', progIdx: F, readers: [actorOf(lab, 'CPU 0')] },
    ]);
  });

  it('finds at P2 what the map has not held for long: the jmp to f, which is freed', () => {
    const [, poke] = eventsOf(lab, 'poke-begin');
    expect(poke).toMatchObject({ site: { which: 'target' }, callees: { wanted: G } });
    expect(poke?.found).toEqual(poke?.expected);
    expect(poke?.found[0]).toBe(0xe9);
    expect(viewAt(lab, lab.steps.length).progs[F]).toBe('freed');
  });

  it('goes wrong in no schedule', () => {
    expect(faultsOf(lab.lab.text)).toEqual([]);
  });
});

describe.each(['t5-reinstall', 't5-replace', 't8-nop-to-nop'])('%s', (id) => {
  const lab = openLab(labOf(id));

  it('ends in a BUG behind -EBUSY, without anyone falling through', () => {
    expect(eventsOf(lab, 'poke-end').at(-1)?.ret).toBe(-EBUSY);
    expect(openingSentence(lab)).toContain('the kernel stops here');
    expect(eventsOf(lab, 'verdict')).toEqual([]);
    expect(faultsOf(lab.lab.text)).toEqual([expect.stringContaining(`returned -${EBUSY}`)]);
  });

  it('expects other bytes than its words say are there', () => {
    const poke = eventsOf(lab, 'poke-begin').at(-1);
    const [which, expected, found] = {
      't5-reinstall': ['target', 0x0f, 0xe9],
      't5-replace': ['bypass', 0xe9, 0x0f],
      't8-nop-to-nop': ['bypass', 0x0f, 0xe9],
    }[id] ?? [''];
    expect(poke?.site.which).toBe(which);
    expect([poke?.expected[0], poke?.found[0]]).toEqual([expected, found]);
  });

  it('goes well in every schedule once the .protocol line is deleted', () => {
    expect(faultsOf(withShippedProtocol(lab.lab))).toEqual([]);
  });
});

describe('t6-ignore-flag', () => {
  const lab = openLab(labOf('t6-ignore-flag'));

  it('waits for nobody, and CPU 0 still gets to f', () => {
    expect(waitsOf(lab)).toBe(0);
    expect(retvalsOf(lab)).toEqual([1]);
    expect(faultsOf(lab.lab.text)).toEqual([]);
  });

  it('overwrites what its update does not expect', () => {
    const pokes = eventsOf(lab, 'poke-begin');
    const unlike = pokes.filter(({ expected, found }) => expected[0] !== found[0]);
    expect(unlike).toMatchObject([{ site: { which: 'target' }, callees: { wanted: G } }]);
    expect(eventsOf(lab, 'poke-end').every(({ ret }) => ret >= 0)).toBe(true);
  });
});

describe('batched-wait', () => {
  it('waits once for three sites; the shipped protocol three times', () => {
    const lab = openLab(labOf('batched-wait'));
    expect(waitsOf(lab)).toBe(1);
    expect(waitsOf(openLab({ ...lab.lab, text: withShippedProtocol(lab.lab) }))).toBe(3);
    expect(faultsOf(lab.lab.text)).toEqual([]);
  });
});

describe('memcpy5', () => {
  const lab = openLab(labOf('memcpy5'));

  it('lets CPU 0 decode one new byte and four old ones', () => {
    expect(eventsOf(lab, 'verdict').map(({ verdict }) => verdict)).toEqual(['torn-insn']);
    const [store] = eventsOf(lab, 'store').filter(({ site }) => site.which === 'bypass');
    expect([store?.off, store?.after.length]).toEqual([0, 1]);
  });

  it('is torn by first_byte_last too, and in no schedule by the shipped one', () => {
    const other = lab.lab.text.replace('text_poke memcpy5', 'text_poke first_byte_last');
    expect(other).not.toBe(lab.lab.text);
    expect(faultsOf(other)).toContain('torn-insn');
    expect(faultsOf(withShippedProtocol(lab.lab))).toEqual([]);
  });
});

describe('no-sync', () => {
  const lab = openLab(labOf('no-sync'));

  it('shows CPU 0 the new nop at P1 and then the old one at P2, whose poke came first', () => {
    expect(eventsOf(lab, 'fetch')).toMatchObject([
      { site: { which: 'bypass' }, age: 0, effect: 'falls-through' },
      { site: { which: 'target' }, age: 3, effect: 'falls-through' },
    ]);
    expect(eventsOf(lab, 'verdict')[0]?.verdict).toBe('fell-through');
    expect(cpuAt(lab, lab.cursor, 'CPU 0').regs[R13]).not.toBe(7n);
  });

  it('can be scripted with no other age, nor with syncs', () => {
    const younger = lab.lab.script?.map((move): ScriptMove => ({ ...move, age: 0 }));
    const seen = openLab({ ...lab.lab, script: younger ?? [] });
    expect(retvalsOf(seen)).toEqual([1]);
    expect(faultsOf(withShippedProtocol(lab.lab))).toEqual([]);
  });

  it('keeps the order of the pokes with one sync, but not the bytes of each together', () => {
    const text = lab.lab.text.replace('text_poke no_sync', 'text_poke sync_once');
    expect(text).not.toBe(lab.lab.text);
    expect(faultsOf(text)).not.toContain('fell-through');
    expect(faultsOf(text)).toContain('torn-insn');
  });
});
