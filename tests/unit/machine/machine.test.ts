import { describe, expect, it } from 'vitest';
import {
  actions,
  createMachine,
  imageBytes,
  initialState,
  runAll,
  step,
} from '../../../src/core/machine/index.ts';
import { errnos, type FixtureLab, fixture, run } from './fixture.ts';
import { story } from './story.ts';

const ENTRY = { name: 'entry', calls: '0:0' } as const;
const A = { name: 'a' } as const;
const B = { name: 'b' } as const;
const SETUP = 'load entry; load a; load b;';

/** What the ops after the loads do. */
function told(ops: string, lab: Partial<FixtureLab> = {}): string[] {
  const setup = run({ progs: [ENTRY, A, B], ...lab, actors: [SETUP] });
  const whole = run({ progs: [ENTRY, A, B], ...lab, actors: [`${SETUP} ${ops}`] });
  return story(whole.events.slice(setup.events.length));
}

const POKE_BODY = ['store int3', 'sync', 'store tail', 'sync', 'store first', 'sync'];
const poke = (site: string): string[] => [
  'lock text',
  `poke ${site}`,
  ...POKE_BODY,
  'ret 0',
  'unlock text',
];
const same = (site: string): string[] => ['lock text', `poke ${site}`, 'ret 1', 'unlock text'];
const update = (slot: string, inner: string[]): string[] => [
  'lock t0',
  `slot ${slot}`,
  'run{',
  ...inner,
  '}run',
  'unlock t0',
];

