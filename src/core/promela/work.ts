// What system calls leave to the kernel's worker: programs are freed, closed maps emptied.
// Authority: core/machine/work.ts.

import type { Lab } from './lab.ts';
import { forgetSite } from './loads.ts';
import { EXCHANGE } from './placed-op.ts';
import { takeLock } from './statement.ts';
import { choose, place, step } from './text.ts';

export class WorkWriter {
  private readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  begin(): string[] {
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

  freePlaces(): string[] {
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
            ...(cpus.length > 0 ? forgetSite(siteId) : []),
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
  clearPlaces(): string[] {
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
