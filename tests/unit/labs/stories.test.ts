// Each lab shows what its words say.

import { describe, expect, it } from 'vitest';
import { createMachine, runAll } from '../../../src/core/machine/index.ts';
import { compile, labPasses } from '../../../src/core/pipeline/index.ts';
import {
  actorOf,
  cpuAt,
  eventsOf,
  labOf,
  openingSentence,
  openingView,
  openLab,
  retvalsOf,
  viewAt,
} from './fixture.ts';

describe('install-in-check', () => {
  const lab = openLab(labOf('install-in-check'));

  it('opens with the call armed and CPU 0 before P1', () => {
    expect(openingView(lab).descs[0]?.[0]?.state).toBe('armed');
    const cpu = cpuAt(lab, lab.cursor, 'CPU 0');
    expect([cpu.next, cpu.unwound, cpu.rcu]).toEqual(['site', false, 'rcu']);
  });

  it('sends a CPU that entered before the update to the new program, without any wait', () => {
    expect(eventsOf(lab, 'rcu-begin')).toEqual([]);
    expect(retvalsOf(lab)).toEqual([20]);
  });
});

describe('shrinking-jumps', () => {
  const { result } = openLab(labOf('shrinking-jumps'));
  const traceOf = (progIdx: number, kernel?: string) => {
    const override = kernel === undefined ? {} : { kernel };
    const other =
      kernel === undefined ? result : compile(labOf('shrinking-jumps').text, { override });
    return labPasses(other, { progIdx, funcIdx: 0 }).trace;
  };

  it('has entry lose one jump a pass on 6.1, until it is padded', () => {
    const { passes = [], convergedAt } = traceOf(0) ?? {};
    const lost = passes.slice(1, 15).map(({ length }, i) => (passes[i]?.length ?? 0) - length);
    expect(lost).toEqual(Array.from({ length: 14 }, () => 4));
    expect(convergedAt).toBe(15);
    expect(passes.at(-1)?.nops.filter(Boolean)).toEqual(Uint8Array.of(4));
  });

  it('takes 12 passes for it on 5.10, which gives target up', () => {
    expect(traceOf(0, '5.10')?.convergedAt).toBe(11);
    expect(traceOf(1, '5.10')?.convergedAt).toBeNull();
  });
});

describe('replace-between', () => {
  const lab = openLab(labOf('replace-between'));

  it('opens with CPU 0 between the sites and target_b in the slot, target_a at P2', () => {
    expect(cpuAt(lab, lab.cursor, 'CPU 0').unwound).toBe(true);
    expect(openingSentence(lab)).toContain('puts target_b into jmp_table[0], which held target_a');
  });

  it('pokes P2 alone, waits for nobody, and CPU 0 goes to target_b', () => {
    expect(eventsOf(lab, 'poke-begin').map(({ site }) => site.which)).toEqual(['target']);
    expect(eventsOf(lab, 'rcu-begin')).toEqual([]);
    expect(retvalsOf(lab)).toEqual([20]);
  });
});

describe('delete-waits', () => {
  const lab = openLab(labOf('delete-waits'));

  it('opens with a grace period that waits for CPU 0 alone', () => {
    const [period] = openingView(lab).gracePeriods;
    expect(period?.readers).toEqual([actorOf(lab, 'CPU 0')]);
    expect(openingView(lab).descs[0]?.[0]?.state).toBe('armed');
  });

  it('ends the wait with CPU 2 still inside, which skips the call', () => {
    const end = lab.steps.findIndex(({ events }) => events.some(({ kind }) => kind === 'rcu-end'));
    const view = viewAt(lab, end + 1);
    expect(view.cpus[actorOf(lab, 'CPU 0')]?.run).toBeNull();
    expect(view.cpus[actorOf(lab, 'CPU 2')]?.run).not.toBeNull();
    expect(retvalsOf(lab)).toEqual([10, 5]);
  });
});

