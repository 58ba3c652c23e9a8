// Small labs for the machine, in a notation of one line each. Images are made up: the machine looks
// at nothing in them but the sites; that real images fit is the business of the golden checks.

import { assert } from '../../../src/core/base/index.ts';
import type { MapDef, ProgType } from '../../../src/core/bpf/index.ts';
import type { FuncImage, JitProg, PokeDescriptor } from '../../../src/core/jit/index.ts';
import { resolveProfile } from '../../../src/core/kernel/index.ts';
import {
  createMachine,
  type MachineEvent,
  type MachineInput,
  type MachineOp,
  type MachineProg,
  type OpRef,
  type RunResult,
  runAll,
} from '../../../src/core/machine/index.ts';
import { libraryProtocol, type Protocol, parseProtocol } from '../../../src/core/protocol/index.ts';

export interface FixtureProg {
  readonly name: string;
  readonly type?: ProgType;
  readonly sleepable?: boolean;
  /** Slots of its direct tail calls, `0:1` = map 0, key 1; `|` begins the next function. */
  readonly calls?: string;
  readonly errno?: number;
  /** Maps it refers to beyond those of its calls. */
  readonly uses?: readonly number[];
}

export interface FixtureLab {
  readonly maps?: readonly (Partial<MapDef> & { readonly name: string })[];
  readonly progs: readonly FixtureProg[];
  /** One line an actor: `load a; t[0] = a; delete t[0]; unload a; close t; run a x2`. */
  readonly actors: readonly string[];
  readonly mapPoke?: string;
  readonly textPoke?: string;
}

const IMAGE_BASE = 0xffffffffc0000000n;
const HEAD = 11;
const CALL = 24;

export function fixture(lab: FixtureLab): MachineInput {
  const profile = resolveProfile('6.1', []);
  assert(profile.ok, 'profile 6.1 exists');
  const maps = (lab.maps ?? [{ name: 't' }]).map(
    (map): MapDef => ({ type: 'prog_array', keySize: 4, valueSize: 4, maxEntries: 4, ...map }),
  );
  return {
    profile: profile.value,
    maps,
    progs: lab.progs.map(fixtureProg),
    actors: lab.actors.map((ops, idx) => ({
      name: `CPU ${idx}`,
      cpu: idx,
      ops: ops
        .split(';')
        .filter((op) => op.trim() !== '')
        .map((op) => parseOp(op.trim(), maps, lab.progs)),
    })),
    mapPoke: protocolOf('map_poke', 'v6_1', lab.mapPoke),
    textPoke: protocolOf('text_poke', 'int3_three_phase', lab.textPoke),
    memory: null,
  };
}

/** Runs a lab to its end. */
export function run(
  lab: FixtureLab,
): RunResult & { readonly input: MachineInput; readonly events: MachineEvent[] } {
  const input = fixture(lab);
  const result = runAll(createMachine(input), { maxSteps: 100_000, policy: 'in-turn' });
  return { ...result, input, events: result.steps.flatMap((step) => step.events) };
}

/** Errno of each op in order. */
export function errnos(lab: FixtureLab): number[] {
  return run(lab).events.flatMap((event) => (event.kind === 'op-end' ? [event.errno] : []));
}

function protocolOf(
  role: 'map_poke' | 'text_poke',
  name: string,
  text: string | undefined,
): Protocol {
  const protocol =
    text === undefined ? libraryProtocol(role, name) : parseProtocol(role, 'test', text).protocol;
  assert(protocol !== null, `protocol ${name} compiles`);
  return protocol;
}

function fixtureProg(prog: FixtureProg, progIdx: number): MachineProg {
  const funcs = (prog.calls ?? '')
    .split('|')
    .map((calls) => calls.split(' ').filter((call) => call !== ''));
  const jit = fixtureJit(prog.name, progIdx, funcs);
  const used = new Set([...jit.pokeTab.map((desc) => desc.mapIdx), ...(prog.uses ?? [])]);
  return {
    name: prog.name,
    type: prog.type ?? 'sched_cls',
    sleepable: prog.sleepable ?? false,
    jit: prog.errno ? null : jit,
    loadErrno: prog.errno ?? 0,
    mapsUsed: [...used].sort((a, b) => a - b),
  };
}

function fixtureJit(name: string, progIdx: number, funcs: readonly (readonly string[])[]): JitProg {
  const pokeTab: PokeDescriptor[] = [];
  const images = funcs.map((calls, funcIdx): FuncImage => {
    const addr = IMAGE_BASE + BigInt(progIdx * 0x1000 + funcIdx * 0x400);
    const bytes = new Uint8Array(HEAD + calls.length * CALL + 8).fill(0x90);
    calls.forEach((call, idx) => {
      const [mapIdx = 0, key = 0] = call.split(':').map(Number);
      const bypassOff = HEAD + idx * CALL;
      const targetOff = bypassOff + 6;
      bytes.set([0xe9, 6, 0, 0, 0, 0x58, 0x0f, 0x1f, 0x44, 0, 0], bypassOff);
      pokeTab.push({
        tailcallTarget: addr + BigInt(targetOff),
        tailcallBypass: addr + BigInt(bypassOff),
        bypassAddr: addr + BigInt(targetOff + 5),
        adjOff: HEAD,
        mapIdx,
        key,
        insnIdx: idx,
        funcIdx,
        targetOff,
        bypassOff,
      });
    });
    return { name: `f${funcIdx}`, funcIdx, addr, bytes, ...NO_ORIGIN };
  });
  return { name, progIdx, funcs: images, pokeTab };
}

/** What the machine does not look at. */
const NO_ORIGIN = {
  addrs: new Int32Array(),
  insns: { byteOff: new Int32Array(), insnIdx: new Int32Array(), part: new Uint8Array() },
  passes: [],
  firstPassAddrs: new Int32Array(),
  frame: {
    stackDepth: 0,
    stackSize: 0,
    isUniform: false,
    calleeRegsUsed: [],
    tailCallReachable: true,
    adjOff: HEAD,
  },
} as const;

function parseOp(text: string, maps: readonly MapDef[], progs: readonly FixtureProg[]): MachineOp {
  const mapIdx = (name = ''): number => maps.findIndex((map) => map.name === name);
  const progIdx = (name = ''): number => progs.findIndex((prog) => prog.name === name);
  return { op: parseRef(text, mapIdx, progIdx), source: null };
}

function parseRef(
  text: string,
  mapIdx: (name?: string) => number,
  progIdx: (name?: string) => number,
): OpRef {
  const update = /^(\w+)\[(\d+)\] = (\w+)$/.exec(text);
  if (update)
    return {
      kind: 'update',
      mapIdx: mapIdx(update[1]),
      key: Number(update[2]),
      progIdx: progIdx(update[3]),
    };
  const empty = /^delete (\w+)\[(\d+)\]$/.exec(text);
  if (empty) return { kind: 'delete', mapIdx: mapIdx(empty[1]), key: Number(empty[2]) };
  const runs = /^run (\w+)(?: x(\d+))?$/.exec(text);
  if (runs)
    return { kind: 'run', progIdx: progIdx(runs[1]), times: Number(runs[2] ?? 1), len: null };
  const other = /^(load|unload|close) (\w+)$/.exec(text);
  assert(other !== null, `unknown op ${text}`);
  if (other[1] === 'close') return { kind: 'close', mapIdx: mapIdx(other[2]) };
  return { kind: other[1] === 'load' ? 'load' : 'unload', progIdx: progIdx(other[2]) };
}
