// Completion inside instructions: what may come next, by the words in front of the caret.

import { INSN_WORDS, MNEMONICS, TYPE_WORDS } from '../asm/index.ts';
import { helperDoc, prototypeOf, RANKED_HELPERS } from './helper-docs.ts';
import { item, mapsFirst, namesOf } from './items.ts';
import type { Word } from './reading.ts';
import { registerDetail, registerDoc } from './registers.ts';
import type { Spot } from './spot.ts';
import { REGISTER } from './symbols.ts';
import type { Completion } from './types.ts';

const JUMPS: ReadonlySet<string> = new Set(['goto', 'gotol', 'may_goto', 'ja', 'ja32', 'jal']);
const COMPARISONS = ['==', '!=', '>', '>=', '<', '<=', 's>', 's>=', 's<', 's<=', '&'];

const STATEMENTS: readonly (readonly [label: string, detail: string, insert: string])[] = [
  ['tail call', 'r2 = MAP ll; r3 = KEY; call tail_call', 'r2 = $1 ll\nr3 = $0\ncall tail_call'],
  ['call', 'call HELPER|FUNC', 'call $0'],
  ['exit', 'returns r0', 'exit'],
  ['if', 'if rX OP rY|N goto LABEL', 'if $1 goto $0'],
  ['goto', 'goto LABEL|+N', 'goto $0'],
  ['*(u64 *)', '*(u64 *)(rX + N) = rY', '*(u64 *)($1) = $0'],
  ['*(u32 *)', '*(u32 *)(rX + N) = wY', '*(u32 *)($1) = $0'],
  ['*(u16 *)', '*(u16 *)(rX + N) = wY', '*(u16 *)($1) = $0'],
  ['*(u8 *)', '*(u8 *)(rX + N) = wY', '*(u8 *)($1) = $0'],
  ['lock', 'lock *(u64 *)(rX + N) += rY', 'lock *(u64 *)($1) += $0'],
  ['gotol', 'gotol LABEL|+N', 'gotol $0'],
  ['may_goto', 'may_goto LABEL|+N', 'may_goto $0'],
  ['store_release', 'store_release((u64 *)(rX + N), rY)', 'store_release((u64 *)($1), $0)'],
];

const VALUES: readonly (readonly [label: string, detail: string, insert: string])[] = [
  ...['u64', 'u32', 'u16', 'u8', 's32', 's16', 's8'].map((type): [string, string, string] => [
    `*(${type} *)`,
    'load',
    `*(${type} *)($0)`,
  ]),
  ['(s8)', 'sign-extend', '(s8)$0'],
  ['(s16)', 'sign-extend', '(s16)$0'],
  ['(s32)', 'sign-extend', '(s32)$0'],
  ['load_acquire', 'rX = load_acquire((u64 *)(rY + N))', 'load_acquire((u64 *)($0))'],
];

function registers(letters: string): Completion[] {
  return letters.split('').flatMap((letter) =>
    Array.from({ length: 11 }, (_, num) => {
      const name = `${letter}${num}`;
      return item(name, 'register', registerDetail(name), { doc: registerDoc(name) ?? '' });
    }),
  );
}

function labels(spot: Spot): Completion[] {
  const { study, part } = spot;
  return study.names.entities
    .filter(({ kind, part: own, declared }) => kind === 'label' && own === part.idx && declared)
    .filter(({ name }) => !/^[0-9]/.test(name))
    .map(({ name }) => item(name, 'label', 'label of this body'));
}

function callable(spot: Spot): Completion[] {
  const functions = namesOf(spot, 'function').map((name) => item(name, 'function', '.func'));
  const helpers = RANKED_HELPERS.map((helper) =>
    item(helper.name, 'helper', prototypeOf(helper), { doc: helperDoc(helper) }),
  );
  const [tailCall, ...others] = helpers;
  return [...(tailCall ? [tailCall] : []), ...functions, ...others, ...labels(spot)];
}

function statementItems(): Completion[] {
  return [
    ...registers('r'),
    ...STATEMENTS.map(([label, detail, insert]) => item(label, 'insn', detail, { insert })),
    ...registers('w'),
  ];
}