describe('runAll', () => {
  it('fills an empty slot: slot first, then P2, then P1, without a wait', () => {
    expect(told('t[0] = a')).toEqual(update('0=1', ['desc 0.0', ...poke('P2'), ...poke('P1')]));
  });

  it('replaces a program by poking P2 only', () => {
    expect(told('t[0] = a; t[0] = b').slice(-14)).toEqual(
      update('0=2', ['desc 0.0', ...poke('P2')]).slice(-14),
    );
    expect(told('t[0] = a; t[0] = b').filter((word) => word === 'poke P1')).toHaveLength(1);
  });

  it('replaces a program by itself without writing', () => {
    expect(told('t[0] = a; t[0] = a').slice(-10)).toEqual(
      update('0=1', ['desc 0.0', ...same('P2')]).slice(-10),
    );
  });

  it('empties a slot: P1, a grace period, P2', () => {
    const wait = ['wait begins', 'wait ends'];
    const emptied = update('0=-', ['desc 0.0', ...poke('P1'), ...wait, ...poke('P2')]);
    expect(told('t[0] = a; delete t[0]').slice(-emptied.length)).toEqual(emptied);
  });

  it('empties an empty slot with a poke run that changes and waits for nothing', () => {
    expect(told('delete t[0]')).toEqual(update('0=-', ['desc 0.0', ...same('P1'), ...same('P2')]));
  });

  it('makes a poke run for a slot that no descriptor uses', () => {
    expect(told('t[3] = a')).toEqual(update('3=1', []));
  });

  it('visits programs in tracking order and descriptors in table order', () => {
    const { events } = run({
      progs: [{ name: 'late', calls: '0:0' }, { name: 'early', calls: '0:1 0:0 | 0:0' }, A],
      actors: ['load early; load late; load a; t[0] = a'],
    });
    const visited = story(events).filter((word) => word.startsWith('desc'));
    expect(visited).toEqual(['desc 1.1', 'desc 1.2', 'desc 0.0']);
  });

  it('fixes up a filled slot at load under poke_mutex, then marks it stable', () => {
    const { events } = run({ progs: [ENTRY, A], actors: ['load a; t[0] = a; load entry'] });
    const load = story(events).slice(story(events).indexOf('fixup 0.0') - 1);
    expect(load).toEqual([
      'lock t0',
      'fixup 0.0',
      ...poke('P2'),
      ...poke('P1'),
      'stable',
      'unlock t0',
    ]);
  });

  it('answers the errno that 6.1 answers', () => {
    expect(
      errnos({ progs: [ENTRY, A], actors: ['load a; t[4] = a; delete t[4]; delete t[1]'] }),
    ).toEqual([0, 7, 7, 2]);
    expect(errnos({ progs: [A], actors: ['t[0] = a; unload a; run a'] })).toEqual([9, 9, 9]);
    expect(errnos({ progs: [{ name: 'a', errno: 13 }], actors: ['load a; t[0] = a'] })).toEqual([
      13, 9,
    ]);
  });

  it('answers EBADF for a map that user space has closed', () => {
    const actors = ['load a; close t; t[0] = a; delete t[0]; close t; load entry'];
    expect(errnos({ progs: [ENTRY, A], actors })).toEqual([0, 0, 9, 9, 9, 9]);
  });

  it('checks key before program, program before owner', () => {
    const progs = [A, { name: 'x', type: 'xdp' } as const];
    expect(errnos({ progs, actors: ['load a; load x; t[0] = a; t[9] = x; t[0] = x'] })).toEqual([
      0, 0, 0, 7, 22,
    ]);
  });

  it('refuses to load a program that does not match the owner, after its image was made', () => {
    const progs = [A, { name: 'x', type: 'xdp', calls: '0:0' } as const];
    const { events } = run({ progs, actors: ['load a; t[0] = a; load x'] });
    expect(events.filter((event) => event.kind === 'op-end').at(-1)).toMatchObject({ errno: 22 });
    expect(events.filter((event) => event.kind === 'prog').at(-1)).toMatchObject({
      progIdx: 1,
      state: 'freed',
    });
  });

  it('lets a sleepable program stand beside others, as 6.1 does', () => {
    const progs = [A, { name: 's', sleepable: true }];
    expect(errnos({ progs, actors: ['load a; load s; t[0] = a; t[1] = s'] })).toEqual([0, 0, 0, 0]);
  });

  it('stops at a BUG when a poke finds other bytes than it expects', () => {
    const mapPoke = `for_each_poke(map, key) {
      ret = text_poke(tailcall_target, jmp(bypass_addr), jmp(new));
      BUG_ON(ret < 0);
    }`;
    const { stopped, events } = run({
      progs: [ENTRY, A],
      actors: ['load entry; load a; t[0] = a; run a'],
      mapPoke,
    });
    expect(stopped).toBe('BUG in map_poke test: text_poke returned -16 (-EBUSY)');
    expect(events.some((event) => event.kind === 'op-end' && event.op.kind === 'run')).toBe(false);
  });

  it('stops at a BUG when a failed poke is not looked at', () => {
    const mapPoke = 'for_each_poke(map, key) { text_poke(tailcall_target, jmp(new), nop); }';
    const lab = { progs: [ENTRY, A], actors: ['load entry; load a; t[0] = a'], mapPoke };
    expect(run(lab).stopped).toBe('BUG in map_poke test: text_poke returned -16 (-EBUSY)');
  });

  it('goes on after a failed poke that the protocol looks at', () => {
    const mapPoke = 'for_each_poke(map, key) { ret = text_poke(tailcall_target, jmp(new), nop); }';
    const lab = { progs: [ENTRY, A], actors: ['load entry; load a; t[0] = a'], mapPoke };
    expect(run(lab).stopped).toBeNull();
  });

  it('answers -ERANGE before it takes text_mutex when the callee is out of reach', () => {
    const input = fixture({ progs: [ENTRY, A], actors: ['load entry; load a; t[0] = a'] });
    const func = input.progs[1]?.jit?.funcs[0];
    Object.assign(func ?? {}, { addr: 0xffffffff00000000n - 0x80000000n });
    const { steps, stopped } = runAll(createMachine(input), { maxSteps: 1000 });
    expect(stopped).toContain('-34');
    expect(story(steps.flatMap((one) => one.events))).not.toContain('lock text');
  });

  it('stops with a reason at the step limit', () => {
    const machine = createMachine(
      fixture({ progs: [A], actors: ['load a; unload a; load a; unload a'] }),
    );
    expect(runAll(machine, { maxSteps: 5 })).toMatchObject({ stopped: 'stopped after 5 steps' });
  });

  it('runs actors one after another', () => {
    const { steps } = run({ progs: [A, B], actors: ['load a; run a', 'load b; run b'] });
    const order = steps.map((one) => one.actor);
    expect(order).toEqual(order.toSorted((x, y) => x - y));
  });
});

