// The words of the language, each with a line and an example: what the checker lets in, what an editor offers
// and what the reference page lists.
// Authority: the names of the thread of July 2020 and of Linux 5.10 to 7.1 (arraymap.c, bpf_jit_comp.c, alternative.c).

import type { ProtocolRole } from './program.ts';

export type VocabularyKind = 'statement' | 'function' | 'site' | 'name' | 'lock' | 'errno' | 'type';

export interface VocabularyWord {
  readonly name: string;
  readonly kind: VocabularyKind;
  /** Roles that have it. */
  readonly roles: readonly ProtocolRole[];
  readonly form: string;
  readonly meaning: string;
  readonly example: string;
}

const BOTH: readonly ProtocolRole[] = ['map_poke', 'text_poke'];
const MAP: readonly ProtocolRole[] = ['map_poke'];
const TEXT: readonly ProtocolRole[] = ['text_poke'];

type Row = readonly [name: string, form: string, meaning: string, example: string];

function words(
  kind: VocabularyKind,
  roles: readonly ProtocolRole[],
  rows: readonly Row[],
): VocabularyWord[] {
  return rows.map(([name, form, meaning, example]) => ({
    name,
    kind,
    roles,
    form,
    meaning,
    example,
  }));
}

const STATEMENTS = [
  ...words('statement', BOTH, [
    ['if', 'if (COND) STATEMENT [else STATEMENT]', 'A branch; costs no step.', 'if (ret) return;'],
    ['else', 'else STATEMENT', 'The other branch.', 'if (ret) return; else BUG();'],
    [
      'return',
      'return [VALUE];',
      'Ends the protocol. From text_poke the value is its result; from map_poke a negative one is what the system call answers.',
      'return -EBUSY;',
    ],
    [
      'no_lock',
      'no_lock(LOCK);',
      'The kernel’s code around the protocol does not take this lock; the protocol takes it where it likes, or not at all.',
      'no_lock(text_mutex);',
    ],
  ]),
  ...words('statement', MAP, [
    [
      'for_each_poke',
      'for_each_poke(map, key) { ... }',
      'Once for each stable poke descriptor of this map and key, in every program that the map tracks.',
      'for_each_poke(map, key) { text_poke(ip, nop, jmp(new)); }',
    ],
    [
      'call_rcu',
      'call_rcu { ... }',
      'Leaves the statements to the worker, which runs them after a grace period with the values of now and without poke_mutex.',
      'call_rcu { text_poke(tailcall_target, jmp(old), nop); }',
    ],
    [
      'call_rcu_tasks_trace',
      'call_rcu_tasks_trace { ... }',
      'As call_rcu, after a grace period that waits for sleepable programs.',
      'call_rcu_tasks_trace { text_poke(tailcall_target, jmp(old), nop); }',
    ],
    [
      'fixup',
      'fixup { ... }',
      'What a load does to each descriptor whose slot is filled: old is NULL, new the program. Without it a load runs the protocol for that one descriptor.',
      'fixup { text_poke(tailcall_target, nop, jmp(new)); }',
    ],
  ]),
];