/** Words of `rX = ...` that need the register once more: `be16 rX`, `xchg_64(rY + N, rX)`. */
function valueWords(register: string): Completion[] {
  const wanted = register.startsWith('w') ? 'wX = ' : 'rX = ';
  return INSN_WORDS.filter(({ form, name }) => form.startsWith(wanted) && form.includes(` ${name}`))
    .filter(({ name }) => name !== 'll' && name !== 'load_acquire')
    .map(({ name, form, doc }) => {
      const insert = /\(/.test(form) ? `${name}($0, ${register})` : `${name} ${register}`;
      return item(name, 'insn', form, { doc, insert });
    });
}

function valueItems(spot: Spot, register: string): Completion[] {
  const wide = register.toLowerCase().startsWith('r');
  const insert = (name: string) => ({ insert: `${name} ll` });
  const addresses = wide
    ? [
        ...mapsFirst(spot).map(({ name, type }) => item(name, 'map', type, insert(name))),
        ...namesOf(spot, 'function').map((name) =>
          item(name, 'function', 'address of a function', insert(name)),
        ),
      ]
    : [];
  const values = VALUES.map(([label, detail, text]) =>
    item(label, 'insn', detail, { insert: text }),
  );
  return [...addresses, ...registers(wide ? 'r' : 'w'), ...values, ...valueWords(register)];
}

/** Behind `if`: a register, a comparison, a value, `goto`, a label. */
function conditionItems(spot: Spot): Completion[] {
  const words = spot.before.map(({ text }) => text);
  const [, register, operator] = words;
  if (register === undefined) return registers('rw');
  if (operator === undefined) {
    return COMPARISONS.map((text) =>
      item(text, 'insn', text.startsWith('s') ? 'signed' : 'unsigned'),
    );
  }
  const goto = words.indexOf('goto');
  if (goto >= 0) return goto === words.length - 1 ? labels(spot) : [];
  const last = words.at(-1) ?? '';
  const value = REGISTER.test(last) || /^[0-9]/.test(last);
  if (value && words.length > 3) return [item('goto', 'insn', 'goto LABEL', { insert: 'goto $0' })];
  return value ? [] : registers(register.startsWith('w') ? 'w' : 'r');
}

/** Behind `rX`: what is on the right side of an operator. */
function assignItems(spot: Spot, first: Word): Completion[] {
  const words = spot.before.map(({ text }) => text);
  const last = words.at(-1) ?? '';
  const beforeLast = words.at(-2) ?? '';
  if (words.length === 1) {
    const operators = ['=', '+=', '-=', '*=', '/=', '%=', '|=', '&=', '^=', '<<=', '>>=', 's>>='];
    return operators.map((text) => item(text, 'insn', 'operator', { insert: `${text} $0` }));
  }
  if (last === '=' && words.length === 2) return valueItems(spot, first.text);
  if (last === '=') return registers(first.text.startsWith('w') ? 'w' : 'r');
  const inner = operandStart(last, beforeLast);
  if (inner !== null) return inner;
  const symbol = words.length >= 3 && words[1] === '=' && !/^[*(]$/.test(words[2] ?? '');
  const isName = symbol && /^[A-Za-z_.$]/.test(words[2] ?? '') && !REGISTER.test(words[2] ?? '');
  return isName && !words.includes('ll') ? [item('ll', 'insn', 'rX = NAME ll')] : [];
}

/** `u32 *)(...)`, behind `*(`. */
function types(): Completion[] {
  return TYPE_WORDS.map((name) => item(name, 'type', 'access', { insert: `${name} *)($0)` }));
}

/** `(u32 *)(...)`, behind `*`. */
function accesses(): Completion[] {
  return TYPE_WORDS.map((name) =>
    item(`(${name} *)`, 'type', 'access', { insert: `(${name} *)($0)` }),
  );
}

/** `s8)`, behind `rX = (`. */
function casts(): Completion[] {
  return TYPE_WORDS.filter((name) => name.startsWith('s')).map((name) =>
    item(name, 'type', 'sign-extend', { insert: `${name})$0` }),
  );
}

/** What may begin behind a star, a parenthesis, a bracket or a comma; null behind anything else. */
function operandStart(last: string, beforeLast: string): Completion[] | null {
  if (last === '*') return accesses();
  if (last === '[' || last === ',') return registers('rw');
  if (last !== '(') return null;
  if (beforeLast === '=') return casts();
  if (beforeLast === '*' || beforeLast === '(') return types();
  return /^(?:atomic_fetch|load_acquire|store_release)/.test(beforeLast)
    ? accesses()
    : registers('r');
}

/** Stores, `lock` and `store_release`. */
function storeItems({ before }: Spot): Completion[] {
  const last = before.at(-1)?.text ?? '';
  const inner = operandStart(last, before.at(-2)?.text ?? '');
  if (inner !== null) return inner;
  if (last === '=') return registers('rw');
  if (last === 'store_release') return [item('(', 'insn', 'store_release((u64 *)(rX + N), rY)')];
  return last !== 'lock'
    ? []
    : ['u64', 'u32'].map((type) =>
        item(`*(${type} *)`, 'insn', 'atomic', { insert: `*(${type} *)($0)` }),
      );
}

/** Operands of a mnemonic; the last one of a jump is a label. */
function operandItems(spot: Spot): Completion[] {
  const words = spot.before.map(({ text }) => text);
  const form = MNEMONICS.get((words[0] ?? '').toLowerCase())?.form;
  const commas = words.filter((text) => text === ',').length;
  if (form === 'goto' || form === 'gotol') return labels(spot);
  if (form === 'branch' && commas === 2) return labels(spot);
  if (form === 'constant' && commas === 1) {
    return mapsFirst(spot).map(({ name, type }) => item(name, 'map', type));
  }
  return registers('r');
}

export function codeItems(spot: Spot): Completion[] {
  const [first] = spot.before;
  if (first === undefined) return statementItems();
  const text = first.text.toLowerCase();
  if (REGISTER.test(text)) return assignItems(spot, first);
  if (text === 'if') return conditionItems(spot);
  if (text === 'call') return spot.before.length === 1 ? callable(spot) : [];
  if (JUMPS.has(text)) return spot.before.length === 1 ? labels(spot) : [];
  if (MNEMONICS.has(text)) return operandItems(spot);
  return text === '*' || text === 'lock' || text === 'store_release' ? storeItems(spot) : [];
}