describe('references', () => {
  const states = (actors: string[], progs = [ENTRY, A, B]): string[] =>
    run({ progs, actors }).events.flatMap((event) =>
      event.kind === 'prog' ? [`${progs[event.progIdx]?.name} ${event.state}`] : [],
    );

  it('frees an unloaded program after a grace period', () => {
    expect(states(['load a; unload a'])).toEqual([
      'a loading',
      'a loaded',
      'a unloaded',
      'a freed',
    ]);
  });

  it('keeps a program alive that a slot refers to, until the slot lets go', () => {
    expect(states(['load a; t[0] = a; unload a; delete t[0]']).slice(2)).toEqual([
      'a held',
      'a unloaded',
      'a freed',
    ]);
  });

  it('keeps a program alive through all pokes that replace it', () => {
    const { events } = run({
      progs: [ENTRY, A, B],
      actors: ['load entry; load a; load b; t[0] = a; unload a; t[0] = b'],
    });
    const kinds = events.map((event) => (event.kind === 'prog' ? event.state : event.kind));
    expect(kinds.indexOf('unloaded')).toBeGreaterThan(kinds.lastIndexOf('poke-run-end'));
  });

  it('counts a program once for each slot', () => {
    expect(states(['load a; t[0] = a; t[1] = a; unload a; delete t[0]']).at(-1)).toBe('a held');
  });

  it('empties a map when its last user has closed it, though programs still refer to it', () => {
    const { events } = run({
      progs: [ENTRY, A],
      actors: ['load entry; load a; t[0] = a; t[2] = a; unload a; close t'],
    });
    const writes = events.flatMap((event) =>
      event.kind === 'slot-write' ? [`${event.key}=${event.new}`] : [],
    );
    expect(writes).toEqual(['0=1', '2=1', '0=null', '2=null']);
    expect(events.at(-1)).toEqual({ kind: 'work-end', work: { kind: 'free', progIdx: 1 } });
  });

  it('untracks a program before it frees it, so that later poke runs pass it by', () => {
    const { events } = run({
      progs: [ENTRY, A],
      actors: ['load entry; load a; unload entry; t[0] = a'],
    });
    expect(story(events).filter((word) => word.startsWith('desc'))).toEqual([]);
  });

  it('waits for tasks-trace readers before it frees a sleepable program', () => {
    const { events } = run({
      progs: [{ name: 's', sleepable: true }],
      actors: ['load s; unload s'],
    });
    expect(events.find((event) => event.kind === 'rcu-begin')).toMatchObject({
      flavour: 'tasks-trace',
      purpose: 'callback',
    });
  });

  it('loads a freed program again, its sites empty', () => {
    const actors = ['load entry; load a; t[0] = a; unload entry; delete t[0]; load entry'];
    const { input, state } = run({ progs: [ENTRY, A], actors });
    expect(imageBytes(createMachine(input), state, 0, 0)).toEqual(
      input.progs[0]?.jit?.funcs[0]?.bytes,
    );
  });

  it('halts rather than load a program twice at once', () => {
    expect(run({ progs: [A], actors: ['load a; load a'] }).stopped).toContain('not modelled');
  });
});

describe('imageBytes', () => {
  it('is int3 before the load and after the freeing', () => {
    const machine = createMachine(fixture({ progs: [A], actors: ['load a; unload a'] }));
    const { state } = runAll(machine, { maxSteps: 1000 });
    const int3 = new Uint8Array(19).fill(0xcc);
    expect(imageBytes(machine, initialState(machine), 0, 0)).toEqual(int3);
    expect(imageBytes(machine, state, 0, 0)).toEqual(int3);
  });
});

describe('step', () => {
  const machine = createMachine(
    fixture({ progs: [ENTRY, A, B], actors: [`${SETUP} t[0] = a; delete t[0]`] }),
  );

  it('leaves the state that it is given alone', () => {
    let state = initialState(machine);
    for (let action = actions(machine, state)[0]; action; action = actions(machine, state)[0]) {
      const before = state.slice();
      const next = step(machine, state, action);
      expect(state).toEqual(before);
      state = next.state;
    }
  });

  it('gives the same events and state whenever it is asked', () => {
    const first = runAll(machine, { maxSteps: 10_000 });
    const second = runAll(machine, { maxSteps: 10_000 });
    expect(second).toEqual(first);
  });

  it('offers one action until the run is over, then none', () => {
    let state = initialState(machine);
    let count = 0;
    for (
      let list = actions(machine, state);
      list.length > 0;
      list = actions(machine, state), count++
    ) {
      expect(list).toHaveLength(1);
      state = step(machine, state, list[0] ?? 0).state;
    }
    expect(count).toBe(runAll(machine, { maxSteps: 10_000 }).steps.length);
  });
});