describe('int3-hit', () => {
  const lab = openLab(labOf('int3-hit'));

  it('opens with CPU 0 trapped', () => {
    const view = openingView(lab);
    expect(view.cpus[actorOf(lab, 'CPU 0')]?.mode).toBe('trapped');
    expect(view.descs[0]?.[0]?.bypass?.bytes[0]).toBe(0xcc);
  });

  it('acts as the jmp before its bytes are written', () => {
    const kinds = lab.steps.slice(lab.cursor).flatMap(({ events }) => events);
    const emulated = kinds.findIndex(({ kind }) => kind === 'int3-emulate');
    const written = kinds.findIndex(({ kind }) => kind === 'store');
    expect(emulated).toBeGreaterThanOrEqual(0);
    expect(emulated).toBeLessThan(written);
    const event = kinds[emulated];
    expect(event?.kind === 'int3-emulate' && event.bytes[0]).toBe(0xe9);
    expect(retvalsOf(lab)).toEqual([10]);
  });

  it('lets the IPI of the first sync wait until interrupts are on again', () => {
    const after = lab.steps.slice(lab.cursor);
    const order = after.flatMap(({ events }) => events.map(({ kind }) => kind));
    expect(
      order.filter((kind) => ['sync', 'int3-emulate', 'ipi'].includes(kind)).slice(0, 3),
    ).toEqual(['sync', 'int3-emulate', 'ipi']);
  });

  it('leaves the choice of the old bytes where the words say so', () => {
    const { choices } = eventsOf(lab, 'fetch')[0] ?? { choices: 0 };
    expect(choices).toBe(2);
  });
});

describe('stale-fetch', () => {
  const lab = openLab(labOf('stale-fetch'));

  it('opens with an old fetch of CPU 0', () => {
    expect(openingSentence(lab)).toContain('the old bytes that it may still see');
    expect(eventsOf(lab, 'fetch')[0]).toMatchObject({ age: 1, effect: 'jumps' });
  });

  it('lets CPU 1 take the call that CPU 0 skips', () => {
    const cpus = viewAt(lab, lab.steps.length).cpus;
    expect(cpus[actorOf(lab, 'CPU 0')]?.retval).toBe(10);
    expect(cpus[actorOf(lab, 'CPU 1')]?.retval).toBe(20);
  });
});

describe('two-updaters', () => {
  const lab = openLab(labOf('two-updaters'));

  it('opens with CPU 1 asleep on the poke_mutex that CPU 0 holds', () => {
    expect(openingView(lab).locks).toContainEqual({
      lock: { kind: 'poke_mutex', mapIdx: 0 },
      holder: actorOf(lab, 'CPU 0'),
      waiters: [actorOf(lab, 'CPU 1')],
    });
  });

  it('makes CPU 2 wait for nothing but the text_mutex', () => {
    const waits = lab.steps.filter(({ actor }) => actor === actorOf(lab, 'CPU 2'));
    const locks = waits.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'lock-wait' ? [event.lock.kind] : [])),
    );
    expect(new Set(locks)).toEqual(new Set(['text_mutex']));
  });

  it('finds the first program when the second is put in', () => {
    const [first, second] = eventsOf(lab, 'slot-write').filter(({ mapIdx }) => mapIdx === 0);
    expect(second?.old).toBe(first?.new);
    expect(eventsOf(lab, 'poke-end').every(({ ret }) => ret === 0)).toBe(true);
  });
});

describe('load-update', () => {
  const lab = openLab(labOf('load-update'));

  it('opens behind a poke run that poked nothing', () => {
    const before = lab.steps.slice(lab.zero, lab.cursor).flatMap(({ events }) => events);
    expect(before.some(({ kind }) => kind === 'poke-begin')).toBe(false);
    expect(openingView(lab).descs[0]?.[0]?.stable).toBe(false);
    expect(openingView(lab).slots[0]?.[0]).toBe(1);
  });

  it('loses no update: the fixup pokes both sites', () => {
    expect(eventsOf(lab, 'poke-begin').map(({ site }) => site.which)).toEqual(['target', 'bypass']);
    expect(eventsOf(lab, 'desc-begin').map(({ fixup }) => fixup)).toEqual([true]);
    expect(retvalsOf(lab)).toEqual([20]);
  });
});

