import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { goAction, Session } from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import {
  choicesAt,
  cpuStateAt,
  cpuStateBefore,
  insnsAhead,
  sessionOf,
  verdictsOf,
} from '../../../src/store/run-selectors.ts';
import { LocalEngine, openPage, settled } from './local-engine.ts';
import { CPU0, CPU1, RACE } from './race-lab.ts';

let engine: LocalEngine;
let store: PageStore;

function page() {
  return store.getState();
}

function timeline() {
  const found = page().result?.timeline;
  if (!found) throw new Error('the lab does not run');
  return found;
}

function actionsOf(): number[] {
  return timeline().steps.map((step) => step.action);
}

function noticeIds(): string[] {
  return page().notices.map((notice) => notice.id);
}

/** Another actor's choice than the one that comes next. */
function otherChoice(): number {
  const next = timeline().steps[page().cursor]?.action;
  const other = choicesAt(page()).find((choice) => choice.action !== next);
  if (!other) throw new Error('there is only one choice');
  return other.action;
}

beforeEach(async () => {
  engine = new LocalEngine();
  store = openPage(undefined, engine);
  page().openText(RACE);
  await settled();
  page().seek(timeline().zero);
});

describe('sessionOf', () => {
  it('gives readers of different runs the same sessions and CPUs while they take turns', async () => {
    const early = page();
    page().choose(otherChoice());
    const resting = page();
    page().openText(RACE.replace('max_entries=1', 'max_entries=2'));
    await settled();
    const moments = [early, resting, page()];
    const look = () => moments.map((moment) => [sessionOf(moment), cpuStateAt(moment, CPU0)]);
    const seen = look();
    expect(new Set(seen.map(([session]) => session)).size).toBe(3);
    for (const [nth, again] of [...look(), ...look()].entries()) {
      again.forEach((found, which) => {
        expect(found).toBe(seen[nth % 3]?.[which]);
      });
    }
  });
});

