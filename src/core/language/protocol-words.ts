// The words of the protocol language with a line each.
// Authority: core/protocol (check.ts, README.md), which says what each role may use.

export type ProtocolWordKind = 'statement' | 'call' | 'value' | 'place' | 'error' | 'refused';

export interface ProtocolWord {
  readonly name: string;
  readonly kind: ProtocolWordKind;
  /** Null: both roles. */
  readonly role: 'map_poke' | 'text_poke' | null;
  readonly form: string;
  readonly doc: string;
  /** With `$1` and `$0` for the caret. */
  readonly snippet: string;
}

type Row = readonly [name: string, form: string, doc: string, snippet?: string];

function words(
  kind: ProtocolWordKind,
  role: ProtocolWord['role'],
  rows: readonly Row[],
): ProtocolWord[] {
  return rows.map(([name, form, doc, snippet = name]) => ({
    name,
    kind,
    role,
    form,
    doc,
    snippet,
  }));
}

export const PROTOCOL_WORDS: readonly ProtocolWord[] = [
  ...words('statement', null, [
    [
      'if',
      'if (COND) STATEMENT [else STATEMENT]',
      'A branch; costs no turn.',
      'if ($1) {\n    $0\n}',
    ],
    ['else', 'else STATEMENT', 'The other branch.'],
    [
      'return',
      'return [VALUE];',
      'Ends the protocol; a text_poke protocol may give a result.',
      'return $0;',
    ],
  ]),
  ...words('statement', 'map_poke', [
    [
      'for_each_poke',
      'for_each_poke(map, key) { ... }',
      'Once for each poke descriptor of this map and key, in every program that tracks it.',
      'for_each_poke(map, key) {\n    $0\n}',
    ],
  ]),
  ...words('call', 'map_poke', [
    [
      'text_poke',
      'ret = text_poke(SITE, EXPECTED, WANTED);',
      'Writes five bytes at a site if it holds what is expected. The result is 0 (changed), 1 (nothing to change) or a negative errno.',
      'ret = text_poke($1, $0);',
    ],
    [
      'synchronize_rcu',
      'synchronize_rcu();',
      'Waits until every CPU that was running a program has left it.',
      'synchronize_rcu();',
    ],
    [
      'synchronize_rcu_tasks_trace',
      'synchronize_rcu_tasks_trace();',
      'Waits for the readers of sleepable programs.',
      'synchronize_rcu_tasks_trace();',
    ],
  ]),
  ...words('call', 'text_poke', [
    [
      'publish',
      'publish(site, new);',
      'Tells the int3 handler what a CPU that hits the site shall do.',
      'publish(site, new);',
    ],
    [
      'store',
      'store(site[N..M], new[N..M]);',
      'Stores bytes into the text in one write.',
      'store(site[$1], $0);',
    ],
    [
      'sync_cores',
      'sync_cores();',
      'Sends an IPI to every CPU and waits: all fetch the new bytes from then on.',
      'sync_cores();',
    ],
    ['retire', 'retire(site);', 'Takes back what publish said.', 'retire(site);'],
  ]),
  ...words('call', null, [
    [
      'lock',
      'lock(poke_mutex);',
      'Takes a mutex; waits while another actor holds it.',
      'lock($0);',
    ],
    ['unlock', 'unlock(poke_mutex);', 'Releases a mutex.', 'unlock($0);'],
    ['BUG_ON', 'BUG_ON(COND);', 'Stops the kernel if the condition holds.', 'BUG_ON($0);'],
    ['bug', 'bug();', 'Stops the kernel.', 'bug();'],
  ]),
  ...words('value', 'map_poke', [
    [
      'old',
      'old',
      'Program that the slot held before, or NULL. In a text_poke protocol: the bytes of the site before.',
    ],
    [
      'new',
      'new',
      'Program that the slot gets, or NULL. In a text_poke protocol: the bytes to write.',
    ],
    ['NULL', 'NULL', 'No program.'],
    ['nop', 'nop', 'The five-byte nop.'],
    [
      'jmp',
      'jmp(PROG) or jmp(bypass_addr)',
      'A five-byte jump to the landing point of a program, or behind the tail call.',
      'jmp($0)',
    ],
    [
      'bypass_addr',
      'bypass_addr',
      'Where the bypass of this descriptor leads: behind the tail call.',
    ],
    ['map', 'map', 'The prog array that is updated.'],
    ['key', 'key', 'The slot that is updated.'],
  ]),
  ...words('place', 'map_poke', [
    ['tailcall_target', 'tailcall_target', 'Site P2: jumps to the target program, or is a nop.'],
    ['tailcall_bypass', 'tailcall_bypass', 'Site P1: jumps over the tail call, or is a nop.'],
  ]),
  ...words('place', 'text_poke', [
    ['site', 'site[N..M]', 'The five bytes that are poked, 0 to 4.', 'site'],
  ]),
  ...words('place', null, [
    [
      'poke_mutex',
      'poke_mutex',
      'Mutex of one prog array: held over an update of a slot and its pokes.',
    ],
    ['text_mutex', 'text_mutex', 'The one mutex that all text pokes of the kernel take.'],
  ]),
  ...words('error', null, [
    ['EBUSY', 'EBUSY', '16: the site holds other bytes than expected.'],
    ['EINVAL', 'EINVAL', '22: invalid argument.'],
    ['ERANGE', 'ERANGE', '34: the target is too far for a rel32.'],
  ]),
  ...words(
    'refused',
    null,
    ['while', 'for', 'do', 'goto', 'switch', 'case', 'break', 'continue', 'int', 'void', 'struct']
      .concat(['bool', 'const', 'static', 'unsigned', 'long', 'char', 'u8', 'u32', 'u64'])
      .map((name) => [name, name, 'Not part of the protocol language.']),
  ),
];

const BY_NAME: ReadonlyMap<string, ProtocolWord> = new Map(
  PROTOCOL_WORDS.map((word) => [word.name, word]),
);

export function protocolWord(name: string): ProtocolWord | null {
  return BY_NAME.get(name) ?? null;
}

export function isProtocolWord(name: string): boolean {
  return BY_NAME.has(name);
}