describe('unload-reader', () => {
  const lab = openLab(labOf('unload-reader'));
  const old = 1;

  it('opens with old unloaded, CPU 0 inside it, and a callback that waits for CPU 0', () => {
    const view = openingView(lab);
    expect(view.progs[old]).toBe('unloaded');
    expect(cpuAt(lab, lab.cursor, 'CPU 0').place?.progIdx).toBe(old);
    expect(view.gracePeriods).toMatchObject([
      { purpose: 'callback', progIdx: old, readers: [actorOf(lab, 'CPU 0')] },
    ]);
  });

  it('frees old only when CPU 0 has left', () => {
    const events = lab.steps.slice(lab.zero).flatMap((step) => step.events);
    const left = events.findIndex(({ kind }) => kind === 'run-end');
    const freed = events.findIndex((event) => event.kind === 'prog' && event.state === 'freed');
    expect(left).toBeGreaterThan(0);
    expect(freed).toBeGreaterThan(left);
    expect(retvalsOf(lab)).toEqual([10]);
  });

  it('says when the worker turns to it', () => {
    const begin = lab.steps.findIndex(({ events }) =>
      events.some(({ kind }) => kind === 'work-begin'),
    );
    expect(openingSentence({ ...lab, cursor: begin + 1 })).toBe(
      "The grace period is over: the kernel's worker begins to free old.",
    );
  });
});

describe('mixed-versions', () => {
  const lab = openLab(labOf('mixed-versions'));

  it('opens where the old parser calls the new action', () => {
    expect(openingSentence(lab)).toContain("at parse_v1's P2 target: tail call 2 goes to act_v2");
    expect(retvalsOf(lab)).toEqual([12]);
  });
});

describe('counter-limit', () => {
  const lab = openLab(labOf('counter-limit'));

  it('opens at tail call 33, with that count in the frame', () => {
    expect(openingSentence(lab)).toContain('tail call 33');
    const counter = cpuAt(lab, lab.cursor, 'CPU 0').frames[0]?.slots.find(
      ({ kind }) => kind === 'counter',
    );
    expect((counter?.quads[0] ?? 0n) >> 32n).toBe(33n);
  });

  it('makes 33 tail calls, or 16 where an empty slot is tried before each', () => {
    expect(eventsOf(lab, 'run-end').map((end) => [end.tailCalls, end.retval])).toEqual([
      [33, 34],
      [16, 17],
    ]);
  });
});

describe('hierarchy', () => {
  const lab = openLab(labOf('hierarchy'));

  it('opens at tail call 34 of one run', () => {
    expect(openingSentence(lab)).toContain('tail call 34');
  });

  it('makes 33 tail calls in each branch', () => {
    expect(eventsOf(lab, 'run-end')).toMatchObject([{ tailCalls: 66, retval: 66 }]);
    expect(eventsOf(lab, 'verdict').map(({ verdict }) => verdict)).toEqual(['too-many-tail-calls']);
  });

  it('goes on for thousands of steps once entry is in its own slot', () => {
    const text = lab.lab.text.replace('jmp_table[0] = chain', 'jmp_table[0] = entry');
    const { input } = compile(text, { policy: null });
    if (!input) throw new Error('the lab has a run');
    const run = runAll(createMachine(input), { maxSteps: 5000 });
    expect(run.stopped).toBe('stopped after 5000 steps');
  });
});

describe('subprog', () => {
  const lab = openLab(labOf('subprog'));

  it('opens with the frame of classify unwound and the frame of entry whole', () => {
    const { frames, unwound } = cpuAt(lab, lab.cursor, 'CPU 0');
    expect(unwound).toBe(true);
    expect(frames.map(({ place, stage }) => [place?.progIdx, place?.funcIdx, stage])).toEqual([
      [0, 1, 'unwound'],
      [0, 0, 'whole'],
    ]);
  });

  it('returns through entry, which adds 100', () => {
    expect(retvalsOf(lab)).toEqual([101]);
  });
});

