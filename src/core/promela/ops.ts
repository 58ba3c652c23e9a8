// System calls and the worker, as places of `proctype actor`.
// Authority: core/machine/ops.ts, slot-change.ts, load.ts, work.ts, owner.ts.

import { at } from '../base/index.ts';
import type { Lab } from './lab.ts';
import { aliens, LoadWriter } from './loads.ts';
import { EBADF, EINVAL, EXCHANGE, endLabel, is, type Op, type PlacedOp } from './placed-op.ts';
import { violated } from './properties.ts';
import { changeDone, takeLock } from './statement.ts';
import { choose, inline, type Lines, place, step } from './text.ts';
import { WorkWriter } from './work.ts';

type OpOf<K extends 'update' | 'delete'> = Extract<Op, { kind: K }>;

const E2BIG = 7;

export class OpWriter {
  private readonly lab: Lab;
  private readonly clearLocals: Lines;

  private readonly loads: LoadWriter;
  private readonly work: WorkWriter;

  constructor(lab: Lab, clearLocals: Lines, fixupLabel: string) {
    this.lab = lab;
    this.clearLocals = clearLocals;
    this.loads = new LoadWriter(lab, clearLocals, fixupLabel);
    this.work = new WorkWriter(lab);
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
    if (lab.hasFrees || lab.hasClears) begins.push(this.work.begin());
    return [
      ...place('idle', 'between two system calls', begins),
      ...this.slotChange(),
      ...ops.flatMap((placed) => this.ends(placed)),
      ...(lab.hasLoads ? this.loads.fixupPlaces() : []),
      ...(lab.hasFrees ? this.work.freePlaces() : []),
      ...(lab.hasClears ? this.work.clearPlaces() : []),
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
        return step(guard, this.loads.begin(placed, op));
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
    const alien = aliens(this.lab, mapIdx, progIdx);
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
        return this.loads.places(placed, op);
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
}