const FUNCTIONS = [
  ...words('function', MAP, [
    [
      'text_poke',
      '[ret =] text_poke(SITE, EXPECTED, WANTED[, IGNORE_OLD]); or text_poke(SITE, OLD_KIND, NEW_KIND, OLD_ADDR, NEW_ADDR);',
      'Compares and pokes a site under text_mutex: 0 changed, 1 nothing to change, -EBUSY other bytes, -ERANGE too far. Without ret a negative result is a BUG.',
      'ret = text_poke(tailcall_target, nop, jmp(new));',
    ],
    [
      'bpf_arch_text_poke',
      '[ret =] bpf_arch_text_poke(...);',
      'As text_poke, but -EINVAL while kallsyms does not list the program: before its load ends, and from its removal on.',
      'ret = bpf_arch_text_poke(tailcall_target, nop, jmp(new));',
    ],
    [
      'text_poke_early',
      '[ret =] text_poke_early(...);',
      'As text_poke, but copies the five bytes at once: for an image that nobody runs yet.',
      'ret = text_poke_early(tailcall_target, nop, jmp(new));',
    ],
    [
      'synchronize_rcu',
      'synchronize_rcu();',
      'Waits until every CPU that is inside rcu_read_lock() now has left it.',
      'synchronize_rcu();',
    ],
    [
      'synchronize_rcu_tasks_trace',
      'synchronize_rcu_tasks_trace();',
      'Waits until every sleepable run that is under way now has ended.',
      'synchronize_rcu_tasks_trace();',
    ],
    [
      'READ_ONCE',
      'x = READ_ONCE(SITE); or x = READ_ONCE(ptrs[key]);',
      'Reads, as a step of its own, a site’s instruction as memory has it, or the program in the slot.',
      'insn now = READ_ONCE(tailcall_target);',
    ],
    ['jmp', 'jmp(PROG) or jmp(bypass_addr)', 'The instruction that jumps there.', 'x = jmp(new);'],
  ]),
  ...words('function', TEXT, [
    [
      'publish',
      'publish(site, new);',
      'From here on the int3 handler finds the site, and acts as the new instruction.',
      'publish(site, new);',
    ],
    [
      'store',
      'store(site[N], BYTE); or store(site[N..M], new[N..M]);',
      'Writes bytes of the site; other CPUs may fetch the old ones until they are synced.',
      'store(site[0], 0xcc);',
    ],
    [
      'sync_cores',
      'sync_cores();',
      'Sends an IPI to every CPU, and waits until all have serialized.',
      'sync_cores();',
    ],
    [
      'retire',
      'retire(site);',
      'The int3 handler no longer finds the site; waits until no CPU is inside the handler.',
      'retire(site);',
    ],
  ]),
  ...words('function', BOTH, [
    [
      'lock',
      'lock(LOCK);',
      'Takes the lock; sleeps while it is held, also by oneself.',
      'lock(text_mutex);',
    ],
    ['unlock', 'unlock(LOCK);', 'Gives the lock back.', 'unlock(text_mutex);'],
    ['BUG_ON', 'BUG_ON(COND);', 'Stops the machine if the condition holds.', 'BUG_ON(ret < 0);'],
    ['BUG', 'BUG();', 'Stops the machine.', 'BUG();'],
    ['bug', 'bug();', 'BUG() by another name.', 'bug();'],
  ]),
];

