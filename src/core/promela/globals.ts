// What all actors share: declarations with the values of time zero, and the small pieces of kernel that work
// on them. Names are those of core/machine's layout.

import { at } from '../base/index.ts';
import { fluxDeclarations, fluxPieces } from './flux.ts';
import type { Lab } from './lab.ts';
import { PROMELA_PROPERTIES, propertyMacro, violated } from './properties.ts';
import { array, choose, inline, lookUp, zeros } from './text.ts';

/** No descriptor. */
const NONE = 255;
const PROG_STATES = ['absent', 'loading', 'loaded', 'held', 'unloaded', 'freed'];

export function globals(lab: Lab): string[] {
  return [
    ...PROMELA_PROPERTIES.map((name, idx) => `#define ${propertyMacro(name)} ${idx + 1}`),
    `#define NONE ${NONE}`,
    ...PROG_STATES.map((name, idx) => `#define PROG_${name.toUpperCase()} ${idx}`),
    '',
    ...facts(lab),
    '',
    '/* Scratch within one step: no part of a state. */',
    'hidden byte wrong, s, p, q, i, j, n, fb0, ib0, was_b0, found, nc;',
    'hidden int ftail, itail, was_tail, w, v, readers_now;',
    '',
    ...declarations(lab),
    '',
    ...pieces(lab),
  ];
}

/** What never changes, as look-ups. */
function facts({ input, zero, worker }: Lab): string[] {
  const descs = zero.descs;
  const firstDescs = input.progs.map((_, progIdx) =>
    descs.findIndex((desc) => desc.progIdx === progIdx),
  );
  return [
    `#define WORKER ${worker}`,
    '#define me _pid',
    lookUp('SLEEPABLE', [0, ...input.progs.map(({ sleepable }) => Number(sleepable))]),
    lookUp(
      'PROG_OF',
      descs.map(({ progIdx }) => progIdx),
    ),
    lookUp(
      'TARGET_OF',
      descs.map(({ targetId }) => targetId),
    ),
    lookUp(
      'BYPASS_OF',
      descs.map(({ bypassId }) => bypassId ?? NONE),
    ),
    lookUp(
      'FIRST_DESC',
      firstDescs.map((first) => (first < 0 ? NONE : first)),
    ),
  ];
}

function declarations(lab: Lab): string[] {
  return [
    'bool halted;',
    'byte text_mutex;',
    array('byte', 'poke_mutex', zeros(lab.zero.maps.length)),
    '/* The site that the int3 handler serves, number + 1, and its new bytes. */',
    'byte pub_site, pub_b0;',
    'int pub_tail;',
    'byte handlers;',
    '/* Actors that have an IPI to take, a bit each. */',
    'int ipis;',
    'byte ipi_from;',
    ...siteDeclarations(lab),
    ...mapDeclarations(lab),
    ...progDeclarations(lab),
    ...workDeclarations(lab),
    ...actorDeclarations(lab),
    ...cpuDeclarations(lab),
    ...(lab.memories > 1 ? ['byte mem;'] : []),
  ];
}

/** A column of numbers of the things that there are. */
function column<T>(type: string, name: string, all: readonly T[], pick: (one: T) => number) {
  const values = all.map(pick);
  return array(type, name, values);
}

function siteDeclarations(lab: Lab): string[] {
  const { sites, descs } = lab.zero;
  return [
    '/* Sites: byte 0, and bytes 1 to 4 little endian. */',
    column('byte', 'b0', sites, ({ bytes }) => bytes.low & 0xff),
    column('int', 'tail', sites, ({ bytes }) => tailOf(bytes)),
    column('bool', 'stable', descs, ({ stable }) => Number(stable)),
    ...(lab.cpus.length > 0 ? fluxDeclarations(lab) : []),
  ];
}

function mapDeclarations({ zero: { maps, progs } }: Lab): string[] {
  const tracked = maps.flatMap((map) => progs.map((_, i) => map.tracked[i] ?? 0));
  const slots = maps.flatMap((map) => map.slots);
  return [
    column('bool', 'map_open', maps, ({ open }) => Number(open)),
    column('byte', 'owner', maps, ({ owner }) => (owner === null ? 0 : owner + 1)),
    column('byte', 'tracked_n', maps, (map) => map.tracked.length),
    array('byte', 'tracked', tracked),
    '/* Program in each slot, index + 1. */',
    array('byte', 'slot', slots),
  ];
}

