// An updater meets another one, a load, or the end of a program.

import { labText } from './programs.ts';
import type { Scenario } from './scenario.ts';

export const TWO_UPDATERS: Scenario = {
  id: 'two-updaters',
  title: 'Two updaters of one slot',
  kernel: null,
  text: labText(
    'One CPU empties the slot, another fills it, a third runs the caller.',
    ['f', 'g'],
    `.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
.cpu 2
        jmp_table[0] = g

.expect
        retval(0) in {1, 2, 40}
        slot(jmp_table[0]) in {g, none}
`,
  ),
};

export const LOAD_AGAINST_UPDATE: Scenario = {
  id: 'load-against-update',
  title: 'Load the caller while its slot changes',
  kernel: null,
  text: labText(
    'The caller is loaded and run while its slot is filled and changed: no update may be lost.',
    ['f', 'g'],
    `.cpu 0
        load entry
        run entry
.cpu 1
        jmp_table[0] = f
        jmp_table[0] = g

.expect
        retval(0) in {1, 2, 40}
        slot(jmp_table[0]) == g
`,
  ),
};

export const UNLOAD_AGAINST_UPDATE: Scenario = {
  id: 'unload-against-update',
  title: 'Unload caller and target while the slot changes',
  kernel: null,
  text: labText(
    'f is freed once the slot is empty; the caller is unloaded, and freed, in the midst of it.',
    ['f'],
    `.init
        jmp_table[0] = f

.cpu 0
        run entry
        unload entry
.cpu 1
        unload f                            // the slot still holds it
        delete jmp_table[0]                 // now nobody does

.expect
        retval(0) in {1, 40}
        slot(jmp_table[0]) == none
`,
  ),
};
