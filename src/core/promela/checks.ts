// What is looked at when nobody can move, and in every state: end states, what the lab expects, bytes that
// disagree with the map.

import { at } from '../base/index.ts';
import type { Lab, PromelaExpect } from './lab.ts';
import { violated } from './properties.ts';
import { choose, indent } from './text.ts';

/** A process that takes no part: its steps lead back to where they were. */
export function checks(lab: Lab, expects: readonly PromelaExpect[]): string[] {
  const left = lab.actors
    .slice(0, -1)
    .flatMap(({ ops, cpu }, actor) => (cpu === null ? [] : [`op[${actor}] < ${ops.length}`]));
  const stopped = lab.cpus.map(({ cpuIdx }) => `stopped[${cpuIdx}]`);
  const stuck = [
    '!halted',
    `(${[...left, 'work_n != 0'].join(' || ')})`,
    ...stopped.map((one) => `!${one}`),
  ].join(' && ');
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
            ...choose([{ when: stuck, then: [violated('deadlock')] }]),
            ...(wrong.length === 0
              ? []
              : choose([{ when: wrong.join(' || '), then: [violated('expect')] }])),
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
  const allowed = expect.values.map((value) => `retval[${c}] == ${value | 0}`);
  return [`!(runs_done[${c}] != 0 && run_prog[${c}] == 0 && (${allowed.join(' || ') || 'false'}))`];
}
