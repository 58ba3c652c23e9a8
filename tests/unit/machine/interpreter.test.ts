// Programs without the JIT: what a tail call, a call and a return are in the interpreter, and that all of it
// comes to what the emitted bytes come to.

import { describe, expect, it } from 'vitest';
import {
  createMachine,
  type MachineEvent,
  runAll,
  Session,
} from '../../../src/core/machine/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';

function eventsOf(text: string): readonly MachineEvent[] {
  const { timeline, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  return (timeline?.steps ?? []).flatMap(({ events }) => events);
}

function kindOf<K extends MachineEvent['kind']>(
  events: readonly MachineEvent[],
  kind: K,
): Extract<MachineEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<MachineEvent, { kind: K }> => event.kind === kind);
}

const UPDATE = `
.map t prog_array max_entries=2
.prog entry socket
  r6 = 5
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = r6
  exit
.prog a socket
  r0 = 7
  exit
.init
  update t[0] = a
.cpu 0
  run entry times=2
.cpu 1
  delete t[0]
`;

describe('a tail call in the interpreter', () => {
  it('loads its slot each time, and an update pokes nothing', () => {
    const events = eventsOf(`.kernel 6.1 nojit${UPDATE}`);
    expect(kindOf(events, 'slot-read').map((event) => event.value)).toEqual([1, null]);
    expect(kindOf(events, 'run-end').map((event) => event.retval)).toEqual([7, 5]);
    const poked = ['track', 'poke-begin', 'store', 'sync', 'fetch'] as const;
    expect(poked.flatMap((kind) => kindOf(events, kind))).toEqual([]);
    expect(kindOf(events, 'poke-run-begin')).toHaveLength(2);
  });

  it('gives nothing that an order of steps can break', { timeout: 60_000 }, () => {
    const search = exploreLab(compile(`.kernel 6.1 nojit${UPDATE}`));
    search?.run(1_000_000);
    expect(search?.result().verdict).toBe('pass');
  });

  const loop = (first: number): string => `
.map t prog_array max_entries=2
.prog self socket
  r6 = r1
  r2 = t ll
  r3 = ${first}
  call tail_call
  r1 = r6
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 1
  exit
.init
  update t[0] = self
.cpu 0
  run self
`;

  it.each(['5.9', '5.15', '6.1', '7.1'])('ends a chain after 33 under %s', (version) => {
    const [end] = kindOf(eventsOf(`.kernel ${version} nojit${loop(0)}`), 'run-end');
    expect(end).toMatchObject({ tailCalls: 33, retval: 1 });
  });

  it('counts the attempts that find an empty slot', () => {
    const [end] = kindOf(eventsOf(`.kernel 6.1 nojit${loop(1)}`), 'run-end');
    expect(end).toMatchObject({ tailCalls: 16, retval: 1 });
  });

  it('does not count a key outside the array', () => {
    const [end] = kindOf(eventsOf(`.kernel 6.1 nojit${loop(2)}`), 'run-end');
    expect(end).toMatchObject({ tailCalls: 33 });
  });

  it('is refused where the program has functions, which the JIT takes', () => {
    const text = `${loop(0).replace('  r0 = 1\n', '  call one\n')}.func one\n  r0 = 1\n  exit\n`;
    const refusal = compile(`.kernel 6.1 nojit${text}`).diagnostics[0]?.message;
    expect(refusal).toBe('tail_calls are not allowed in programs with bpf-to-bpf calls');
    expect(compile(`.kernel 6.1${text}`).diagnostics).toEqual([]);
  });
});

const CALLS = `
.prog entry socket
  r6 = 40
  *(u64 *)(r10 - 8) = r6
  call two
  r0 += r6
  r1 = *(u64 *)(r10 - 8)
  r0 += r1
  exit
.func two
  r6 = 2
  *(u64 *)(r10 - 8) = r6
  r0 = r6
  exit
.cpu 0
  run entry
`;

describe('a function of a program in the interpreter', () => {
  it('has registers and a stack of its own', () => {
    const events = eventsOf(`.kernel 6.1 nojit${CALLS}`);
    expect(kindOf(events, 'run-end').map((event) => event.retval)).toEqual([82]);
    expect(kindOf(events, 'verdict')).toEqual([]);
  });

  it('shows its frame above that of its caller', () => {
    const { input, timeline } = compile(`.kernel 6.1 nojit${CALLS}`);
    if (!input || !timeline) throw new Error('the lab runs');
    const session = new Session(input, timeline.steps);
    const begin = timeline.steps.findIndex(({ events }) =>
      events.some(({ kind }) => kind === 'run-begin'),
    );
    const actor = timeline.steps[begin]?.actor ?? 0;
    // Three insns of the caller's and one of its own.
    const cpu = session.cpuAt(begin, actor, 4);
    expect(cpu?.frames.map(({ place }) => place?.funcIdx)).toEqual([1, 0]);
    expect(cpu?.frames[0]?.slots.map(({ kind }) => kind)).toEqual([
      'return',
      'saved-rbp',
      'bpf-stack',
      'callee-saved',
      'callee-saved',
      'callee-saved',
      'callee-saved',
      'counter',
    ]);
    expect(cpu?.place).toMatchObject({ funcIdx: 1, byteOff: 8 });
  });
});

