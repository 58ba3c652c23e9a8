// Why the matrix says what it says: a sentence for each failure and for each cell that cannot be had, and a
// word on passes that may surprise. Authority: the thread of July 2020 (T1 to T8), later fixes, and the
// schedules that `check` prints.

/** What stands behind some cells of a row; `about: 'pass'` explains what holds. */
export interface MatrixNote {
  readonly about: 'fail' | 'none' | 'pass';
  readonly scenarios: readonly string[];
  readonly text: string;
}

const SLEEPABLE = ['sleepable-reader'];
const DELETES = ['delete', 'delete-then-install', 'two-updaters', 'unload-against-update'];
/** Scenarios in which bytes of a site become those of another kind of instruction. */
const KIND_CHANGES = [
  'install',
  'delete',
  'delete-then-install',
  'two-updaters',
  'load-against-update',
  'unload-against-update',
];

const REFUSED: MatrixNote = {
  about: 'none',
  scenarios: SLEEPABLE,
  text: 'the verifier of that kernel refuses prog arrays in sleepable programs.',
};

const TOLERATED: MatrixNote = {
  about: 'fail',
  scenarios: ['load-against-update'],
  text:
    'the descriptor is stable before kallsyms lists the program, so a poke that comes in between answers -EINVAL and is ' +
    'let pass. The map then says f and the bytes say empty; the next update expects the jmp to f, and BUG (fixed by ' +
    '4b7de801606e).',
};

const NO_TRACE_WAIT: MatrixNote = {
  about: 'fail',
  scenarios: SLEEPABLE,
  text: 'synchronize_rcu does not wait for a sleepable reader that is preempted in the unwind; it comes back to a nop at P2.',
};

const SAFE_STALE_JUMP: MatrixNote = {
  about: 'pass',
  scenarios: ['unload-against-update', 'sleepable-reader'],
  text:
    'P2 never becomes a nop again, so a reader that is late, also a sleepable one, takes the old jmp; its target is ' +
    'freed only after a grace period of the flavour that this reader is in.',
};

