// System calls and the worker, as places of `proctype actor`.
// Authority: core/machine/ops.ts, slot-change.ts, load.ts, work.ts, owner.ts.

import { at } from '../base/index.ts';
import type { MachineOp } from '../machine/index.ts';
import type { Lab } from './lab.ts';
import { violated } from './properties.ts';
import { changeDone, takeLock } from './protocol.ts';
import { choose, inline, type Lines, place, step } from './text.ts';

type Op = MachineOp['op'];
type OpOf<K extends 'update' | 'delete'> = Extract<Op, { kind: K }>;
type LoadOp = Extract<Op, { kind: 'load' | 'unload' }>;

const EBADF = 9;
const E2BIG = 7;
const EINVAL = 22;

const EXCHANGE = ['old_prog = slot[k]; slot[k] = new_prog;', 'to = TO_begin_pokes;'];
const FIXED = [
  'fixup = false;',
  'round++;',
  'changing[me] = 0;',
  'check_agreement(m);',
  'to = TO_fixup_lock;',
];

interface PlacedOp<O extends MachineOp['op'] = MachineOp['op']> {
  readonly actor: number;
  readonly opIdx: number;
  readonly op: O;
}

function is({ actor, opIdx }: PlacedOp): string {
  return `me == ${actor} && op[me] == ${opIdx}`;
}

export class OpWriter {
  private readonly lab: Lab;
  private readonly clearLocals: Lines;

  private readonly fixupLabel: string;

  constructor(lab: Lab, clearLocals: Lines, fixupLabel: string) {
    this.lab = lab;
    this.clearLocals = clearLocals;
    this.fixupLabel = fixupLabel;
  }

  /** Inlines that work on the locals of `proctype actor`. */
  pieces(): string[] {
    const { lab } = this;
    const { cpus } = lab;
    const over = cpus.map(({ cpuIdx, actor, lastRun }) => ({
      when: `me == ${actor} && op[me] > ${lastRun}`,
      then: [`may_run[${cpuIdx}] = false;`, `fx_serialised(${cpuIdx});`],
    }));
    return [
      '/* Leaves nothing of a finished call behind. */',
      ...inline('forget_work()', [
        'error = 0; m = 0; k = 0; old_prog = 0; new_prog = 0; track_pos = 0;',
        'prog = 0; desc = 0; which = 0; expected = 0; wanted = 0; ret = 0; call = 0;',
        'fixup = false; round = 0; times = 0; outcome = 0;',
        ...(lab.exact ? ['text_ran = false;'] : []),
        'at_map[me] = 0; waiting[me] = false; readers[me] = 0; by_trace[me] = false;',
        'moves();',
        ...this.clearLocals,
      ]),
      ...inline('end_op()', ['forget_work();', 'op[me]++;', ...choose(over)]),
      ...this.findDesc(),
      ...inline('release_map(which_map)', this.releaseMap()),
    ];
  }

  places(): string[] {
    const { lab } = this;
    const ops = lab.ops;
    const begins = ops.map((placed) => this.begin(placed));
    if (lab.hasFrees || lab.hasClears) begins.push(this.beginWork());
    return [
      ...place('idle', 'between two system calls', begins),
      ...this.slotChange(),
      ...ops.flatMap((placed) => this.ends(placed)),
      ...(lab.hasLoads ? this.fixupPlaces() : []),
      ...(lab.hasFrees ? this.freePlaces() : []),
      ...(lab.hasClears ? this.clearPlaces() : []),
    ];
  }

  private begin(placed: PlacedOp): string[] {
    const { op } = placed;
    const guard = `READY && ${is(placed)}`;
    switch (op.kind) {
      case 'update':
      case 'delete':
        return step(guard, this.beginChange(op));
      case 'unload':
      case 'close':
        return step(guard, [`to = TO_${endLabel(placed)};`]);
      case 'run':
        return step(guard, [
          `times = ${op.times};`,
          ...choose([{ when: `!fd[${op.progIdx}]`, then: [`error = ${EBADF};`] }]),
          'to = TO_next_run;',
        ]);
      case 'load':
        return step(guard, this.beginLoad(placed, op));
    }
  }