/** Mulberry32. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const OPS = ['+=', '-=', '*=', '/=', '%=', '|=', '&=', '^=', '<<=', '>>=', 's>>=', '='];
const TESTS = ['==', '!=', '>', '>=', '<', '<=', 's>', 's>=', 's<', 's<=', '&'];
const IMMS = [0, 1, -1, 2, 7, 31, 255, 65536, 2147483647, -2147483648];

/** A program of sums, jumps forward, and stores into its stack and into a map. */
function randomProg(seed: number): string {
  const next = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const reg = (): number => pick([0, 2, 3, 4, 5, 8, 9]);
  const shiftable = (what: string, kind: string): string =>
    what.includes('<<') || what.includes('>>') ? String(next(kind === 'r' ? 64 : 32)) : '';
  const line = (place: number): string => {
    const kind = pick(['r', 'w']);
    const what = pick(OPS);
    const imm = shiftable(what, kind) || String(pick(IMMS));
    const divides = (what === '/=' || what === '%=') && imm === '0';
    switch (next(6)) {
      case 0:
        return `  if ${kind}${reg()} ${pick(TESTS)} ${pick(IMMS)} goto l${place + 1 + next(3)}`;
      case 1:
        return `  *(u64 *)(r10 - ${8 * (1 + next(4))}) = r${reg()}`;
      case 2:
        return `  *(u${pick([8, 16, 32, 64])} *)(r7 + ${8 * next(4)}) = r${reg()}`;
      case 3:
        return `  r${reg()} = ${pick(['be16', 'be32', 'be64', 'le16', 'le32'])} r${reg()}`.replace(
          /r(\d) = (\w+) r\d/,
          'r$1 = $2 r$1',
        );
      case 4:
        return `  lock *(u64 *)(r10 - 8) += r${reg()}`;
      default:
        if (divides || next(2) === 0) return `  ${kind}${reg()} ${what} ${kind}${reg()}`;
        return `  ${kind}${reg()} ${what} ${imm}`;
    }
  };
  const seeds = [0, 2, 3, 4, 5, 8, 9].map(
    (r) => `  r${r} = 0x${next(2 ** 32).toString(16)}${next(2 ** 32).toString(16)} ll`,
  );
  const lines = Array.from({ length: 40 }, (_, place) => `l${place}:\n${line(place)}`);
  const ends = Array.from({ length: 4 }, (_, place) => `l${40 + place}:`);
  const clear = [1, 2, 3, 4].map((slot) => `  *(u64 *)(r10 - ${8 * slot}) = 0`);
  return `
.map values array value_size=32 max_entries=1
.prog entry socket
  *(u32 *)(r10 - 4) = 0
  r2 = r10
  r2 += -4
  r1 = values ll
  call map_lookup_elem
  if r0 == 0 goto out
  r7 = r0
${[...clear, ...seeds, ...lines, ...ends].join('\n')}
out:
  exit
.cpu 0
  run entry
`;
}

/** What a run returned, and what it left in the map. */
function outcome(text: string): { readonly retval: unknown; readonly value: unknown } {
  const { input, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  if (!input) throw new Error('the lab runs');
  const machine = createMachine(input);
  const { steps, state } = runAll(machine, { maxSteps: 10_000 });
  const events = steps.flatMap((step) => step.events);
  return {
    retval: kindOf(events, 'run-end')[0]?.retval,
    value: machine.runtime?.env.userLookup(state, 0, new Uint8Array(4)),
  };
}

describe('the interpreter', () => {
  it('comes to the r0 and the memory that the emitted bytes come to', { timeout: 60_000 }, () => {
    const retvals = new Set<unknown>();
    for (let seed = 1; seed <= 40; seed++) {
      const prog = randomProg(seed);
      const jited = outcome(`.kernel 6.6${prog}`);
      expect(outcome(`.kernel 6.6 nojit${prog}`), `seed ${seed}`).toEqual(jited);
      expect(jited.retval).toBeDefined();
      retvals.add(jited.retval);
    }
    expect(retvals.size).toBeGreaterThan(20);
  });
});
