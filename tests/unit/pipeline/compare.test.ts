// Two protocols on one schedule: what is the same, where they part, and what each comes to.

import { describe, expect, it } from 'vitest';
import {
  type CompareQuestion,
  type Comparison,
  compareProtocols,
  compile,
  type LabResult,
} from '../../../src/core/pipeline/index.ts';
import { COVER_LETTER_RACE } from '../../../src/labs/cover-letter-race.ts';
import { LABS } from '../../../src/labs/index.ts';
import type { BuiltinLab } from '../../../src/labs/lab.ts';
import { TWO_UPDATERS } from '../../../src/labs/two-updaters.ts';

function resultOf({ text, script }: BuiltinLab): LabResult {
  return compile(text, script ? { script } : {});
}

/** Along the run that the lab opens with. */
function compared(lab: BuiltinLab, a: CompareQuestion['a'], b: CompareQuestion['b']): Comparison {
  const { timeline } = resultOf(lab);
  const schedule = timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [];
  return compareProtocols(lab.text, { schedule, a, b });
}

const titles = (comparison: Comparison, side: 'a' | 'b'): (string | undefined)[] =>
  comparison.rows.map((row) => row[side]?.title);

describe('compareProtocols', () => {
  it('plays the run itself on both sides when neither changes anything', () => {
    for (const lab of LABS.filter(({ id }) => id !== 'parser-chain')) {
      const { timeline } = resultOf(lab);
      const same = compared(lab, {}, {});
      expect([lab.id, same.divergesAt, same.a]).toEqual([lab.id, null, same.b]);
      const length = (timeline?.steps.length ?? 0) - (timeline?.zero ?? 0);
      const rows = same.rows.filter(({ isBehind }) => !isBehind);
      expect([lab.id, rows.length + same.omitted]).toEqual([lab.id, length]);
    }
  });

  const race = compared(COVER_LETTER_RACE, {}, { mapPoke: 'v6_1' });

  it('says what went wrong on one side and not on the other', () => {
    expect(race.a.verdicts.slice(0, 2)).toEqual([
      expect.stringMatching(/^CPU 0: /),
      expect.stringMatching(/^CPU 0: /),
    ]);
    expect(race.b.verdicts).toEqual([]);
    expect([race.a.mapPoke, race.b.mapPoke]).toEqual(['t3_restore_at_once', 'v6_1']);
  });

  it('shows no forbidden state where it is muted', () => {
    const lab = LABS.find(({ id }) => id === 'target-first') ?? COVER_LETTER_RACE;
    const { timeline } = resultOf(lab);
    const schedule = timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [];
    const statesOf = (isMuted: boolean): string[] => {
      const { rows } = compareProtocols(lab.text, { schedule, a: {}, b: {}, isMuted });
      return rows.flatMap(({ a }) => [...(a?.sites ?? [])]);
    };
    expect(statesOf(false)).toContain('forbidden');
    expect(statesOf(true)).toEqual(
      statesOf(false).map((state) => (state === 'forbidden' ? 'nops' : state)),
    );
  });

  it('counts what each did', () => {
    expect([race.a.counts.waits, race.b.counts.waits, race.b.counts.blocked]).toEqual([0, 1, 1]);
    expect([race.a.counts.changed, race.b.counts.changed]).toEqual([2, 2]);
  });

  it('parts at the wait: up to there both sides do the same in each row', () => {
    const { rows, divergesAt } = race;
    expect(divergesAt).not.toBeNull();
    for (const { a, b } of rows.slice(0, divergesAt ?? 0)) expect(b?.title).toBe(a?.title);
    const parted = rows[divergesAt ?? 0];
    expect(parted?.b?.statement).toBe('synchronize_rcu();');
    expect(parted?.a?.statement).not.toBe('synchronize_rcu();');
  });

  it('leaves out the turns of an actor that waits, and ends its call behind the schedule', () => {
    const gone = race.rows.filter(({ a, b }) => a !== null && b === null);
    const turns = gone.filter(({ a }) => !a?.title.includes('IPI'));
    expect(turns.length).toBeGreaterThan(3);
    expect(turns.slice(0, 4).map(({ a }) => a?.actor)).toEqual(Array(4).fill('CPU 1'));
    const behind = race.rows.filter(({ isBehind }) => isBehind);
    expect(behind.length).toBeGreaterThan(3);
    expect(behind.every(({ a }) => a === null)).toBe(true);
    expect(behind.findLast(({ b }) => b !== null)?.b?.title).toBe('returns 0');
  });

  it('shows the forbidden state on the side that reaches it', () => {
    expect(race.sites.a).toEqual({ names: ['entry'], states: ['live'] });
    const seen = (side: 'a' | 'b'): Set<string> =>
      new Set(race.rows.flatMap((row) => row[side]?.sites ?? []));
    expect(seen('b')).toEqual(new Set(['live', 'moving', 'armed', 'empty']));
    expect(race.rows.at(-1)?.b?.sites).toEqual(['empty']);
  });

  it('ends a call where the other ended it, though it takes other statements', () => {
    const short = compared(TWO_UPDATERS, {}, { textPoke: 'int3_three_phase' });
    expect(short.divergesAt).toBeNull();
    const memcpy = `.protocol text_poke short\nstore(site[0..4], new[0..4]);\n`;
    const lab = { ...COVER_LETTER_RACE, text: `${COVER_LETTER_RACE.text}${memcpy}` };
    const longer = compared(lab, {}, { textPoke: 'int3_three_phase' });
    const ends = longer.rows.findIndex(({ a }) => a?.actor === 'CPU 1' && a.title === 'returns 0');
    const ended = titles(longer, 'b').slice(0, ends + 1 + 40);
    const back = longer.rows.findIndex(
      ({ a }, idx) => idx > ends && a?.actor === 'CPU 0' && a.title !== '',
    );
    expect(ended.indexOf('returns 0')).toBeGreaterThan(ends);
    expect(ended.indexOf('returns 0')).toBeLessThan(back);
  });

  it('says why there is no run where the text has errors under one of them', () => {
    const { a, b, rows } = compared(COVER_LETTER_RACE, {}, { mapPoke: 'no_such' });
    expect(a.refused).toEqual([]);
    expect(b.refused).toEqual([expect.stringContaining('no_such')]);
    expect(rows.every((row) => row.b === null)).toBe(true);
    expect(rows.length).toBeGreaterThan(10);
  });

  it('follows a schedule that is of one of the sides', () => {
    const rival = { mapPoke: 'v6_1' };
    const { timeline } = compile(COVER_LETTER_RACE.text, { override: rival });
    const schedule = timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [];
    const question = { schedule, a: {}, b: rival, of: 'b' } as const;
    const { rows } = compareProtocols(COVER_LETTER_RACE.text, question);
    const own = rows.filter(({ b, isBehind }) => b !== null && !isBehind);
    expect(own.length).toBe(schedule.length);
  });

  it('gives turns to the actors of another lab by number, and none to those that it does not have', () => {
    const alone = COVER_LETTER_RACE.text.replace(/\.cpu 1\n.*\n/, '');
    const { timeline } = resultOf(COVER_LETTER_RACE);
    const schedule = timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [];
    const question = { schedule, a: {}, b: {}, textB: alone };
    const { rows, b } = compareProtocols(COVER_LETTER_RACE.text, question);
    expect(b.refused).toEqual([]);
    expect(new Set(rows.flatMap((row) => row.b?.actor ?? []))).toEqual(new Set(['CPU 0']));
  });

  it('answers for a text that is no lab at all', () => {
    const { a, b, rows } = compareProtocols('.map\n???', { schedule: [], a: {}, b: {} });
    expect([a.refused.length > 0, b.refused.length > 0, rows]).toEqual([true, true, []]);
  });
});