  private beginChange(op: OpOf<'update'> | OpOf<'delete'>): string[] {
    const { mapIdx, key } = op;
    const map = at(this.lab.zero.maps, mapIdx);
    if (!map.isProgArray) return [violated('not-modelled'), 'halted = true;', 'to = TO_over;'];
    const fail = (errno: number): string[] => [`error = ${errno};`, 'to = TO_change_end;'];
    const isInside = key < at(this.lab.input.maps, mapIdx).maxEntries;
    const slot = this.lab.slotId(mapIdx, map.keys.indexOf(key));
    const enter = (progWord: number): string[] => [
      `m = ${mapIdx}; k = ${slot}; new_prog = ${progWord}; at_map[me] = ${mapIdx + 1};`,
      `changing[me] = ${mapIdx + 1};`,
      `to = TO_${this.firstPlace};`,
    ];
    const closed = { when: `!map_open[${mapIdx}]`, then: fail(EBADF) };
    if (!isInside) return choose([closed], fail(E2BIG));
    if (op.kind === 'delete') return choose([closed], enter(0));
    const { progIdx } = op;
    const alien = this.aliens(mapIdx, progIdx);
    return choose(
      [closed, { when: `!fd[${progIdx}]`, then: fail(EBADF) }],
      [
        ...choose([
          { when: `owner[${mapIdx}] == 0`, then: [`owner[${mapIdx}] = ${progIdx + 1};`] },
        ]),
        ...choose(alien === '' ? [] : [{ when: alien, then: fail(EINVAL) }], [
          `refs[${progIdx}]++;`,
          ...enter(progIdx + 1),
        ]),
      ],
    );
  }

  /** Owners that keep a program out of a map, as a condition; '' for none. */
  private aliens(mapIdx: number, progIdx: number): string {
    const { progs } = this.lab.input;
    const { type } = at(progs, progIdx);
    return [...progs.keys()]
      .filter((other) => at(progs, other).type !== type)
      .map((other) => `owner[${mapIdx}] == ${other + 1}`)
      .join(' || ');
  }

  private slotChange(): string[] {
    const release = choose([
      {
        when: 'at_map[me] != 0',
        then: [
          ...choose([{ when: 'old_prog != 0', then: ['put_prog(old_prog - 1);'] }]),
          'release_map(m);',
        ],
      },
    ]);
    return [
      ...(this.lab.takesPokeMutex ? this.lockMap() : []),
      ...place('exchange', 'xchg of the slot', [step('READY', ['moves();', ...EXCHANGE])]),
      ...place('begin_pokes', 'prog_array_map_poke_run', [
        step('READY', [
          'moves();',
          'track_pos = 0; desc = NONE; outcome = 0;',
          ...this.clearLocals,
          'to = TO_map_0;',
        ]),
      ]),
      ...place('change_end', 'drop the old program, answer', [
        step('READY', ['moves();', ...release, 'end_op();', 'to = TO_idle;']),
      ]),
    ];
  }

  private get firstPlace(): string {
    return this.lab.takesPokeMutex ? 'lock_map' : 'exchange';
  }

  private lockMap(): string[] {
    const free = ['poke_mutex[m] = 0;', ...changeDone(this.lab)];
    return [
      ...place('lock_map', 'poke_mutex of the map', [
        step('READY && AWAKE', [
          'moves();',
          ...takeLock('poke_mutex[m]', 'm + 2', 'lock_map', 'exchange'),
        ]),
      ]),
      ...place('unlock_map', 'poke_mutex of the map', [
        step('READY', [
          'moves();',
          ...choose([{ when: 'poke_mutex[m] == me + 1', then: free }], ['bug();', 'to = TO_over;']),
        ]),
      ]),
    ];
  }

  private ends(placed: PlacedOp): string[] {
    const { op } = placed;
    switch (op.kind) {
      case 'unload':
        return this.unloadEnd(placed, op.progIdx);
      case 'close':
        return place(endLabel(placed), 'close the map', [
          step('READY', [
            ...choose([
              {
                when: `map_open[${op.mapIdx}]`,
                then: [`map_open[${op.mapIdx}] = false;`, `release_map(${op.mapIdx});`],
              },
            ]),
            'end_op();',
            'to = TO_idle;',
          ]),
        ]);
      case 'load':
        return this.loadPlaces(placed, op);
      default:
        return [];
    }
  }

  private unloadEnd(placed: PlacedOp, progIdx: number): string[] {
    return place(endLabel(placed), `close the file descriptor of ${this.lab.progName(progIdx)}`, [
      step('READY', [
        ...choose([
          {
            when: `fd[${progIdx}]`,
            then: [
              `fd[${progIdx}] = false;`,
              ...choose([
                { when: `refs[${progIdx}] > 1`, then: [`prog_state[${progIdx}] = PROG_HELD;`] },
              ]),
              `put_prog(${progIdx});`,
            ],
          },
        ]),
        'end_op();',
        'to = TO_idle;',
      ]),
    ]);
  }

