// Signature help: the arguments of a call or a directive, with the one at the caret.

import { LAB_DIRECTIVES, OP_WORDS } from '../asm/index.ts';
import { type Helper, helperById, helperByName } from '../bpf/index.ts';
import { argumentRows, helperDoc, prototypeOf } from './helper-docs.ts';
import { joinedFrom } from './joined.ts';
import { HEADER_WORDS, STATEMENT_WORDS } from './lab-words.ts';
import {
  bodyOf,
  headerOf,
  inComment,
  isCode,
  labelsOf,
  type Statement,
  statementAt,
} from './reading.ts';
import { help } from './signature-label.ts';
import { protocolHelp } from './signature-protocol.ts';
import { type Spot, spotAt } from './spot.ts';
import type { Study } from './study.ts';
import type { SignatureHelp } from './types.ts';

/** How far a call may be from the statement that sets up an argument. */
const FARTHEST = 12;

/** Number of the register that a statement assigns, -1 if none. */
function assigned(statement: Statement): number {
  const { from } = labelsOf(statement);
  const match = /^[rw]([0-9]|1[01])$/i.exec(statement.words[from]?.text ?? '');
  return match === null ? -1 : Number(match[1]);
}

function helperOf(statement: Statement): Helper | null {
  const { from } = labelsOf(statement);
  const [call, name, more] = statement.words.slice(from, from + 3);
  if (call?.text !== 'call' || name === undefined) return null;
  const called = name.text === 'helper' && more !== undefined ? more.text : name.text;
  return helperByName(called) ?? helperById(Number(called));
}

/** The call that the statement at `idx` is, or sets up an argument for. */
function callAhead(body: readonly Statement[], idx: number): number {
  const first = body[idx];
  if (first === undefined || helperOf(first) !== null) return idx;
  const register = assigned(first);
  if (register < 1 || register > 5) return -1;
  for (let ahead = idx + 1; ahead <= idx + FARTHEST; ahead++) {
    const statement = body[ahead];
    if (statement === undefined || labelsOf(statement).labels.length > 0) return -1;
    if (helperOf(statement) !== null) return ahead;
    if (/^(?:exit|goto|if|call)$/.test(statement.words[0]?.text ?? '')) return -1;
  }
  return -1;
}

/** The argument that was assigned last in front of the call, from 0. */
function lastAssigned(body: readonly Statement[], call: number): number {
  for (let idx = call - 1; idx >= Math.max(0, call - FARTHEST); idx--) {
    const statement = body[idx];
    if (statement === undefined || helperOf(statement) !== null) return 0;
    const register = assigned(statement);
    if (register >= 1 && register <= 5) return register - 1;
  }
  return 0;
}

function callHelp({ study, part }: Spot, offset: number): SignatureHelp | null {
  const statement = statementAt(study.reading, offset) ?? statementAt(study.reading, offset - 1);
  if (statement === null) return null;
  const body = bodyOf(study.reading, part);
  const idx = body.indexOf(statement);
  const call = idx < 0 ? -1 : callAhead(body, idx);
  const at = body[call];
  const helper = at === undefined ? null : helperOf(at);
  if (helper === null) return null;
  const rows = argumentRows(helper);
  const pieces = rows.map(([register = '', declaration = '', meaning = '']) => {
    const text = `${register}: ${declaration}`;
    return [text, meaning] as const;
  });
  const active = call === idx ? lastAssigned(body, call) : assigned(statement) - 1;
  const doc = [prototypeOf(helper), helperDoc(helper)].filter((text) => text !== '').join('\n');
  return help(`${helper.name}(`, pieces, { active, doc, close: ')', gap: ', ' });
}

const FORMS: ReadonlyMap<string, { readonly form: string; readonly doc: string }> = new Map(
  [...LAB_DIRECTIVES, ...OP_WORDS].map((entry) => [entry.name, entry]),
);

const MEANINGS: Readonly<Record<string, string>> = {
  NAME: 'Letters, digits, _, . and $; maps, programs and functions share one set of names.',
  TYPE: 'A type, such as prog_array for a map or tc for a program.',
  PROFILE: 'Version of the kernel, such as 6.1.',
  'PROFILE [OPTION...]': 'Version of the kernel and its options.',
  PROG: 'A program of this lab.',
  MAP: 'A map of this lab.',
  'MAP[KEY]': 'A slot of a prog array.',
  N: 'A number.',
};

function meaningOf(piece: string): string {
  const bare = piece.replace(/[[\]]/g, '').replace(/=.*/, '');
  const entry = HEADER_WORDS.get(bare) ?? STATEMENT_WORDS.get(bare);
  return MEANINGS[piece] ?? entry?.doc ?? '';
}

/** Parts of a form as they are written: `run PROG [times=N]`. */
function formHelp(name: string, active: number): SignatureHelp | null {
  const entry = FORMS.get(name);
  if (entry === undefined) return null;
  const [, ...pieces] = entry.form.split(' ');
  if (pieces.length === 0) return null;
  return help(
    `${name} `,
    pieces.map((piece) => [piece, meaningOf(piece)] as const),
    { active, doc: entry.doc },
  );
}

function headerHelp({ study, part, span }: Spot): SignatureHelp | null {
  const words = headerOf(study.reading, part);
  const given = joinedFrom(words, 1).filter(({ end }) => end < span.end);
  return formHelp(words[0]?.text ?? '', given.filter(({ end }) => end <= span.start).length);
}

/** Subjects of `.expect`, and the values that follow. */
const CONDITIONS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  retval: [
    ['(CPU)', 'Number of a CPU that runs programs.'],
    ['in {N, N}', 'What its last run may return; == for one value.'],
  ],
  slot: [
    ['(MAP[KEY])', 'A slot of a prog array.'],
    ['in {PROG, none}', 'Programs that it may hold at the end, or none.'],
  ],
};

/** `run` and `load` take words, `update` a slot, `=` and a program. */
function statementHelp({ before, typed }: Spot): SignatureHelp | null {
  const [first] = before;
  if (first === undefined || typed === first.text) return null;
  const behind = before.slice(1).map(({ text }) => text);
  const name = first.text;
  if (name === 'update') return formHelp(name, behind.includes('=') ? 2 : 0);
  const condition = CONDITIONS[name];
  if (condition !== undefined) {
    const active = behind.includes(')') ? 1 : 0;
    return help(name, condition, { active, doc: STATEMENT_WORDS.get(name)?.doc ?? '' });
  }
  return formHelp(name, behind.filter((text) => /^[A-Za-z_]/.test(text)).length);
}

export function signatureAt(study: Study, offset: number): SignatureHelp | null {
  if (inComment(study.reading, offset)) return null;
  const spot = spotAt(study, offset);
  const { kind } = spot.part;
  if (spot.inHeader) return headerHelp(spot);
  if (isCode(spot.part)) return callHelp(spot, offset);
  if (kind === 'protocol') return protocolHelp(spot);
  return kind === 'init' || kind === 'cpu' || kind === 'expect' ? statementHelp(spot) : null;
}