function progDeclarations({ zero: { progs } }: Lab): string[] {
  return [
    column('byte', 'prog_state', progs, ({ state }) => PROG_STATES.indexOf(state)),
    column('bool', 'fd', progs, ({ fd }) => fd),
    column('byte', 'refs', progs, ({ refs }) => refs),
    column('bool', 'image', progs, ({ image }) => image),
  ];
}

function actorDeclarations({ actors }: Lab): string[] {
  return [
    '/* Actors: what others can see of their system calls. */',
    column('byte', 'op', actors, ({ cpu, ops }) => (cpu === null ? ops.length : 0)),
    array('byte', 'sleeps', zeros(actors.length)),
    array('bool', 'syncing', zeros(actors.length)),
    array('bool', 'retiring', zeros(actors.length)),
    array('bool', 'waiting', zeros(actors.length)),
    array('int', 'readers', zeros(actors.length)),
    array('bool', 'by_trace', zeros(actors.length)),
    array('byte', 'at_map', zeros(actors.length)),
    '/* Map + 1 whose slot the actor changes, or whose descriptor it fixes up. */',
    array('byte', 'changing', zeros(actors.length)),
  ];
}

function tailOf({ low, high }: { readonly low: number; readonly high: number }): number {
  return (low >>> 8) | (high << 24);
}

function workDeclarations({ zero, input }: Lab): string[] {
  const { work } = zero;
  const room = input.progs.length + input.maps.length;
  const of = (pick: (item: (typeof work)[number]) => number): number[] =>
    Array.from({ length: room }, (_, idx) => (work[idx] ? pick(at(work, idx)) : 0));
  return [
    '/* What system calls left to the worker: kind 0 frees a program, 1 empties a map. */',
    `byte work_n = ${work.length};`,
    array(
      'byte',
      'work_kind',
      of(({ kind }) => Number(kind === 'clear')),
    ),
    array(
      'byte',
      'work_idx',
      of(({ idx }) => idx),
    ),
    array(
      'int',
      'work_readers',
      of(({ readers }) => readers),
    ),
    array(
      'bool',
      'work_trace',
      of(({ flavour }) => Number(flavour === 'tasks-trace')),
    ),
  ];
}

function cpuDeclarations({ cpus }: Lab): string[] {
  if (cpus.length === 0) return [];
  return [
    '/* CPUs that run programs: node of the graph, program entered + 1. */',
    array(
      'short',
      'node',
      cpus.map(({ graph }) => graph.start),
    ),
    array('byte', 'run_prog', zeros(cpus.length)),
    array('bool', 'preempted', zeros(cpus.length)),
    array('bool', 'stopped', zeros(cpus.length)),
    array(
      'bool',
      'may_run',
      cpus.map(() => 1),
    ),
    array('int', 'retval', zeros(cpus.length)),
    array('byte', 'runs_done', zeros(cpus.length)),
  ];
}

function pieces(lab: Lab): string[] {
  const { cpus } = lab;
  const bits = (flavour: 'rcu' | 'trace'): string =>
    cpus
      .map(({ cpuIdx: c, actor }) => {
        const reads =
          flavour === 'trace'
            ? `SLEEPABLE(run_prog[${c}]) == 1`
            : `(SLEEPABLE(run_prog[${c}]) == 0 || !preempted[${c}])`;
        return `(run_prog[${c}] != 0 && ${reads} -> ${1 << actor} : 0)`;
      })
      .join(' + ') || '0';
  return [
    '#define READY (!halted && (!syncing[me] || ipis == 0) && (!retiring[me] || handlers == 0))',
    '#define AWAKE (sleeps[me] == 0 || (sleeps[me] == 1 && text_mutex == 0) || (sleeps[me] > 1 && poke_mutex[sleeps[me] - 2] == 0))',
    `#define RCU_READERS (${bits('rcu')})`,
    `#define TRACE_READERS (${bits('trace')})`,
    '',
    '/* Spin reports the number of what went wrong, and goes on if it is asked to (pan -c0). */',
    ...inline('violated(what)', ['wrong = what;', 'assert(wrong != what);', 'wrong = 0;']),
    ...inline('bug()', ['halted = true;', violated('bug')]),
    ...inline('moves()', ['sleeps[me] = 0;', 'syncing[me] = false;', 'retiring[me] = false;']),
    ...inline('forget_descriptor()', [
      ...choose([
        { when: 'handlers == 0 && pub_site == 0', then: ['pub_b0 = 0;', 'pub_tail = 0;'] },
      ]),
    ]),
    ...insnBytes(lab),
    ...decode(lab),
    ...(cpus.length > 0 ? fluxPieces(lab) : []),
    ...workPieces(lab),
  ];
}

