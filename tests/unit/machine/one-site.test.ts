import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import {
  createReplay,
  type MachineEvent,
  machineActors,
  namesOf,
  narrate,
} from '../../../src/core/machine/index.ts';
import { compile, highlightFor, type LabResult } from '../../../src/core/pipeline/index.ts';

const CALLER = `.map t prog_array max_entries=2
.prog entry socket
  r2 = t ll
  r3 = 1
  call 12
  r0 = 5
  exit
.prog callee socket
  r0 = 7
  exit
`;

const LIFE = `.kernel 5.9
${CALLER}
.cpu 0
  run entry
  update t[1] = callee
  run entry
  update t[1] = callee
  delete t[1]
  run entry
`;

function run(text: string): { readonly result: LabResult; readonly events: MachineEvent[] } {
  const result = compile(text);
  expect(result.diagnostics).toEqual([]);
  return { result, events: (result.timeline?.steps ?? []).flatMap(({ events }) => events) };
}

function ofKind<K extends MachineEvent['kind']>(events: readonly MachineEvent[], kind: K) {
  return events.filter((event): event is Extract<MachineEvent, { kind: K }> => event.kind === kind);
}

describe('a machine of 5.9', () => {
  const { result, events } = run(LIFE);
  const [desc] = result.progs[0]?.jit?.pokeTab ?? [];

  it('has one site for each direct tail call, which ends the sequence', () => {
    expect(desc?.tailcallBypass).toBeNull();
    expect(desc?.bypassOff).toBeNull();
    expect(desc?.bypassAddr).toBe((desc?.tailcallTarget ?? 0n) + 5n);
    expect(desc?.adjOff).toBe(25);
  });

  it('pokes that site alone, and waits for no reader', () => {
    expect(new Set(ofKind(events, 'poke-begin').map(({ site }) => site.which))).toEqual(
      new Set(['target']),
    );
    expect(ofKind(events, 'rcu-begin').filter(({ purpose }) => purpose === 'wait')).toEqual([]);
    expect(ofKind(events, 'bug')).toEqual([]);
  });

  it('answers 0 also where there is nothing to change', () => {
    const writes = ofKind(events, 'poke-end').map(({ ret }) => ret);
    expect(writes).toEqual([0, 0, 0]);
    expect(ofKind(events, 'store')).toHaveLength(6);
  });

  it('runs the callee while the slot is filled', () => {
    expect(ofKind(events, 'run-end').map(({ retval }) => retval)).toEqual([5, 7, 5]);
    expect(ofKind(events, 'verdict')).toEqual([]);
  });

  it('knows two states at rest: empty and live', () => {
    const { input, timeline } = result;
    if (!input || !timeline) throw new Error('no run');
    const { steps } = timeline;
    const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
    const states = new Set(steps.map((_, idx) => replay.at(idx + 1).descs[0]?.[0]?.state));
    expect(states).toEqual(new Set(['empty', 'live', 'moving']));
    expect(replay.at(steps.length).descs[0]?.[0]?.bypass).toBeNull();
  });

  it('calls it the poke site, not P2', () => {
    const { input, timeline } = result;
    if (!input || !timeline) throw new Error('no run');
    const said = timeline.steps.map((step) => narrate(step, namesOf(input)));
    expect(said.some((text) => text.includes("entry's poke site"))).toBe(true);
    expect(said.some((text) => /\bP[12]\b/.test(text))).toBe(false);
  });

  it('lights one site for a slot', () => {
    const lit = highlightFor(result, { kind: 'slot', mapIdx: 0, key: 1 });
    expect(lit.bytes).toHaveLength(1);
    expect(lit.bytes[0]?.start).toBe(desc?.targetOff);
  });
});

describe('the load fixup up to 5.15', () => {
  it.each(['5.9', '5.10', '5.15'])(
    'of %s copies bytes into an image that nobody can be in',
    (version) => {
      const { events } = run(`.kernel ${version}
${CALLER}
.init
  t[1] = callee
.cpu 0
  load entry
  run entry
`);
      const stores = ofKind(events, 'store');
      expect(stores.map(({ phase }) => phase)).toEqual(
        version === '5.9' ? ['copy'] : ['copy', 'copy'],
      );
      expect(ofKind(events, 'sync')).toEqual([]);
      expect(bytesToHex(stores[0]?.before ?? [])).toBe('0f1f440000');
      expect(ofKind(events, 'run-end').map(({ retval }) => retval)).toEqual([7]);
    },
  );
});

describe('the verifier of 5.9', () => {
  it('refuses a tail call where there are functions', () => {
    const { diagnostics } = compile(`.kernel 5.9
.map t prog_array max_entries=2
.prog entry socket
  call sub
  exit
sub:
  r2 = t ll
  r3 = 1
  call 12
  r0 = 0
  exit
`);
    const refusal = diagnostics.find(({ code }) => code === 'verifier/tail-call-subprogs');
    expect(refusal?.message).toBe('tail_calls are not allowed in programs with bpf-to-bpf calls');
  });
});
