// A program's load from time zero on: tracking, the image, fixups, the owner check.
// Authority: core/machine/load.ts and owner.ts.

import { at } from '../base/index.ts';
import type { Lab } from './lab.ts';
import {
  EBADF,
  EINVAL,
  endLabel,
  is,
  type LoadOp,
  type PlacedOp,
  trackLabel,
} from './placed-op.ts';
import { violated } from './properties.ts';
import { choose, type Lines, place, step } from './text.ts';

const FIXED = [
  'fixup = false;',
  'round++;',
  'changing[me] = 0;',
  'check_agreement(m);',
  'to = TO_fixup_lock;',
];

/** Owners that keep a program out of a map, as a condition; '' for none. */
export function aliens(lab: Lab, mapIdx: number, progIdx: number): string {
  const { progs } = lab.input;
  const { type } = at(progs, progIdx);
  return [...progs.keys()]
    .filter((other) => at(progs, other).type !== type)
    .map((other) => `owner[${mapIdx}] == ${other + 1}`)
    .join(' || ');
}

/** Forgets what CPUs may have missed at a site whose memory is new or gone. */
export function forgetSite(siteId: number): string[] {
  return choose([{ when: `fx_rank[${siteId}] != 0`, then: [`fx_remove(${siteId});`] }]);
}

export class LoadWriter {
  private readonly lab: Lab;
  private readonly clearLocals: Lines;
  private readonly fixupLabel: string;

  /** `fixupLabel`: where the protocol begins when it fixes up a descriptor. */
  constructor(lab: Lab, clearLocals: Lines, fixupLabel: string) {
    this.lab = lab;
    this.clearLocals = clearLocals;
    this.fixupLabel = fixupLabel;
  }

  begin(placed: PlacedOp, { progIdx }: LoadOp): string[] {
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

  places(placed: PlacedOp, { progIdx }: LoadOp): string[] {
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
            ...(cpus.length > 0 ? forgetSite(siteId) : []),
          ]
        : [],
    );
    return [...sites, `image[${progIdx}] = true;`, 'round = 0;', 'to = TO_fixup_lock;'];
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

  fixupPlaces(): string[] {
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
      const alien = aliens(this.lab, mapIdx, progIdx);
      return choose([
        { when: 'error != 0', then: ['skip;'] },
        { when: `owner[${mapIdx}] == 0`, then: [`owner[${mapIdx}] = ${progIdx + 1};`] },
        ...(alien === '' ? [] : [{ when: alien, then: [`error = ${EINVAL};`] }]),
      ]);
    });
    return [...checks, `to = TO_${endLabel(placed)};`];
  }
}