describe('self-loop', () => {
  const lab = openLab(labOf('self-loop'));

  it('opens at the end of a run of 33 tail calls', () => {
    expect(openingSentence(lab)).toContain('after 33 tail calls');
  });
});

describe('last-reference', () => {
  const lab = openLab(labOf('last-reference'));

  it('opens at the close, and the tail calls are gone after it', () => {
    expect(openingSentence(lab)).toContain('calls close jmp_table');
    expect(retvalsOf(lab)).toEqual([1, 0]);
  });
});

describe('slot-life', () => {
  const lab = openLab(labOf('slot-life'));

  it('opens at the wait between P1 and P2, the call armed', () => {
    expect(openingSentence(lab)).toContain('waits for a grace period');
    expect(openingView(lab).descs[0]?.[0]?.state).toBe('armed');
  });
});

describe('several-sites', () => {
  it('waits once per descriptor', () => {
    expect(eventsOf(openLab(labOf('several-sites')), 'rcu-begin')).toHaveLength(3);
  });
});

describe('two-tables', () => {
  it('opens with both tables updated at once, each under its own poke_mutex', () => {
    const { locks } = openingView(openLab(labOf('two-tables')));
    expect(locks.map(({ lock }) => lock)).toEqual([
      { kind: 'poke_mutex', mapIdx: 0 },
      { kind: 'poke_mutex', mapIdx: 1 },
    ]);
  });
});

describe('owner', () => {
  it('opens at EINVAL', () => {
    expect(openingSentence(openLab(labOf('owner')))).toContain('EINVAL');
  });
});

describe('direct-indirect', () => {
  it('shows a key that differs between paths as an indirect call with both paths', () => {
    const choices = openLab(labOf('direct-indirect')).result.progs[0]?.xlated?.tailCalls ?? [];
    expect(choices.map((choice) => choice.reason)).toEqual([
      'constant-key',
      'key-differs',
      'key-unknown',
      'key-out-of-range',
    ]);
    expect(choices[1]?.paths.map((path) => path.key).toSorted()).toEqual([1, 2]);
  });
});

describe('unprivileged', () => {
  const lab = labOf('unprivileged');
  const loadedAs = (options: string) =>
    compile(lab.text.replace('.kernel 6.1 unpriv', `.kernel 6.1${options}`));
  const imms = (options: string): readonly number[] =>
    loadedAs(options).progs[0]?.xlated?.insns.map(({ imm }) => imm) ?? [];

  it('tests and masks the key, and has no site to poke', () => {
    expect(imms(' unpriv')).toEqual(expect.arrayContaining([3, 5, 7]));
    expect(loadedAs(' unpriv').progs[0]?.jit?.pokeTab).toEqual([]);
    expect(eventsOf(openLab(lab), 'poke-begin')).toEqual([]);
  });

  it('has its sites for another loader, and loses them and the 3 where constants are blinded', () => {
    expect(loadedAs('').progs[0]?.jit?.pokeTab).toHaveLength(1);
    expect(loadedAs(' blinding').progs[0]?.jit?.pokeTab).toEqual([]);
    expect(imms('')).toContain(3);
    expect(imms(' blinding')).not.toContain(3);
  });
});

describe('without-jit', () => {
  const lab = labOf('without-jit');

  it('opens at the load of the slot, and pokes nothing', () => {
    const open = openLab(lab);
    expect(openingSentence(open)).toContain('loads jmp_table[0] and finds');
    expect(['poke-begin', 'store', 'sync'].map((kind) => eventsOf(open, kind as 'sync'))).toEqual([
      [],
      [],
      [],
    ]);
    expect(retvalsOf(open)).toEqual([1, 2]);
  });

  it('has two sites again once the JIT is on', () => {
    const jited = compile(lab.text.replace(' nojit', ''));
    expect(jited.progs[0]?.jit?.pokeTab).toHaveLength(1);
    expect(jited.progs[0]?.jit?.funcs[0]?.code).toBeUndefined();
  });
});