function workPieces(lab: Lab): string[] {
  const room = lab.input.progs.length + lab.input.maps.length;
  return [
    ...inline('queue_work(kind, idx, rd, tr)', [
      'work_kind[work_n] = kind;',
      'work_idx[work_n] = idx;',
      'work_readers[work_n] = rd;',
      'work_trace[work_n] = tr;',
      'work_n++;',
    ]),
    ...inline('drop_work(at)', [
      `for (i : 0 .. ${room - 1}) {`,
      '  if',
      `  :: i >= at && i < ${room - 1} ->`,
      '    work_kind[i] = work_kind[i + 1];',
      '    work_idx[i] = work_idx[i + 1];',
      '    work_readers[i] = work_readers[i + 1];',
      '    work_trace[i] = work_trace[i + 1];',
      `  :: i == ${room - 1} ->`,
      '    work_kind[i] = 0;',
      '    work_idx[i] = 0;',
      '    work_readers[i] = 0;',
      '    work_trace[i] = false;',
      '  :: else -> skip;',
      '  fi;',
      '}',
      'work_n--;',
    ]),
    '/* Grace periods do not wait for the actor any longer; with only_rcu, tasks-trace ones still do. */',
    ...inline('drop_reader(who, only_rcu)', dropReader(lab)),
    '/* The last reference: memory is freed after a grace period. */',
    ...inline('put_prog(which)', [
      'p = which;',
      'refs[p]--;',
      ...choose([
        {
          when: 'refs[p] == 0',
          then: [
            'prog_state[p] = PROG_UNLOADED;',
            'readers_now = (SLEEPABLE(p + 1) == 1 -> TRACE_READERS : RCU_READERS);',
            'queue_work(0, p, readers_now, SLEEPABLE(p + 1));',
          ],
        },
      ]),
    ]),
  ];
}

function dropReader({ actors, input }: Lab): string[] {
  const room = input.progs.length + input.maps.length;
  const loop = (last: number, set: string, flag: string): string[] => [
    `for (i : 0 .. ${last}) {`,
    '  if',
    `  :: only_rcu && ${flag}[i] -> skip;`,
    `  :: else -> ${set}[i] = ${set}[i] & ~(1 << who);`,
    '  fi;',
    '}',
  ];
  return [
    ...loop(actors.length - 1, 'readers', 'by_trace'),
    ...loop(room - 1, 'work_readers', 'work_trace'),
  ];
}

/** The five bytes of an insn at a site, into ib0 and itail. */
function insnBytes({ zero }: Lab): string[] {
  const options = zero.sites.flatMap(({ insns }, siteId) =>
    [...insns].flatMap(([insn, bytes]) =>
      bytes === null || insn === 0
        ? []
        : [
            {
              when: `site == ${siteId} && insn == ${insn}`,
              then: [`ib0 = ${bytes.low & 0xff}; itail = ${tailOf(bytes)};`],
            },
          ],
    ),
  );
  const nop = zero.sites[0]?.insns.get(0);
  const nopBytes = nop ? `ib0 = ${nop.low & 0xff}; itail = ${tailOf(nop)};` : 'skip;';
  return [
    '/* An insn is 0 nop, 1 jmp bypass_addr, 2 + p jmp to program p. */',
    ...inline('insn_bytes(site, insn)', choose(options, [nopBytes])),
  ];
}

/** What five bytes at a site are, as an insn's word. */
function decode({ zero }: Lab): string[] {
  const insns = zero.sites.flatMap((facts, siteId) =>
    [...facts.insns].flatMap(([insn, bytes]) =>
      bytes === null
        ? []
        : [
            {
              when: `site == ${siteId} && fb0 == ${bytes.low & 0xff} && ftail == ${tailOf(bytes)}`,
              then: [`w = ${insn};`],
            },
          ],
    ),
  );
  return [
    '#define INT3 (-1)',
    '#define TORN (-2)',
    '/* Bytes fb0, ftail at a site, as a CPU decodes them, into w. */',
    ...inline('decode(site)', [
      ...choose([...insns, { when: `fb0 == ${0xcc}`, then: ['w = INT3;'] }], ['w = TORN;']),
    ]),
  ];
}
