// A new name for a map, program, function, label, protocol or protocol variable, everywhere at once.
// Authority: names.ts of core/asm for what can be a name. Whatever that misses is found by assembling the new
// text: it must say the same as the old one.

import { NUMBER } from '../asm/index.ts';
import { helperByName } from '../bpf/index.ts';
import { applyEdits } from './edits.ts';
import { type Entity, entityAt, type NameKind, type Names } from './names.ts';
import { isProtocolWord } from './protocol-words.ts';
import { inComment, wordAt } from './reading.ts';
import { shapeOf } from './shape.ts';
import type { Study } from './study.ts';
import { REGISTER } from './symbols.ts';
import type { RenameAnswer, TextEdit } from './types.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_.$]*$/;
const LOCAL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PROTOCOL_NAME = /^[A-Za-z0-9_.-]+$/;
/** Taken by the grammar wherever a symbol may stand. */
const RESERVED: ReadonlySet<string> = new Set(['none', 'll', 's', 'skb', 'goto', 'in', 'pc']);

export const KIND_WORDS: Readonly<Record<NameKind, string>> = {
  map: 'map',
  program: 'program',
  function: 'function',
  label: 'label',
  protocol: 'protocol',
  local: 'variable',
};

const SHARED: ReadonlySet<NameKind> = new Set(['map', 'program', 'function']);

function refuse(refusal: string): RenameAnswer {
  return { ok: false, refusal };
}

/** Why nobody may be called so; null if anybody may. */
function badName(kind: NameKind, name: string): string | null {
  if (kind === 'protocol') {
    return PROTOCOL_NAME.test(name)
      ? null
      : 'A protocol name has letters, digits, _, . and - only.';
  }
  if (kind === 'local') {
    if (!LOCAL_NAME.test(name)) return 'A variable begins with a letter or _ and has no dots.';
    return isProtocolWord(name) ? `'${name}' is a word of the protocol language.` : null;
  }
  if (!NAME.test(name))
    return 'A name has letters, digits, _, . and $, and begins with a letter or _.';
  if (REGISTER.test(name)) return `'${name}' is a register.`;
  if (RESERVED.has(name)) return `'${name}' is a word of the language.`;
  return null;
}

/** Who has the name already, where it would be the same name. */
function clash(names: Names, entity: Entity, name: string): string | null {
  const rival = names.entities.find((other) => {
    if (other === entity || other.name !== name) return false;
    if (SHARED.has(entity.kind)) return SHARED.has(other.kind);
    return other.kind === entity.kind && other.part === entity.part;
  });
  if (rival === undefined) return null;
  const what = KIND_WORDS[rival.kind];
  return rival.declared === null
    ? `'${name}' is used elsewhere as the name of a ${what} that is not declared.`
    : `There is a ${what} '${name}' already.`;
}

/** Why the entity at this place keeps its name. */
function keepsName({ reading }: Study, entity: Entity): string | null {
  if (/^[0-9]+$/.test(entity.name)) {
    return 'A numbered label is found by its number; it has no name to change.';
  }
  if (entity.declared === null) {
    return `'${entity.name}' is not declared in this lab.`;
  }
  if (entity.kind !== 'protocol') return null;
  const part = reading.parts[entity.part];
  const isLibrary = part !== undefined && part.from === part.to;
  return isLibrary ? `'${entity.name}' is an entry of the library; its name picks it.` : null;
}

/** What stands here, if it is no name. */
function noName(study: Study, offset: number): string {
  const word = inComment(study.reading, offset) ? null : wordAt(study.reading, offset);
  if (word === null || word.kind === NUMBER) return 'There is no name here.';
  if (REGISTER.test(word.text)) return 'A register cannot be renamed.';
  if (helperByName(word.text) !== null) return `'${word.text}' is a helper of the kernel.`;
  return `'${word.text}' is a word of the language.`;
}

/** Edits for every place of what the word at `offset` means; a clear sentence where that cannot be. */
export function renameAt(study: Study, offset: number, newName: string): RenameAnswer {
  const entity = inComment(study.reading, offset) ? null : entityAt(study.names, offset);
  if (entity === null) return refuse(noName(study, offset));
  const problem = keepsName(study, entity) ?? badName(entity.kind, newName);
  if (problem !== null) return refuse(problem);
  if (entity.name === newName) return { ok: true, edits: [] };
  const rival = clash(study.names, entity, newName);
  if (rival !== null) return refuse(rival);
  const edits = entity.places.map((span): TextEdit => ({ span, text: newName }));
  const withBodies = entity.kind !== 'local';
  const renamed = shapeOf(applyEdits(study.text, edits), withBodies);
  if (renamed === shapeOf(study.text, withBodies)) return { ok: true, edits };
  return refuse(`With the name '${newName}' the lab would mean something else.`);
}
