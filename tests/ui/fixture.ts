// A small lab result made by hand around images that Linux 6.1 dumped: `entry` calls `after`, which
// tail-calls through slot 0. Boundaries of the x86 insns are objdump's.

import { hexToBytes } from '../../src/core/base/index.ts';
import type { Insn } from '../../src/core/bpf/index.ts';
import type { FuncImage, JitProg, Part, PokeDescriptor } from '../../src/core/jit/index.ts';
import { PARTS } from '../../src/core/jit/index.ts';
import { type KernelProfile, resolveProfile } from '../../src/core/kernel/index.ts';
import {
  type CpuView,
  type DescView,
  goAction,
  type MachineEvent,
  type MachineView,
  type OpRef,
  type ProgState,
  type ProtocolPlace,
  type SiteRef,
  type SiteState,
  type SiteView,
  type SlotValue,
  type Step,
} from '../../src/core/machine/index.ts';
import type { LabResult, ProgResult } from '../../src/core/pipeline/index.ts';
import type { Rewritten } from '../../src/core/rewrite/index.ts';

/** One x86 insn: hex bytes, xlated slot (-1 prologue), part. */
type Line = readonly [hex: string, insnIdx: number, part: Part];

const ENTRY: readonly Line[] = [
  ['0f1f440000', -1, 'prologue'],
  ['31c0', -1, 'prologue'],
  ['55', -1, 'prologue'],
  ['4889e5', -1, 'prologue'],
  ['4881ec40000000', -1, 'prologue'],
  ['50', -1, 'prologue'],
  ['53', -1, 'prologue'],
  ['bb42000000', 0, 'body'],
  ['48c745c009000000', 1, 'body'],
  ['488b85b8ffffff', 2, 'body'],
  ['e843010000', 2, 'body'],
  ['4805e8030000', 3, 'body'],
  ['4801d8', 4, 'body'],
  ['5b', 5, 'epilogue'],
  ['c9', 5, 'epilogue'],
  ['c3', 5, 'epilogue'],
  ['cc', 5, 'epilogue'],
];

const AFTER: readonly Line[] = [
  ['0f1f440000', -1, 'prologue'],
  ['6690', -1, 'prologue'],
  ['55', -1, 'prologue'],
  ['4889e5', -1, 'prologue'],
  ['4881ec40000000', -1, 'prologue'],
  ['50', -1, 'prologue'],
  ['48c745c009000000', 6, 'body'],
  ['48be001c21058088ffff', 7, 'body'],
  ['31d2', 9, 'body'],
  ['8b85bcffffff', 10, 'check'],
  ['83f821', 10, 'check'],
  ['731b', 10, 'check'],
  ['83c001', 10, 'check'],
  ['8985bcffffff', 10, 'check'],
  ['e90d000000', 10, 'bypass'],
  ['58', 10, 'unwind'],
  ['4881c440000000', 10, 'unwind'],
  ['0f1f440000', 10, 'target'],
  ['b864000000', 11, 'body'],
  ['c9', 12, 'epilogue'],
  ['c3', 12, 'epilogue'],
  ['cc', 12, 'epilogue'],
];

const TARGET_A: readonly Line[] = [
  ['0f1f440000', -1, 'prologue'],
  ['6690', -1, 'prologue'],
  ['55', -1, 'prologue'],
  ['4889e5', -1, 'prologue'],
  ['b8c8000000', 0, 'body'],
  ['c9', 1, 'epilogue'],
  ['c3', 1, 'epilogue'],
  ['cc', 1, 'epilogue'],
];

