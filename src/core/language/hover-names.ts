// Hover over a name: what it is, where it is declared, how often it is used.

import { libraryEntry, parseProtocol } from '../protocol/index.ts';
import { textPart } from './hover-insn.ts';
import type { Entity } from './names.ts';
import { roleOf } from './protocol-words.ts';
import { headerOf, lineOf } from './reading.ts';
import { KIND_WORDS } from './rename.ts';
import type { Study } from './study.ts';
import type { DocPart } from './types.ts';

function lineWords({ reading }: Study, offset: number): string {
  return `line ${lineOf(reading, offset) + 1}`;
}

/** "defined in line 4, used in lines 7 and 9". */
function whereabouts(study: Study, { declared, places, kind }: Entity): string {
  const uses = places.filter(({ start }) => start !== declared?.start);
  const verb = kind === 'label' || kind === 'local' ? 'Defined' : 'Declared';
  const first =
    declared === null ? 'Not declared' : `${verb} in ${lineWords(study, declared.start)}`;
  if (uses.length === 0) return `${first}, not used.`;
  const lines = [...new Set(uses.map(({ start }) => lineOf(study.reading, start) + 1))];
  const shown = lines.slice(0, 8).join(', ') + (lines.length > 8 ? ', ...' : '');
  return `${first}, used in line${lines.length === 1 ? '' : 's'} ${shown}.`;
}

function mapParts(study: Study, name: string): DocPart[] {
  const { lab } = study.parsed;
  const map = lab.maps.find((each) => each.name === name);
  if (map === undefined) return [];
  const { type, maxEntries, keySize, valueSize } = map;
  const entries = maxEntries === 1 ? '1 entry' : `${maxEntries} entries`;
  return [
    textPart(`${type} with ${entries}; keys of ${keySize} bytes, values of ${valueSize} bytes.`),
  ];
}

function count(many: number, one: string, more: string): string {
  return `${many} ${many === 1 ? one : more}`;
}

function codeParts(study: Study, { name, kind }: Entity): DocPart[] {
  const { progs, funcs } = study.parsed.lab;
  const code = (kind === 'program' ? progs : funcs).find((each) => each.name === name);
  if (code === undefined) return [];
  const slots = code.insns.reduce((sum, insn) => sum + insn.slots.length, 0);
  const insns = count(code.insns.length, 'instruction', 'instructions');
  const type = progs.find((prog) => prog === code);
  const what = type === undefined ? '' : `${type.type}${type.sleepable ? ', sleepable' : ''}; `;
  const images = (study.result?.progs ?? []).flatMap((prog) => prog.jit?.funcs ?? []);
  const image = images.find((each) => each.name === name);
  const stack = (study.result?.progs ?? [])
    .flatMap((prog) => prog.xlated?.subprogs ?? [])
    .find((each) => each.name === name)?.stackDepth;
  const size = image === undefined ? '' : `; ${count(image.bytes.length, 'byte', 'bytes')} of x86`;
  const depth = stack === undefined ? '' : `, ${count(stack, 'byte', 'bytes')} of stack`;
  return [textPart(`${what}${insns} in ${count(slots, 'slot', 'slots')}${size}${depth}.`)];
}

function protocolParts(study: Study, entity: Entity): DocPart[] {
  const part = study.reading.parts[entity.part];
  if (part === undefined) return [];
  const role = roleOf(headerOf(study.reading, part)[1]?.text);
  const entry = role === null ? null : libraryEntry(role, entity.name);
  if (entry === null || part.from < part.to) return [];
  return [
    textPart(`From the library: ${entry.source}. ${entry.expected}.`),
    { kind: 'code', text: entry.text.trimEnd() },
  ];
}

/** The type that the variable of a protocol has, if the protocol has no errors. */
function localParts(study: Study, entity: Entity): DocPart[] {
  const part = study.reading.parts[entity.part];
  const role = part && roleOf(headerOf(study.reading, part)[1]?.text);
  if (part === undefined || !role) return [];
  const from = study.reading.statements[part.header]?.end ?? part.start;
  const { protocol } = parseProtocol(role, '', study.text.slice(from, part.end));
  const type = protocol?.localTypes[protocol.locals.indexOf(entity.name)];
  return type === undefined ? [] : [textPart(`Type: ${type}.`)];
}

function ownParts(study: Study, entity: Entity): DocPart[] {
  switch (entity.kind) {
    case 'map':
      return mapParts(study, entity.name);
    case 'program':
    case 'function':
      return codeParts(study, entity);
    case 'protocol':
      return protocolParts(study, entity);
    case 'local':
      return localParts(study, entity);
    default:
      return [];
  }
}

export function entityParts(study: Study, entity: Entity): DocPart[] {
  const head: DocPart = { kind: 'code', text: `${KIND_WORDS[entity.kind]} ${entity.name}` };
  return [head, ...ownParts(study, entity), textPart(whereabouts(study, entity))];
}