  private releaseMap(): string[] {
    const { actors, zero } = this.lab;
    if (!this.lab.hasClears) return ['skip;'];
    const arrays = zero.maps.flatMap(({ isProgArray }, mapIdx) => (isProgArray ? [mapIdx] : []));
    const isArray = arrays.map((mapIdx) => `which_map == ${mapIdx}`).join(' || ') || 'false';
    const others = actors
      .slice(0, -1)
      .map((_, actor) => `(me != ${actor} && at_map[${actor}] == which_map + 1)`)
      .join(' || ');
    return choose([
      {
        when: `!map_open[which_map] && (${isArray}) && !(${others || 'false'})`,
        then: ['queue_work(1, which_map, 0, 0);'],
      },
    ]);
  }

  /** The next stable descriptor of the slot, in tracking and table order: `found`, `prog`, `desc`. */
  private findDesc(): string[] {
    const { zero, input } = this.lab;
    const ofSlot = (descId: number): string => {
      const { mapIdx, slot } = at(zero.descs, descId);
      return `k == ${this.lab.slotId(mapIdx, slot)}`;
    };
    const progs = input.progs.length;
    return inline('find_desc()', [
      'found = 0;',
      'do',
      ':: found || track_pos >= tracked_n[m] -> break;',
      ':: else ->',
      `     p = tracked[m * ${progs} + track_pos];`,
      ...zero.descs.flatMap(({ progIdx }, descId) =>
        choose([
          {
            when: `!found && p == ${progIdx} && (desc == NONE || desc < ${descId}) && stable[${descId}] && ${ofSlot(descId)}`,
            then: [`found = 1; prog = ${progIdx}; desc = ${descId};`],
          },
        ]).map((line) => `     ${line}`),
      ),
      '     if',
      '     :: !found -> track_pos++; desc = NONE;',
      '     :: else -> skip;',
      '     fi;',
      'od;',
      'if',
      ':: !found -> desc = NONE;',
      ':: else -> skip;',
      'fi;',
    ]);
  }

  private beginLoad(placed: PlacedOp, { progIdx }: LoadOp): string[] {
    const { loadErrno, mapsUsed, jit } = at(this.lab.input.progs, progIdx);
    const end = `to = TO_${endLabel(placed)};`;
    const closed = mapsUsed.map((mapIdx) => `!map_open[${mapIdx}]`).join(' || ');
    const refused = loadErrno !== 0 || !jit;
    const go = refused
      ? [`error = ${loadErrno};`, end]
      : [
          `prog_state[${progIdx}] = PROG_LOADING;`,
          `refs[${progIdx}] = 1;`,
          `to = TO_${trackLabel(placed)};`,
        ];
    return choose(
      [
        {
          when: `prog_state[${progIdx}] != PROG_ABSENT && prog_state[${progIdx}] != PROG_FREED`,
          then: ['halted = true;', violated('not-modelled'), 'to = TO_over;'],
        },
        ...(closed === '' ? [] : [{ when: closed, then: [`error = ${EBADF};`, end] }]),
      ],
      go,
    );
  }

  private loadPlaces(placed: PlacedOp, { progIdx }: LoadOp): string[] {
    const { trackingMaps } = at(this.lab.zero.progs, progIdx);
    const progs = this.lab.input.progs.length;
    const track = trackLabel(placed);
    const tracks = trackingMaps.map((mapIdx, round) => ({
      when: `round == ${round}`,
      then: choose(
        [
          {
            when: `poke_mutex[${mapIdx}] == 0`,
            then: [
              `tracked[${mapIdx * progs} + tracked_n[${mapIdx}]] = ${progIdx};`,
              `tracked_n[${mapIdx}]++;`,
              'round++;',
              `to = TO_${track};`,
            ],
          },
        ],
        [`sleeps[me] = ${mapIdx + 2};`, `to = TO_${track};`],
      ),
    }));
    return [
      ...place(track, `load ${this.lab.progName(progIdx)}: track it, then its image`, [
        step('READY && AWAKE', ['moves();', ...choose(tracks, this.image(progIdx))]),
      ]),
      ...place(endLabel(placed), `load ${this.lab.progName(progIdx)}: answer`, [
        step('READY', ['moves();', ...this.loadEnd(progIdx)]),
      ]),
    ];
  }

  private image(progIdx: number): string[] {
    const { zero, cpus } = this.lab;
    const sites = zero.sites.flatMap(({ site, empty, descId }, siteId) =>
      site.progIdx === progIdx
        ? [
            `b0[${siteId}] = ${empty.low & 0xff}; tail[${siteId}] = ${(empty.low >>> 8) | (empty.high << 24)};`,
            `stable[${descId}] = false;`,
            ...(cpus.length > 0 ? this.forget(siteId) : []),
          ]
        : [],
    );
    return [...sites, `image[${progIdx}] = true;`, 'round = 0;', 'to = TO_fixup_lock;'];
  }