const NAMES = [
  ...words('site', MAP, [
    [
      'tailcall_target',
      'tailcall_target',
      'P2: a nop, or the jmp to the callee.',
      'x = READ_ONCE(tailcall_target);',
    ],
    [
      'tailcall_bypass',
      'tailcall_bypass',
      'P1: the jmp past the call, or a nop while the slot is filled.',
      'x = READ_ONCE(tailcall_bypass);',
    ],
    ['ip', 'ip', 'tailcall_target, as 5.9 and the first patches call it.', 'x = READ_ONCE(ip);'],
    [
      'ip_aux',
      'ip_aux',
      'tailcall_bypass, as the first patches call it.',
      'x = READ_ONCE(ip_aux);',
    ],
  ]),
  ...words('name', MAP, [
    ['map', 'map', 'The prog array that changes.', 'for_each_poke(map, key) { }'],
    ['key', 'key', 'The slot that changes.', 'for_each_poke(map, key) { }'],
    [
      'ptrs',
      'ptrs[key]',
      'The slot itself, exchanged before the protocol runs.',
      'p = READ_ONCE(ptrs[key]);',
    ],
    ['old', 'old', 'The program that the slot held; NULL for none.', 'if (old) synchronize_rcu();'],
    ['new', 'new', 'The program that the slot holds now; NULL for none.', 'if (!new) return;'],
    ['NULL', 'NULL', 'No program.', 'if (new == NULL) return;'],
    ['nop', 'nop', 'The five-byte nop.', 'insn x = nop;'],
    [
      'bypass_addr',
      'bypass_addr',
      'The address behind the tail call, within the caller’s own image.',
      'for_each_poke(map, key) { x = jmp(bypass_addr); }',
    ],
    ['BPF_MOD_NOP', 'BPF_MOD_NOP', 'Kind of an instruction: a nop.', 'kind k = BPF_MOD_NOP;'],
    ['BPF_MOD_JUMP', 'BPF_MOD_JUMP', 'Kind of an instruction: a jmp.', 'kind k = BPF_MOD_JUMP;'],
    [
      'IGNORE_OLD',
      'IGNORE_OLD',
      'Fourth argument of a poke: the bytes that are there are not compared with EXPECTED.',
      'for_each_poke(map, key) { text_poke(ip, nop, nop, IGNORE_OLD); }',
    ],
  ]),
  ...words('name', TEXT, [
    ['site', 'site[N] or site[N..M]', 'The five bytes that are poked.', 'store(site[0], 0xcc);'],
    ['old', 'old[N..M]', 'Bytes of the instruction that was found.', 'store(site[0], old[0]);'],
    ['new', 'new[N..M]', 'Bytes of the instruction to write.', 'store(site[0], new[0]);'],
  ]),
  ...words('lock', MAP, [
    [
      'poke_mutex',
      'poke_mutex',
      'One for each map; held around the exchange of the slot and the protocol.',
      'no_lock(poke_mutex);',
    ],
  ]),
  ...words('lock', BOTH, [
    [
      'text_mutex',
      'text_mutex',
      'One for the kernel; held around the comparison and the poke of a site.',
      'no_lock(text_mutex);',
    ],
  ]),
  ...words('errno', BOTH, [
    ['EBUSY', 'EBUSY', 'The site holds other bytes than expected (16).', 'BUG_ON(0 == -EBUSY);'],
    [
      'EINVAL',
      'EINVAL',
      'The site is in no text that kallsyms lists (22).',
      'BUG_ON(0 == -EINVAL);',
    ],
    ['ERANGE', 'ERANGE', 'A displacement does not fit 32 bits (34).', 'BUG_ON(0 == -ERANGE);'],
  ]),
  ...words('type', BOTH, [
    [
      'int',
      'int NAME [= VALUE];',
      'A signed 32-bit number. Declarations may be left out.',
      'int ret = 0;',
    ],
    ['bool', 'bool NAME [= VALUE];', 'An int.', 'bool wait = 0;'],
  ]),
  ...words('type', MAP, [
    ['prog', 'prog NAME [= VALUE];', 'A program, or NULL.', 'prog p = new;'],
    ['insn', 'insn NAME [= VALUE];', 'An instruction: nop or jmp(...).', 'insn x = nop;'],
    ['kind', 'kind NAME [= VALUE];', 'BPF_MOD_NOP or BPF_MOD_JUMP.', 'kind k = BPF_MOD_NOP;'],
  ]),
];

/** Every word, statements first. A word that two roles read differently stands twice. */
export const PROTOCOL_VOCABULARY: readonly VocabularyWord[] = [
  ...STATEMENTS,
  ...FUNCTIONS,
  ...NAMES,
];

/** Words that cannot name a variable. */
export const RESERVED: ReadonlySet<string> = new Set(PROTOCOL_VOCABULARY.map(({ name }) => name));

/** Functions that a role may call, in table order. */
export function functionsOf(role: ProtocolRole): string[] {
  return FUNCTIONS.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
}

/** Error numbers that may be named; the values are the kernel's. */
export const ERRNOS: ReadonlyMap<string, number> = new Map([
  ['EBUSY', 16],
  ['EINVAL', 22],
  ['ERANGE', 34],
]);