const TARGET_B: readonly Line[] = [
  ['0f1f440000', -1, 'prologue'],
  ['6690', -1, 'prologue'],
  ['55', -1, 'prologue'],
  ['4889e5', -1, 'prologue'],
  ['4881ec10000000', -1, 'prologue'],
  ['53', -1, 'prologue'],
  ['4155', -1, 'prologue'],
  ['bb42000000', 0, 'body'],
  ['41bd4d000000', 1, 'body'],
  ['48c745f009000000', 2, 'body'],
  ['b82c010000', 3, 'body'],
  ['4801d8', 4, 'body'],
  ['4c01e8', 5, 'body'],
  ['415d', 6, 'epilogue'],
  ['5b', 6, 'epilogue'],
  ['c9', 6, 'epilogue'],
  ['c3', 6, 'epilogue'],
  ['cc', 6, 'epilogue'],
];

const ENTRY_INSNS =
  'b7060000420000007a0ac0ff09000000851003000100000007000000e80300000f6000000000000095000000000000007a0ac0ff0900000018120000000000000000000000000000b703000000000000e500000001000000b7000000640000009500000000000000';
const TARGET_A_INSNS = 'b7000000c80000009500000000000000';
const TARGET_B_INSNS =
  'b706000042000000b70700004d0000007a0af0ff09000000b70000002c0100000f600000000000000f700000000000009500000000000000';

function insnsOf(hex: string): Insn[] {
  const bytes = hexToBytes(hex);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 8 }, (_, slot) => ({
    code: view.getUint8(slot * 8) === 0xe5 ? 0xf5 : view.getUint8(slot * 8),
    dst: view.getUint8(slot * 8 + 1) & 15,
    src: view.getUint8(slot * 8 + 1) >> 4,
    off: view.getInt16(slot * 8 + 2, true),
    imm: view.getInt32(slot * 8 + 4, true),
  }));
}

/** An image made of whole lines; the columns follow from their lengths. */
function imageOf(name: string, funcIdx: number, addr: bigint, lines: readonly Line[]): FuncImage {
  const byteOff = new Int32Array(lines.length);
  const insnIdx = new Int32Array(lines.length);
  const part = new Uint8Array(lines.length);
  let end = 0;
  lines.forEach(([hex, slot, partName], row) => {
    byteOff[row] = end;
    insnIdx[row] = slot;
    part[row] = PARTS.indexOf(partName);
    end += hex.length / 2;
  });
  return {
    name,
    funcIdx,
    addr,
    bytes: hexToBytes(lines.map((line) => line[0]).join('')),
    addrs: new Int32Array(),
    insns: { byteOff, insnIdx, part },
    passes: [
      { kind: 'shrink', length: end + 12, padding: false },
      { kind: 'shrink', length: end, padding: false },
      { kind: 'image', length: end, padding: false },
    ],
    firstPassAddrs: new Int32Array(),
    frame: {
      stackDepth: 64,
      stackSize: 64,
      isUniform: false,
      calleeRegsUsed: [6],
      tailCallReachable: true,
      adjOff: 11,
    },
  };
}

const AFTER_ADDR = 0xffffffffc00008d4n;
const POKE = {
  tailcallTarget: AFTER_ADDR + 0x48n,
  tailcallBypass: AFTER_ADDR + 0x3bn,
  bypassAddr: AFTER_ADDR + 0x4dn,
  adjOff: 11,
  mapIdx: 0,
  key: 0,
  insnIdx: 10,
  funcIdx: 1,
  targetOff: 0x48,
  bypassOff: 0x3b,
} as const satisfies PokeDescriptor;

/** Text of the fixture's lab; spans below point into it. */
const FIXTURE_TEXT = `.kernel 6.1
.map jmp_table prog_array max_entries=4
.init
jmp_table[0] = target_a
.cpu 0
run entry
.cpu 1
jmp_table[0] = target_b
delete jmp_table[0]
`;

function spanOf(text: string) {
  const start = FIXTURE_TEXT.indexOf(text);
  return { start, end: start + text.length };
}

function xlatedOf(name: string, hex: string, pokes: Rewritten['pokeTab'] = []): Rewritten {
  const insns = insnsOf(hex);
  return {
    name,
    type: 'sched_cls',
    sleepable: false,
    insns,
    origin: Int32Array.from(insns, (_, slot) => slot),
    subprogs: [],
    pokeTab: pokes,
    tailCalls: [],
    provenance: {
      rewritings: [],
      marks: new Int32Array(insns.length),
      putIn: new Uint8Array(insns.length),
      removed: [],
    },
  };
}