  private forget(siteId: number): string[] {
    return choose([{ when: `fx_rank[${siteId}] != 0`, then: [`fx_remove(${siteId});`] }]);
  }

  private loadEnd(progIdx: number): string[] {
    return [
      ...choose([
        {
          when: `prog_state[${progIdx}] == PROG_LOADING`,
          then: choose(
            [
              {
                when: 'error == 0',
                then: [`fd[${progIdx}] = true;`, `prog_state[${progIdx}] = PROG_LOADED;`],
              },
            ],
            [`put_prog(${progIdx});`],
          ),
        },
      ]),
      'end_op();',
      'to = TO_idle;',
    ];
  }

  private fixupPlaces(): string[] {
    const loads = this.lab.ops.flatMap(({ op, ...where }) =>
      op.kind === 'load' ? [{ ...where, op }] : [],
    );
    const locks = loads.flatMap((placed) => {
      const { progIdx } = placed.op;
      const rounds = at(this.lab.zero.progs, progIdx).fixups.map((descId, round) => ({
        when: `round == ${round}`,
        then: this.lockForFixup(descId),
      }));
      return [{ when: is(placed), then: choose(rounds, this.checkOwner(placed)) }];
    });
    return [
      ...place('fixup_lock', 'bpf_tail_call_direct_fixup: poke_mutex of the next descriptor', [
        step('READY && AWAKE', ['moves();', ...choose(locks, ['skip;'])]),
      ]),
      ...place('fixup_stable', 'an empty slot: nothing to poke', [
        step('READY', ['moves();', 'stable[desc] = true;', 'to = TO_fixup_unlock;']),
      ]),
      ...place('fixup_unlock', 'the descriptor is stable', [
        step('READY', [
          'moves();',
          ...(this.lab.takesPokeMutex
            ? choose(
                [{ when: 'poke_mutex[m] == me + 1', then: ['poke_mutex[m] = 0;', ...FIXED] }],
                ['bug();', 'to = TO_over;'],
              )
            : FIXED),
        ]),
      ]),
    ];
  }

  private lockForFixup(descId: number): string[] {
    const { mapIdx, slot, progIdx } = at(this.lab.zero.descs, descId);
    const begin = [
      `changing[me] = ${mapIdx + 1};`,
      `m = ${mapIdx}; k = ${this.lab.slotId(mapIdx, slot)}; prog = ${progIdx}; desc = ${descId};`,
      'old_prog = 0; new_prog = slot[k]; fixup = true; track_pos = 0; outcome = 0;',
      ...this.clearLocals,
      ...choose(
        [{ when: 'new_prog == 0', then: ['to = TO_fixup_stable;'] }],
        [`to = TO_${this.fixupLabel};`],
      ),
    ];
    if (!this.lab.takesPokeMutex) return begin;
    const locked = [`poke_mutex[${mapIdx}] = me + 1;`, ...begin];
    return choose(
      [{ when: `poke_mutex[${mapIdx}] == 0`, then: locked }],
      [`sleeps[me] = ${mapIdx + 2};`, 'to = TO_fixup_lock;'],
    );
  }

  private checkOwner(placed: PlacedOp<LoadOp>): string[] {
    const { progIdx } = placed.op;
    const arrays = at(this.lab.input.progs, progIdx).mapsUsed.filter(
      (mapIdx) => at(this.lab.zero.maps, mapIdx).isProgArray,
    );
    if (arrays.length === 0) return this.loadEnd(progIdx);
    const checks = arrays.flatMap((mapIdx) => {
      const alien = this.aliens(mapIdx, progIdx);
      return choose([
        { when: 'error != 0', then: ['skip;'] },
        { when: `owner[${mapIdx}] == 0`, then: [`owner[${mapIdx}] = ${progIdx + 1};`] },
        ...(alien === '' ? [] : [{ when: alien, then: [`error = ${EINVAL};`] }]),
      ]);
    });
    return [...checks, `to = TO_${endLabel(placed)};`];
  }