describe('choose', () => {
  it('steps forward when the choice is the next step', () => {
    const before = timeline();
    page().choose(before.steps[before.zero]?.action ?? -1);
    expect(page()).toMatchObject({ cursor: before.zero + 1, steered: false, cut: null });
    expect(timeline()).toBe(before);
  });

  it('cuts the future when it is another one', () => {
    const { zero } = timeline();
    page().choose(goAction(CPU0));
    page().choose(goAction(CPU0));
    page().choose(goAction(CPU0));
    expect(page()).toMatchObject({ steered: true, policy: null, cursor: zero + 3 });
    expect(
      timeline()
        .steps.slice(zero)
        .map((step) => step.actor),
    ).toEqual([CPU0, CPU0, CPU0]);
    expect(page().schedule).toEqual([goAction(CPU0), goAction(CPU0), goAction(CPU0)]);
    expect(timeline()).toMatchObject({ over: false, stopped: null });
  });

  it('changes nothing for a choice that is not there', () => {
    const before = page();
    page().choose(goAction(CPU0, 3));
    page().choose(9999);
    expect(page().result).toBe(before.result);
    expect(page().steered).toBe(false);
  });

  it('gives the same run as the same choices from time zero', () => {
    const random = fc.array(fc.tuple(fc.nat(30), fc.nat(5)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(random, (moves) => {
        for (const [back, which] of moves) {
          page().step(-back);
          const choices = choicesAt(page());
          const choice = choices[which % Math.max(1, choices.length)];
          if (choice) page().choose(choice.action);
        }
        const { zero, steps } = timeline();
        const schedule = steps.slice(zero).map((step) => step.action);
        const again = compile(RACE, { schedule, policy: page().policy });
        expect(again.timeline?.steps).toEqual(steps);
        const { input } = page().result ?? {};
        if (!input) throw new Error('no input');
        const fresh = new Session(input, again.timeline?.steps ?? []);
        const { cursor } = page();
        expect(sessionOf(page())?.stateAt(cursor)).toEqual(fresh.stateAt(cursor));
      }),
      { seed: 20200714, numRuns: 25 },
    );
  });
});

describe('undoCut', () => {
  it('brings back the future that a choice cut, one after another', () => {
    const own = actionsOf();
    page().seek(timeline().zero + 4);
    page().choose(otherChoice());
    page().choose(choicesAt(page())[0]?.action ?? -1);
    const first = actionsOf();
    page().step(-1);
    page().choose(otherChoice());
    expect(actionsOf()).not.toEqual(first);
    page().undoCut();
    expect(actionsOf()).toEqual(first);
    page().undoCut();
    expect(actionsOf()).toEqual(own);
    expect(page()).toMatchObject({ steered: false, policy: 'fair', cut: null });
    expect(page().cursor).toBe(timeline().zero + 4);
  });

  it('brings back what “the lab’s own run” replaced', async () => {
    page().choose(otherChoice());
    page().choose(choicesAt(page())[0]?.action ?? -1);
    const mine = actionsOf();
    page().resetRun();
    await settled();
    expect(actionsOf()).not.toEqual(mine);
    expect(page().steered).toBe(false);
    page().undoCut();
    expect(actionsOf()).toEqual(mine);
    expect(page().steered).toBe(true);
  });

  it('does nothing where nothing was cut', () => {
    const before = page().result;
    page().undoCut();
    expect(page().result).toBe(before);
  });
});

describe('runTo', () => {
  it('makes the race by hand, and says so', () => {
    page().runTo(CPU0, { kind: 'site', which: 'bypass' });
    page().runTo(CPU0, { kind: 'site', which: 'target' });
    page().runTo(CPU1, { kind: 'end' });
    page().runTo(CPU0, { kind: 'end' });
    const verdicts = verdictsOf(page());
    expect(verdicts.map((entry) => entry.verdict.verdict)).toContain('fell-through');
    expect(verdicts[0]?.sentence).toContain('falls through');
    expect(timeline().steps[verdicts[0]?.step ?? 0]?.actor).toBe(CPU0);
  });

  it('cuts nothing when the run goes there anyway', () => {
    const before = page().result;
    page().runTo(timeline().steps[timeline().zero]?.actor ?? -1, { kind: 'step' });
    expect(page().result).toBe(before);
    expect(page().cursor).toBe(timeline().zero + 1);
  });

  it('begins at time zero when the page stands before it', () => {
    page().seek(0);
    page().runTo(CPU0, { kind: 'step' });
    expect(page().cursor).toBeGreaterThan(timeline().zero);
  });

  it('says when an actor does not get there', () => {
    page().runTo(CPU1, { kind: 'site', which: 'target' });
    expect(noticeIds()).toContain('not-there');
    expect(page().notices.at(-1)?.title).toBe('CPU 1 does not get to a target (P2)');
    page().runTo(CPU0, { kind: 'step' });
    expect(noticeIds()).not.toContain('not-there');
  });
});

describe('runOn', () => {
  it('does everything behind the cursor anew, and nothing before it', async () => {
    page().choose(otherChoice());
    const before = actionsOf();
    const { cursor } = page();
    page().runOn('in-turn');
    await settled();
    expect(actionsOf().slice(0, cursor)).toEqual(before);
    expect(timeline().over).toBe(true);
    expect(page()).toMatchObject({ policy: 'in-turn', steered: true, cursor });
    expect(page().schedule).toHaveLength(cursor - timeline().zero);
  });

  it('gives the same run for the same seed', async () => {
    page().runOn(42);
    await settled();
    const first = actionsOf();
    page().runOn(43);
    await settled();
    const second = actionsOf();
    page().runOn(42);
    await settled();
    expect(actionsOf()).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it('is the lab’s own run again when nothing was chosen before', async () => {
    const own = actionsOf();
    page().choose(otherChoice());
    page().seek(timeline().zero);
    page().runOn('fair');
    await settled();
    expect(page().steered).toBe(false);
    expect(actionsOf()).toEqual(own);
  });

  it('gives way to a choice that is made while the engine works', async () => {
    page().runOn('in-turn');
    page().choose(otherChoice());
    const mine = actionsOf();
    await settled();
    expect(actionsOf()).toEqual(mine);
    expect(page().policy).toBeNull();
  });
});

describe('edit', () => {
  it('keeps the schedule where it still fits', async () => {
    page().choose(otherChoice());
    page().runTo(CPU0, { kind: 'site', which: 'bypass' });
    const mine = actionsOf();
    page().edit(`${RACE}\n`);
    await settled();
    expect(actionsOf()).toEqual(mine);
    expect(page()).toMatchObject({ steered: true, policy: null });
    expect(noticeIds()).not.toContain('run-diverged');
  });

  it('says after how many choices it diverged, and keeps them all', async () => {
    page().runTo(CPU1, { kind: 'end' });
    const mine = page().schedule;
    page().edit(RACE.replace('        delete jmp_table[0]\n', '        close jmp_table\n'));
    await settled();
    const notice = page().notices.find((one) => one.id === 'run-diverged');
    expect(notice?.title).toMatch(/^The run follows \d+ of your \d+ choices$/);
    expect(notice?.offer).toMatchObject({ run: 'own' });
    expect(page().schedule).toEqual(mine);
    page().edit(RACE);
    await settled();
    expect(noticeIds()).not.toContain('run-diverged');
    expect(timeline().taken).toBe(mine.length);
  });

  it('goes back to the lab’s own run when that is asked for', async () => {
    const own = actionsOf();
    page().choose(otherChoice());
    page().takeOffer({
      id: 'x',
      tone: 'info',
      title: '',
      body: '',
      offer: { label: '', run: 'own' },
    });
    await settled();
    expect(actionsOf()).toEqual(own);
  });
});

describe('steering while the text has errors', () => {
  it('moves in the last picture, and leaves the errors of the present text', async () => {
    page().edit(`${RACE}\n.map`);
    await settled();
    const { diagnostics } = page();
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(page().stale).toBe(true);
    page().choose(otherChoice());
    page().choose(choicesAt(page())[0]?.action ?? -1);
    page().undoCut();
    expect(page().diagnostics).toBe(diagnostics);
  });
});

describe('cpuStateAt', () => {
  it('gives the same objects again for as many CPUs as a lab can have', async () => {
    const cpus = Array.from({ length: 24 }, (_, cpu) => `.cpu ${cpu}\n        run entry\n`);
    page().openText(RACE.replace(/\.cpu 0[\s\S]*/, cpus.join('')));
    await settled();
    page().seek(timeline().zero + 30);
    const all = () =>
      timeline().actors.flatMap((_, actor) => [
        cpuStateAt(page(), actor),
        cpuStateBefore(page(), actor),
      ]);
    const first = all();
    expect(first.filter((cpu) => cpu !== null)).toHaveLength(48);
    expect(all().every((cpu, i) => cpu === first[i])).toBe(true);
  });
});

describe('stepInsn', () => {
  it('goes through a folded block one instruction at a time, and back the same way', () => {
    page().seek(timeline().zero);
    page().runTo(CPU0, { kind: 'site', which: 'bypass' });
    page().step(-1);
    const insns = insnsAhead(page());
    expect(insns).toBeGreaterThan(5);
    const places: string[] = [];
    const start = page().cursor;
    while (page().cursor === start) {
      places.push(JSON.stringify(cpuStateAt(page(), CPU0)?.place));
      page().stepInsn(1);
    }
    expect(places).toHaveLength(insns);
    expect(page()).toMatchObject({ cursor: start + 1, inside: 0 });
    const back: string[] = [];
    while (page().cursor > start || page().inside > 0) {
      page().stepInsn(-1);
      back.push(JSON.stringify(cpuStateAt(page(), CPU0)?.place));
    }
    expect(back.reverse()).toEqual(places);
  });

  it('shows registers of the middle of a block, and of one instruction before', () => {
    page().runTo(CPU0, { kind: 'site', which: 'bypass' });
    page().step(-1);
    page().stepInsn(3);
    const now = cpuStateAt(page(), CPU0);
    const before = cpuStateBefore(page(), CPU0);
    page().stepInsn(-1);
    expect(cpuStateAt(page(), CPU0)).toEqual(before);
    expect(now?.rip).not.toBe(before?.rip);
  });

  it('goes by steps where nothing is executed', () => {
    page().seek(0);
    page().stepInsn(2);
    expect(page()).toMatchObject({ cursor: 2, inside: 0 });
    page().stepInsn(-2);
    expect(page().cursor).toBe(0);
  });

  it('is left by a step back to the beginning of the block', () => {
    page().runTo(CPU0, { kind: 'site', which: 'bypass' });
    page().step(-1);
    const { cursor } = page();
    page().stepInsn(2);
    page().step(-1);
    expect(page()).toMatchObject({ cursor, inside: 0 });
  });
});

describe('expectations of a run that is steered', () => {
  const EXPECTING = `${RACE}.expect\n        retval(0) == 10\n`;

  it('are judged when it is over, and not before', async () => {
    page().openText(EXPECTING);
    await settled();
    page().seek(timeline().zero);
    page().runTo(CPU1, { kind: 'end' });
    expect(page().diagnostics).toEqual([]);
    page().runTo(CPU0, { kind: 'end' });
    page().runTo(4, { kind: 'end' });
    expect(page().diagnostics.map((d) => d.message)).toEqual(['CPU 0 returned 5, not 10']);
    page().seek(timeline().zero);
    page().runTo(CPU0, { kind: 'end' });
    page().runTo(CPU1, { kind: 'end' });
    expect(page().diagnostics).toEqual([]);
  });
});
