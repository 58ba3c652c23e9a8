// Labs for the fuzzer of `compile`: damaged ones, and ones that are well formed but do anything.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { LABS } from '../../src/labs/index.ts';
import type { Random } from './seeded-random.ts';

function pick<T>(next: Random, from: readonly T[]): T {
  const found = from[next(from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

function many(count: number, make: () => string): string {
  return Array.from({ length: count }, make).join('\n');
}

const CLANG = ['parser_chain', 'self_loop', 'static_init', 'subprog_tailcall', 'two_tables'];

function clangLab(name: string): string {
  const file = new URL(`../oracle/real/${name}.s.gz`, import.meta.url);
  const maps = ['jmp_table', 'stage1', 'stage2'].map((m) => `.map ${m} prog_array max_entries=4`);
  const values = ['counters', 'hops', 'total'].map((m) => `.map ${m} array max_entries=8`);
  const body = gunzipSync(readFileSync(file)).toString();
  return `${[...maps, ...values].join('\n')}\n.prog ${name} tc\n${body}\n.cpu 0\njmp_table[0] = ${name}\n`;
}

const SOUND: readonly string[] = [...LABS.map((lab) => lab.text), ...CLANG.map(clangLab)];
const LINES = SOUND.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
const NUMBERS = [
  0, 1, -1, 2, 4, 8, 31, 32, 33, 63, 64, 256, 512, -8, -512, -520, 65535, -2147483648,
];
const WORDS =
  'r0 r1 r3 r6 r10 w1 0 -1 0xffffffff 4294967296 ll call goto +1 -2 exit delete load unload close run = += s>>= { } if .init .expect .func';

type Mutation = (lines: string[], place: number, next: Random) => void;

const MUTATIONS: readonly Mutation[] = [
  (lines, place) => lines.splice(place, 1),
  (lines, place, next) => lines.splice(place, 0, pick(next, LINES)),
  (lines, place) => lines.splice(place, 0, lines[place] ?? ''),
  (lines, place, next) => {
    const words = (lines[place] ?? '').split(/(\s+|[,()[\]=+])/);
    words[next(words.length)] = pick(next, WORDS.split(' '));
    lines[place] = words.join('');
  },
  (lines, place, next) => {
    lines[place] = (lines[place] ?? '').replace(/-?\d+/, String(pick(next, NUMBERS)));
  },
  (lines, place, next) => {
    const block = lines.slice(place, place + next(8));
    lines.splice(next(lines.length), 0, ...block);
  },
];

/** A built-in lab or clang's output with a few lines changed. */
export function damagedLab(next: Random): string {
  const lines = pick(next, SOUND).split('\n');
  for (let change = 0; change <= next(6); change++) {
    pick(next, MUTATIONS)(lines, next(lines.length), next);
  }
  return lines.join('\n');
}

// ---- sound programs, any operations, any protocols ----

const PROGS = ['a', 'b', 'c', 'd'];
const INSNS = [
  'nop',
  'jmp(bypass_addr)',
  'old ? jmp(old) : nop',
  'new ? jmp(new) : nop',
  'jmp(new)',
  'old ? nop : jmp(bypass_addr)',
];
const CONDITIONS = [
  'new',
  'old',
  '!old',
  '!ret',
  'ret < 0',
  'ret == 1',
  'old == new',
  'old && new',
];
const MAP_STATEMENTS = [
  'synchronize_rcu();',
  'synchronize_rcu_tasks_trace();',
  'BUG_ON(ret < 0);',
  'return;',
  'ret = 0;',
  'lock(poke_mutex);',
  'unlock(poke_mutex);',
  'lock(text_mutex);',
  'bug();',
];
const TEXT_STATEMENTS = [
  'publish(site, new);',
  'retire(site);',
  'sync_cores();',
  'store(site[0], 0xcc);',
  'store(site[1..4], new[1..4]);',
  'store(site[0], new[0]);',
  'store(site[0..4], new[0..4]);',
  'store(site[2], old[2]);',
  'return;',
  'return -EBUSY;',
  'return 1;',
  'lock(text_mutex);',
  'unlock(text_mutex);',
  'BUG_ON(1);',
];

function mapStatement(next: Random, depth: number): string {
  const kind = next(depth > 2 ? 4 : 7);
  if (kind < 3) {
    const site = pick(next, ['target', 'bypass']);
    return `ret = text_poke(tailcall_${site}, ${pick(next, INSNS)}, ${pick(next, INSNS)});`;
  }
  if (kind === 3) return pick(next, MAP_STATEMENTS);
  const inner = () => mapStatement(next, depth + 1);
  return `if (${pick(next, CONDITIONS)}) {\n${many(2, inner)}\n} else {\n${inner()}\n}`;
}

function program(name: string, next: Random): string {
  const calls = many(next(4), () => {
    const [table, keys] = pick(next, [
      ['t', 5],
      ['u', 3],
    ] as const);
    return `r1 = r6\nr2 = ${table} ll\nr3 = ${next(keys)}\ncall tail_call`;
  });
  return `.prog ${name} tc\nr6 = r1\n${calls}\nr0 = 0\nexit`;
}

function operation(next: Random): string {
  const prog = pick(next, PROGS);
  const slot = `${pick(next, ['t', 'u'])}[${next(5)}]`;
  return pick(next, [
    `update ${slot} = ${prog}`,
    `update t[${next(2)}] = ${prog}`,
    `delete ${slot}`,
    `delete t[${next(2)}]`,
    `load ${prog}`,
    `unload ${prog}`,
    `close ${pick(next, ['t', 'u'])}`,
    `run ${prog} times=${1 + next(3)}`,
  ]);
}

/** Four programs over two tables, and any system calls. `own`: with update protocols of its own. */
export function busyLab(next: Random, own: boolean): string {
  const parts = [
    '.map t prog_array max_entries=4',
    '.map u prog_array max_entries=2',
    ...PROGS.map((name) => program(name, next)),
    `.init\n${many(next(4), () => operation(next))}`,
    `.cpu 0\n${many(next(15), () => operation(next))}`,
    `.cpu 1\n${many(next(8), () => operation(next))}`,
  ];
  if (own) {
    const first = `ret = text_poke(tailcall_target, ${pick(next, INSNS)}, ${pick(next, INSNS)});`;
    const body = many(1 + next(5), () => mapStatement(next, 0));
    parts.push(`.protocol map_poke own\nfor_each_poke(map, key) {\n${first}\n${body}\n}`);
    parts.push(`.protocol text_poke own\n${many(1 + next(7), () => pick(next, TEXT_STATEMENTS))}`);
  }
  return `${parts.join('\n')}\n`;
}