function progOf(jit: JitProg, xlated: Rewritten, progAddr: bigint): ProgResult {
  return {
    name: jit.name,
    type: 'sched_cls',
    sleepable: false,
    span: { start: 0, end: 0 },
    spans: [],
    insns: xlated.insns,
    xlated,
    mapsUsed: [],
    jit,
    loadErrno: 0,
    progAddr,
  };
}

const MAP_POKE = `for_each_poke(map, key) {
    if (new) {
        text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        if (!old)
            text_poke(tailcall_bypass, jmp(bypass_addr), nop);
    } else {
        ret = text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), jmp(bypass_addr));
        if (!ret)
            synchronize_rcu();
        text_poke(tailcall_target, old ? jmp(old) : nop, nop);
    }
}`;

const TEXT_POKE = `publish(site, new);
store(site[0], 0xcc);
sync_cores();
store(site[1..4], new[1..4]);
sync_cores();
store(site[0], new[0]);
sync_cores();
retire(site);`;

function placeAt(role: ProtocolPlace['role'], line: number): ProtocolPlace {
  const text = role === 'map_poke' ? MAP_POKE : TEXT_POKE;
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const body = lines[line - 1] ?? '';
  const start = before + (body.length - body.trimStart().length);
  return {
    role,
    name: role === 'map_poke' ? 'approach_1' : 'int3_three_phase',
    line,
    span: { start, end: before + body.length },
  };
}

const NOP5 = hexToBytes('0f1f440000');
const BYPASS_JMP = hexToBytes('e90d000000');

const STORED = { int3: [0, 1], tail: [1, 5], first: [0, 1] } as const;

/** The part of five bytes that one store of text_poke writes. */
function stored(addr: bigint, before: Uint8Array, after: Uint8Array, phase: keyof typeof STORED) {
  const [off, end] = STORED[phase];
  return {
    off,
    addr: addr + BigInt(off),
    before: before.slice(off, end),
    after: after.slice(off, end),
  };
}

/** Builds the steps of an updater that follows the shipped protocols, statement by statement. */
class Script {
  readonly steps: Step[] = [];
  readonly memory = new Map<string, Uint8Array>([
    ['bypass', BYPASS_JMP],
    ['target', NOP5],
  ]);
  syncs = 0;
  actor = 0;

  step(
    events: MachineEvent[],
    protocol: ProtocolPlace | null = null,
    source: string | null = null,
  ): void {
    this.steps.push({
      actor: this.actor,
      action: goAction(this.actor),
      source: source === null ? null : spanOf(source),
      protocol,
      events,
    });
  }

  poke(which: SiteRef['which'], wanted: Uint8Array, line: number): void {
    const site: SiteRef = { progIdx: 0, pokeIdx: 0, which };
    const addr = which === 'bypass' ? POKE.tailcallBypass : POKE.tailcallTarget;
    const found = this.memory.get(which) ?? NOP5;
    const mixed = (first: number, tail: Uint8Array) => Uint8Array.of(first, ...tail.slice(1));
    const int3 = mixed(0xcc, found);
    const tail = mixed(0xcc, wanted);
    this.step(
      [
        { kind: 'poke-begin', site, addr, expected: found, wanted, found },
        { kind: 'lock', lock: { kind: 'text_mutex' } },
      ],
      placeAt('map_poke', line),
    );
    this.step([{ kind: 'publish', site }], placeAt('text_poke', 1));
    const stores = [
      [found, int3, 'int3', 2],
      [int3, tail, 'tail', 4],
      [tail, wanted, 'first', 6],
    ] as const;
    for (const [before, after, phase, textLine] of stores) {
      this.step(
        [{ kind: 'store', phase, site, ...stored(addr, before, after, phase) }],
        placeAt('text_poke', textLine),
      );
      this.syncs += 1;
      this.step(
        [{ kind: 'sync', site, ordinal: this.syncs, waits: [] }],
        placeAt('text_poke', textLine + 1),
      );
    }
    this.memory.set(which, wanted);
    this.step([{ kind: 'retire', site }], placeAt('text_poke', 8));
    this.step(
      [
        { kind: 'unlock', lock: { kind: 'text_mutex' } },
        { kind: 'poke-end', site, ret: 0 },
      ],
      placeAt('map_poke', line),
    );
  }

