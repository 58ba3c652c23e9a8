// What is looked at when nobody can move, and in every state: end states, what the lab expects, bytes that
// disagree with the map.

import { at } from '../base/index.ts';
import { disagreements } from '../machine/index.ts';
import type { Lab, PromelaExpect } from './lab.ts';
import { violated } from './properties.ts';
import { choose, indent, inline } from './text.ts';

/** Bytes of a call that lead nowhere: neither past it nor to a program. */
const NOWHERE = -3;

/** A process that takes no part: its steps lead back to where they were. */
export function checks(lab: Lab, expects: readonly PromelaExpect[]): string[] {
  const left = lab.actors
    .slice(0, -1)
    .flatMap(({ ops, cpu }, actor) => (cpu === null ? [] : [`op[${actor}] < ${ops.length}`]));
  const stopped = lab.cpus.map(({ cpuIdx }) => `stopped[${cpuIdx}]`);
  const isLeft = `(${[...left, 'work_n != 0'].join(' || ')})`;
  const wrong = expects.flatMap((expect) => expectFails(lab, expect));
  return [
    '/* When nobody can move. */',
    'active proctype at_the_end() {',
    'end:',
    '  do',
    '  :: atomic {',
    '       timeout ->',
    '       d_step {',
    ...indent(
      indent(
        indent(
          indent([
            ...(disagreesAtZero(lab) ? [violated('bytes-disagree')] : []),
            ...choose(
              [
                { when: 'halted', then: ['skip;'] },
                ...stopped.map((one) => ({ when: `${one} && ${isLeft}`, then: ['skip;'] })),
                { when: isLeft, then: [violated('deadlock')] },
              ],
              wrong.length === 0
                ? ['skip;']
                : choose([{ when: wrong.join(' || '), then: [violated('expect')] }]),
            ),
          ]),
        ),
      ),
    ),
    '       }',
    '     }',
    '  od;',
    '}',
    '',
  ];
}

function expectFails(lab: Lab, expect: PromelaExpect): string[] {
  if (expect.kind === 'slot') {
    const slot = at(lab.zero.maps, expect.mapIdx).keys.indexOf(expect.key);
    if (slot < 0) return expect.values.includes(null) ? [] : ['true'];
    const id = lab.slotId(expect.mapIdx, slot);
    const allowed = expect.values.map(
      (progIdx) => `slot[${id}] == ${progIdx === null ? 0 : progIdx + 1}`,
    );
    return [`!(${allowed.join(' || ') || 'false'})`];
  }
  const cpu = lab.cpus.find(({ actor }) => actor === expect.actor);
  if (!cpu) return ['true'];
  const c = cpu.cpuIdx;
  const returned = `runs_done[${c}] != 0 && run_prog[${c}] == 0`;
  const allowed = expect.values.map((value) =>
    value === null ? `!(${returned})` : `(${returned} && retval[${c}] == ${value | 0})`,
  );
  return [`!(${allowed.join(' || ') || 'false'})`];
}

function disagreesAtZero({ zero, input }: Lab): boolean {
  return input.maps.some(
    (_, mapIdx) =>
      zero.machine.isProgArray(mapIdx) &&
      disagreements(zero.machine, zero.state, mapIdx).length > 0,
  );
}

/** Where no update is under way, a call goes where its slot says: core/machine/agreement.ts. */
export function agreement(lab: Lab): string[] {
  const { zero, actors } = lab;
  const busy = actors.map((_, actor) => `changing[${actor}] == map + 1`).join(' || ');
  const calls = zero.descs.flatMap(({ mapIdx, progIdx, slot, targetId, bypassId }, descId) => {
    const bypass =
      bypassId === null
        ? ['v = 0;']
        : [`fb0 = b0[${bypassId}]; ftail = tail[${bypassId}];`, `decode(${bypassId});`, 'v = w;'];
    const k = lab.slotId(mapIdx, slot);
    const goes = [
      ...bypass,
      `fb0 = b0[${targetId}]; ftail = tail[${targetId}];`,
      `decode(${targetId});`,
      `w = (v >= 1 || w == 0 || w == 1 -> 0 : (v == 0 && w >= 2 -> w : ${NOWHERE}));`,
      ...choose([
        {
          when: `w != (slot[${k}] == 0 -> 0 : slot[${k}] + 1)`,
          then: [violated('bytes-disagree')],
        },
      ]),
    ];
    const life = `prog_state[${progIdx}]`;
    const isTracked = `${life} != PROG_ABSENT && ${life} != PROG_UNLOADED && ${life} != PROG_FREED`;
    const when = `map == ${mapIdx} && stable[${descId}] && ${isTracked}`;
    return choose([{ when, then: goes }]);
  });
  return [
    '/* Where no update of the map is under way, its calls go where its slots say. */',
    ...inline('check_agreement(map)', choose([{ when: busy, then: ['skip;'] }], calls)),
  ];
}