  private beginWork(): string[] {
    const room = this.lab.input.progs.length + this.lab.input.maps.length;
    const pick = [
      'found = 0;',
      `for (i : 0 .. ${room - 1}) {`,
      '  if',
      '  :: !found && i < work_n && work_readers[i] == 0 -> found = 1; op[me] = i;',
      '  :: else -> skip;',
      '  fi;',
      '}',
    ];
    const ready = Array.from(
      { length: room },
      (_, i) => `(work_n > ${i} && work_readers[${i}] == 0)`,
    );
    const { hasClears, hasFrees } = this.lab;
    const go =
      hasClears && hasFrees
        ? choose([{ when: 'work_kind[op[me]] == 0', then: ['to = TO_free;'] }], ['to = TO_clear;'])
        : [hasFrees ? 'to = TO_free;' : 'to = TO_clear;'];
    return step(`READY && me == WORKER && (${ready.join(' || ')})`, [...pick, ...go]);
  }

  private endWork(): string[] {
    return ['drop_work(op[me]);', 'forget_work();', 'op[me] = 0;', 'to = TO_idle;'];
  }

  private freePlaces(): string[] {
    const { zero, input } = this.lab;
    const progs = input.progs.length;
    const cases = zero.progs.map(({ trackingMaps }, progIdx) => ({
      when: `work_idx[op[me]] == ${progIdx}`,
      then: choose(
        trackingMaps.map((mapIdx, round) => ({
          when: `round == ${round}`,
          then: choose(
            [
              {
                when: `poke_mutex[${mapIdx}] == 0`,
                then: [...this.untrack(mapIdx, progIdx, progs), 'round++;', 'to = TO_free;'],
              },
            ],
            [`sleeps[me] = ${mapIdx + 2};`, 'to = TO_free;'],
          ),
        })),
        this.freeImage(progIdx),
      ),
    }));
    return place('free', 'bpf_prog_free_deferred: untrack, then the image', [
      step('READY && AWAKE', ['moves();', ...choose(cases, ['skip;'])]),
    ]);
  }

  private untrack(mapIdx: number, progIdx: number, progs: number): string[] {
    const base = mapIdx * progs;
    return [
      'found = 0;',
      `for (i : 0 .. ${progs - 1}) {`,
      '  if',
      `  :: i >= tracked_n[${mapIdx}] -> skip;`,
      '  :: else ->',
      '       if',
      `       :: tracked[${base} + i] == ${progIdx} -> found = 1;`,
      '       :: else -> skip;',
      '       fi;',
      '       if',
      `       :: found && i < ${progs - 1} -> tracked[${base} + i] = tracked[${base} + i + 1];`,
      `       :: found && i == ${progs - 1} -> tracked[${base} + i] = 0;`,
      '       :: else -> skip;',
      '       fi;',
      '  fi;',
      '}',
      `tracked_n[${mapIdx}]--;`,
      `tracked[${base} + tracked_n[${mapIdx}]] = 0;`,
    ];
  }

  /** Memory of no image is filled with int3. */
  private freeImage(progIdx: number): string[] {
    const { zero, cpus } = this.lab;
    const sites = zero.sites.flatMap(({ site, descId }, siteId) =>
      site.progIdx === progIdx
        ? [
            `stable[${descId}] = false; b0[${siteId}] = ${0xcc}; tail[${siteId}] = ${0xcccccccc | 0};`,
            ...(cpus.length > 0 ? this.forget(siteId) : []),
          ]
        : [],
    );
    return [
      `image[${progIdx}] = false;`,
      ...sites,
      `prog_state[${progIdx}] = PROG_FREED;`,
      ...this.endWork(),
    ];
  }

  /** Slot after slot of a map whose last user has gone. */
  private clearPlaces(): string[] {
    const { zero } = this.lab;
    const cases = zero.maps.flatMap(({ keys, isProgArray }, mapIdx) => {
      if (!isProgArray) return [];
      const slots = keys.map((_, slot) => ({
        when: `round == ${slot}`,
        then: [
          `m = ${mapIdx}; k = ${this.lab.slotId(mapIdx, slot)}; new_prog = 0; fixup = false;`,
          `changing[me] = ${mapIdx + 1};`,
          ...(this.lab.takesPokeMutex
            ? takeLock(`poke_mutex[${mapIdx}]`, mapIdx + 2, 'lock_map', 'exchange')
            : EXCHANGE),
        ],
      }));
      return [{ when: `work_idx[op[me]] == ${mapIdx}`, then: choose(slots, this.endWork()) }];
    });
    return place('clear', 'prog_array_map_clear_deferred', [
      step('READY', ['moves();', ...choose(cases, ['skip;'])]),
    ]);
  }
}

function endLabel({ actor, opIdx }: PlacedOp): string {
  return `end_${actor}_${opIdx}`;
}

function trackLabel({ actor, opIdx }: PlacedOp): string {
  return `track_${actor}_${opIdx}`;
}