  /** `map[0] = next` from `old`. */
  update(op: OpRef, old: SlotValue, next: SlotValue, jumps: readonly Uint8Array[], source: string) {
    const lock = { kind: 'poke_mutex', mapIdx: 0 } as const;
    const slot = { mapIdx: 0, key: 0, old, new: next };
    this.step([{ kind: 'op-begin', op }], null, source);
    this.step([{ kind: 'lock', lock }], null, source);
    this.step([{ kind: 'slot-write', ...slot }], null, source);
    this.step([{ kind: 'poke-run-begin', ...slot }], placeAt('map_poke', 1), source);
    this.step(
      [{ kind: 'desc-begin', progIdx: 0, pokeIdx: 0, fixup: false }],
      placeAt('map_poke', 2),
    );
    if (next !== null) {
      this.poke('target', jumps[next] ?? NOP5, 3);
      if (old === null) this.poke('bypass', NOP5, 5);
    } else {
      this.poke('bypass', BYPASS_JMP, 7);
      const wait = { flavour: 'rcu', purpose: 'wait', ordinal: 1, progIdx: null } as const;
      this.step([{ kind: 'rcu-begin', ...wait, readers: [] }], placeAt('map_poke', 9));
      this.step([{ kind: 'rcu-end', ...wait }], placeAt('map_poke', 9));
      this.poke('target', NOP5, 10);
    }
    this.step([
      { kind: 'desc-end', progIdx: 0, pokeIdx: 0, fixup: false },
      { kind: 'poke-run-end', ...slot },
    ]);
    this.step([
      { kind: 'unlock', lock },
      { kind: 'op-end', op, errno: 0 },
    ]);
  }
}

const JUMPS = [NOP5, hexToBytes('e97efdffff'), hexToBytes('e93e000000')];

function stepsOf(): Step[] {
  const script = new Script();
  for (const progIdx of [0, 1, 2]) {
    const op = { kind: 'load', progIdx } as const;
    script.step([
      { kind: 'op-begin', op },
      { kind: 'prog', progIdx, state: 'loading' },
    ]);
    if (progIdx === 0) script.step([{ kind: 'track', progIdx, mapIdx: 0 }]);
    script.step([{ kind: 'image', progIdx }]);
    if (progIdx === 0) script.step([{ kind: 'stable', progIdx, pokeIdx: 0 }]);
    script.step([
      { kind: 'prog', progIdx, state: 'loaded' },
      { kind: 'op-end', op, errno: 0 },
    ]);
  }
  script.actor = 1;
  const fill = (progIdx: number) => ({ kind: 'update', mapIdx: 0, key: 0, progIdx }) as const;
  script.update(fill(1), null, 1, JUMPS, 'jmp_table[0] = target_a');
  script.actor = 2;
  const run = { kind: 'run', progIdx: 0, times: 1, len: null } as const;
  script.step([{ kind: 'op-begin', op: run }], null, 'run entry');
  script.step([
    { kind: 'run-begin', progIdx: 0, ordinal: 1, flavour: 'rcu' },
    { kind: 'run-end', progIdx: 0, ordinal: 1, retval: 1, tailCalls: 0 },
    { kind: 'op-end', op: run, errno: 0 },
  ]);
  script.actor = 3;
  script.update(fill(2), 1, 2, JUMPS, 'jmp_table[0] = target_b');
  const empty = { kind: 'delete', mapIdx: 0, key: 0 } as const;
  script.update(empty, 2, null, JUMPS, 'delete jmp_table[0]');
  return script.steps;
}

