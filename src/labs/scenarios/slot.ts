// One updater changes one slot while a CPU runs the caller.

import { labText } from './programs.ts';
import type { Scenario } from './scenario.ts';

export const INSTALL: Scenario = {
  id: 'install',
  title: 'Install into an empty slot',
  kernel: null,
  text: labText(
    'The empty slot is filled while a CPU runs the caller.',
    ['f'],
    `.cpu 0
        run entry
.cpu 1
        jmp_table[0] = f

.expect
        retval(0) in {1, 40}
        slot(jmp_table[0]) == f
`,
  ),
};

export const REPLACE: Scenario = {
  id: 'replace',
  title: 'Replace one program by another',
  kernel: null,
  text: labText(
    'f makes room for g while a CPU runs the caller.',
    ['f', 'g'],
    `.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        jmp_table[0] = g

.expect
        retval(0) in {1, 2}
        slot(jmp_table[0]) == g
`,
  ),
};

export const DELETE: Scenario = {
  id: 'delete',
  title: 'Delete the program of a slot',
  kernel: null,
  text: labText(
    'The slot is emptied while a CPU runs the caller.',
    ['f'],
    `.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {1, 40}
        slot(jmp_table[0]) == none
`,
  ),
};

export const DELETE_THEN_INSTALL: Scenario = {
  id: 'delete-then-install',
  title: 'Delete, then install another program',
  kernel: null,
  text: labText(
    'The slot is emptied and filled again: what did the first change leave behind?',
    ['f', 'g'],
    `.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
        jmp_table[0] = g

.expect
        retval(0) in {1, 2, 40}
        slot(jmp_table[0]) == g
`,
  ),
};

export const SAME_PROGRAM: Scenario = {
  id: 'same-program',
  title: 'Put in the program that is there',
  kernel: null,
  text: labText(
    'f is put where f is: nothing should change.',
    ['f'],
    `.init
        jmp_table[0] = f

.cpu 0
        run entry
.cpu 1
        jmp_table[0] = f

.expect
        retval(0) == 1
        slot(jmp_table[0]) == f
`,
  ),
};

export const EMPTY_DELETE: Scenario = {
  id: 'empty-delete',
  title: 'Delete from an empty slot',
  kernel: null,
  text: labText(
    'The empty slot is emptied: ENOENT, and nothing to poke.',
    [],
    `.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) == 40
        slot(jmp_table[0]) == none
`,
  ),
};