/** By role and name of the library entry. */
export const NOTES: Readonly<Record<string, readonly MatrixNote[]>> = {
  'map_poke t2_ip_aux': [SAFE_STALE_JUMP],
  'map_poke t3_restore_at_once': [
    {
      about: 'fail',
      scenarios: [...DELETES, ...SLEEPABLE],
      text:
        "the cover letter's race: a CPU past P1 is still unwinding when P1 is closed and P2 emptied, and meets the nop. " +
        'A sync settles what it fetches, not how far it has come.',
    },
  ],
  'map_poke t4_always_jmp': [
    {
      about: 'fail',
      scenarios: [...DELETES, ...SLEEPABLE],
      text: 'P2 is emptied before P1 is closed: for that long both are nops, also for a CPU that enters only then.',
    },
  ],
  'map_poke t5_correction': [
    {
      about: 'fail',
      scenarios: ['delete-then-install'],
      text: 'the delete leaves the jmp to f at P2, where the install expects a nop: -EBUSY.',
    },
    {
      about: 'fail',
      scenarios: ['replace', 'same-program', 'load-against-update'],
      text: 'P1 is a nop since f was put in, and is expected to be the jmp whenever there is a new program: -EBUSY.',
    },
    {
      about: 'fail',
      scenarios: ['two-updaters'],
      text: 'whichever comes first: the install replaces f, or it follows the delete; -EBUSY either way.',
    },
    {
      about: 'fail',
      scenarios: ['empty-delete'],
      text: 'P1 is expected to be a nop, as behind a filled slot, and is the jmp: -EBUSY (T8).',
    },
    SAFE_STALE_JUMP,
  ],
  'map_poke t6_ignore_flag': [SAFE_STALE_JUMP],
  'map_poke t7_grace_period': [
    {
      about: 'fail',
      scenarios: ['empty-delete'],
      text: 'T8, the case that was still open: P1 is expected to be a nop, as behind a filled slot, and is the jmp: -EBUSY.',
    },
    NO_TRACE_WAIT,
  ],
  'map_poke batched_wait': [NO_TRACE_WAIT],
  'map_poke v5_9': [TOLERATED, REFUSED],
  'map_poke v5_10': [
    TOLERATED,
    {
      about: 'fail',
      scenarios: ['load-against-update'],
      text:
        'the search finds more than the fix tells of: if kallsyms lists the program between the two pokes of one ' +
        'update, P2 is left alone and P1 opened, and every run falls through. Inferred from the order of the pokes; ' +
        'no report of it was found.',
    },
    REFUSED,
  ],
  'map_poke v6_1': [REFUSED],
  'map_poke v6_12': [REFUSED],
  'map_poke v7_1': [
    NO_TRACE_WAIT,
    {
      about: 'fail',
      scenarios: SLEEPABLE,
      text: 'observed under emulation on 7.1.5; of other versions and of hardware nothing is claimed.',
    },
  ],
  'map_poke v7_1_tasks_trace': [
    {
      about: 'pass',
      scenarios: SLEEPABLE,
      text:
        'a proposal: the wait for tasks-trace readers keeps P2 until a preempted reader has left. A sleepable program that ' +
        'deletes its own slot would wait for itself (inferred).',
    },
  ],
  'text_poke int3_three_phase': [REFUSED],
  'text_poke memcpy5': [
    {
      about: 'fail',
      scenarios: KIND_CHANGES,
      text: 'between the two stores a CPU decodes the new opcode with the old displacement, or the other way round.',
    },
    {
      about: 'pass',
      scenarios: ['replace'],
      text:
        'from jmp to jmp only the displacement changes, and here that is one store; a copy byte by byte could be ' +
        'caught halfway there too.',
    },
    REFUSED,
  ],
  'text_poke first_byte_last': [
    {
      about: 'fail',
      scenarios: KIND_CHANGES,
      text: 'between the two stores a CPU decodes the old opcode with the new displacement.',
    },
    {
      about: 'pass',
      scenarios: ['replace'],
      text: 'as for `memcpy5`: the opcode stays, and the displacement is one store.',
    },
    REFUSED,
  ],
  'text_poke no_sync': [
    {
      about: 'fail',
      scenarios: KIND_CHANGES,
      text:
        'a CPU that has not serialized may decode the first byte of one moment with the others of another. Where nothing ' +
        'tears, `install` fails all the same: P1 is the new nop already, and P2, poked before it, the old one still.',
    },
    {
      about: 'fail',
      scenarios: ['replace'],
      text: 'a CPU runs into an int3 that it fetched before it was overwritten, when the site is retired and nobody claims it.',
    },
    REFUSED,
  ],
  'text_poke sync_once': [
    {
      about: 'fail',
      scenarios: KIND_CHANGES,
      text:
        'until the one sync a CPU may decode the old first byte with the new others: the sync behind the int3 is what keeps ' +
        'it from that.',
    },
    {
      about: 'pass',
      scenarios: ['replace'],
      text: 'as for `memcpy5`; the first byte is the same before and after, or an int3, which is served until the sync is over.',
    },
    REFUSED,
  ],
  'layout t1_pop_nop_push': [
    {
      about: 'fail',
      scenarios: [
        'install',
        'delete',
        'delete-then-install',
        'empty-delete',
        'two-updaters',
        'load-against-update',
        'unload-against-update',
      ],
      text:
        "whenever the slot is empty, also without any update: the pops load the caller's registers, and the pushes " +
        'save those; R6 to R9 are gone.',
    },
    REFUSED,
  ],
  'layout v5_9': [TOLERATED, REFUSED],
  'layout v5_10': [{ ...TOLERATED, text: 'as `v5_10` above.' }, REFUSED],
  'layout v6_12': [REFUSED],
};