const ACTORS = [
  { name: 'load', cpu: null },
  { name: 'init', cpu: null },
  { name: 'CPU 0', cpu: 0 },
  { name: 'CPU 1', cpu: 1 },
];

const IDLE_CPU: CpuView = {
  run: null,
  mode: 'idle',
  place: null,
  next: 'none',
  tailCalls: 0,
  ipi: null,
  retval: null,
  verdicts: [],
};

/** Steps of the fixture's loads and of its `.init`. */
export const ZERO = 38;

/** A result whose first program has `insnCount` x86 insns and a poke site every 500. */
export function bigResult(insnCount: number): LabResult {
  const small = fixtureResult();
  const kinds: readonly Line[] = [
    ['4801d8', 0, 'body'],
    ['48c745c009000000', 1, 'body'],
    ['31d2', 2, 'body'],
    ['73fe', 3, 'body'],
  ];
  const lines = Array.from({ length: insnCount }, (_, nth): Line => {
    const [hex, slot, part] = kinds[nth % kinds.length] ?? ['90', 0, 'body'];
    return nth % 500 === 499 ? ['e90d000000', nth, 'bypass'] : [hex, slot + nth, part];
  });
  const image = imageOf('big', 0, 0xffffffffc0010000n, lines);
  const pokeTab = Array.from({ length: Math.floor(insnCount / 500) }, (_, pokeIdx) => {
    const bypassOff = image.insns.byteOff[pokeIdx * 500 + 499] ?? 0;
    return { ...POKE, funcIdx: 0, bypassOff, targetOff: -1 };
  });
  const jit: JitProg = { name: 'big', progIdx: 0, funcs: [image], pokeTab };
  return { ...small, progs: [progOf(jit, xlatedOf('big', TARGET_A_INSNS), 0n)], timeline: null };
}

function profileOf61(): KernelProfile {
  const found = resolveProfile('6.1', []);
  if (!found.ok) throw new Error('no profile 6.1');
  return found.value;
}

/** The whole fixture; a new object each time, so that tests may tell results apart. */
export function fixtureResult(): LabResult {
  const entry: JitProg = {
    name: 'entry',
    progIdx: 0,
    funcs: [
      imageOf('entry', 0, 0xffffffffc0000764n, ENTRY),
      imageOf('after', 1, AFTER_ADDR, AFTER),
    ],
    pokeTab: [POKE],
  };
  const targetA: JitProg = {
    name: 'target_a',
    progIdx: 1,
    funcs: [imageOf('target_a', 0, 0xffffffffc0000694n, TARGET_A)],
    pokeTab: [],
  };
  const targetB: JitProg = {
    name: 'target_b',
    progIdx: 2,
    funcs: [imageOf('target_b', 0, 0xffffffffc0000954n, TARGET_B)],
    pokeTab: [],
  };
  const poke = { insnIdx: 10, subprogIdx: 1, mapIdx: 0, key: 0 };
  return {
    diagnostics: [],
    layout: { name: null, pieces: profileOf61().tailCall.pieces },
    profile: profileOf61(),
    maps: [{ name: 'jmp_table', type: 'prog_array', keySize: 4, valueSize: 4, maxEntries: 4 }],
    mapAddrs: [0xffff888005211c00n],
    symbols: new Map(),
    progs: [
      progOf(entry, xlatedOf('entry', ENTRY_INSNS, [poke]), 0xffffc90000021000n),
      progOf(targetA, xlatedOf('target_a', TARGET_A_INSNS), 0xffffc90000025000n),
      progOf(targetB, xlatedOf('target_b', TARGET_B_INSNS), 0xffffc90000029000n),
    ],
    protocols: {
      mapPoke: { name: 'approach_1', text: MAP_POKE },
      textPoke: { name: 'int3_three_phase', text: TEXT_POKE },
    },
    timeline: {
      actors: ACTORS,
      steps: stepsOf(),
      zero: ZERO,
      stopped: null,
      over: true,
      taken: 0,
      moves: 0,
    },
    input: null,
    expects: [],
  };
}

function siteStateOf(bypass: SiteView, target: SiteView): SiteState {
  const words = { 233: 'jmp', 15: 'nop' } as const;
  const word = ({ bytes }: SiteView) => words[bytes[0] as keyof typeof words];
  const key = `${word(bypass)} ${word(target)}`;
  const states: Record<string, SiteState> = {
    'jmp nop': 'empty',
    'jmp jmp': 'armed',
    'nop jmp': 'live',
    'nop nop': 'forbidden',
  };
  return states[key] ?? 'moving';
}

/** What the machine's replay answers, by brute force: enough to draw the fixture at a cursor. */
export function fixtureView(result: LabResult, cursor: number): MachineView {
  const progs: ProgState[] = result.progs.map(() => 'absent');
  const slots: SlotValue[] = [null, null, null, null];
  const sites: Record<SiteRef['which'], SiteView> = {
    bypass: {
      site: { progIdx: 0, pokeIdx: 0, which: 'bypass' },
      bytes: BYPASS_JMP,
      poke: null,
    },
    target: { site: { progIdx: 0, pokeIdx: 0, which: 'target' }, bytes: NOP5, poke: null },
  };
  const locks: MachineView['locks'][number][] = [];
  const ops: (OpRef | null)[] = ACTORS.map(() => null);
  let gracePeriods: MachineView['gracePeriods'] = [];
  let stable = false;

  const apply = (event: MachineEvent, actor: number): void => {
    if (event.kind === 'op-begin') ops[actor] = event.op;
    if (event.kind === 'op-end') ops[actor] = null;
    if (event.kind === 'prog') progs[event.progIdx] = event.state;
    if (event.kind === 'stable') stable = true;
    if (event.kind === 'lock') locks.push({ lock: event.lock, holder: actor, waiters: [] });
    if (event.kind === 'unlock') locks.pop();
    if (event.kind === 'slot-write') slots[event.key] = event.new;
    if (event.kind === 'rcu-begin') gracePeriods = [{ ...event, actor }];
    if (event.kind === 'rcu-end') gracePeriods = [];
    applySite(event, sites);
  };
  for (const step of result.timeline?.steps.slice(0, cursor) ?? []) {
    for (const event of step.events) apply(event, step.actor);
  }
  const desc: DescView = {
    progIdx: 0,
    pokeIdx: 0,
    state: siteStateOf(sites.bypass, sites.target),
    stable,
    ...sites,
  };
  const descs = [[desc], [], []];
  const cpus = ACTORS.map(() => IDLE_CPU);
  return { cursor, progs, slots: [slots], descs, locks, ops, cpus, gracePeriods };
}

function applySite(event: MachineEvent, sites: Record<SiteRef['which'], SiteView>): void {
  if (event.kind === 'poke-begin') {
    const was = sites[event.site.which];
    sites[event.site.which] = {
      ...was,
      poke: { old: event.found, new: event.wanted, phase: 'begun', synced: false },
    };
  } else if (event.kind === 'store') {
    const was = sites[event.site.which];
    sites[event.site.which] = {
      ...was,
      bytes: Uint8Array.from(was.bytes, (byte, nth) => event.after[nth - event.off] ?? byte),
      poke: was.poke && { ...was.poke, phase: event.phase, synced: false },
    };
  } else if (event.kind === 'sync' && event.site !== null) {
    const was = sites[event.site.which];
    sites[event.site.which] = { ...was, poke: was.poke && { ...was.poke, synced: true } };
  } else if (event.kind === 'poke-end') {
    sites[event.site.which] = { ...sites[event.site.which], poke: null };
  }
}
