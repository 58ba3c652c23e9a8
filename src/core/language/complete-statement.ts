// Completion of statements of `.init` and `.cpu`, and of conditions of `.expect`.

import { OP_WORDS } from '../asm/index.ts';
import { item, mapsFirst, nameItems, wordItem } from './items.ts';
import { RUN_OPTIONS, STATEMENT_WORDS } from './lab-words.ts';
import { headerOf } from './reading.ts';
import type { Spot } from './spot.ts';
import type { Completion } from './types.ts';

/** Slots beyond this are not worth a list. */
const MOST_KEYS = 16;

const OP_SNIPPETS: Readonly<Record<string, string>> = {
  run: 'run $0',
  update: 'update $1 = $0',
  delete: 'delete $0',
  load: 'load $0',
  unload: 'unload $0',
  close: 'close $0',
};

function keyItems({ study }: Spot, mapName: string | undefined): Completion[] {
  const map = study.parsed.lab.maps.find(({ name }) => name === mapName);
  const keys = Math.min(map?.maxEntries ?? 0, MOST_KEYS);
  return Array.from({ length: keys }, (_, key) =>
    item(String(key), 'option', `slot of ${mapName ?? ''}`),
  );
}

/** Slots of prog arrays: `MAP[$0]`. */
function slotItems(spot: Spot, rest: string): Completion[] {
  return mapsFirst(spot)
    .filter(({ type }) => type === 'prog_array' || type === 'map')
    .map(({ name, type }) => item(name, 'map', type, { insert: `${name}${rest}` }));
}

/** Statements of `.init` and `.cpu`. */
export function operationItems(spot: Spot): Completion[] {
  const { before } = spot;
  const first = before[0]?.text;
  const last = before.at(-1)?.text;
  if (first === undefined) {
    const ops = OP_WORDS.map((entry) => wordItem(entry, 'operation', OP_SNIPPETS[entry.name]));
    return [...ops, ...slotItems(spot, '[$1] = $0')];
  }
  if (last === '[') return keyItems(spot, before.at(-2)?.text);
  if (first === 'run' && before.length > 1) {
    if (last === '=') return [];
    const given = before.map(({ text }) => text);
    return RUN_OPTIONS.filter(({ name }) => !given.includes(name)).map((entry) =>
      wordItem(entry, 'option', `${entry.name}=$0`),
    );
  }
  if (last === '=') return nameItems(spot, 'program');
  if (before.length > 1) return [];
  if (first === 'update' || first === 'delete') return slotItems(spot, '[$0]');
  if (first === 'close') return mapsFirst(spot).map(({ name, type }) => item(name, 'map', type));
  return STATEMENT_WORDS.has(first) ? nameItems(spot, 'program') : [];
}

function cpuItems({ study }: Spot): Completion[] {
  return study.reading.parts
    .filter(({ kind }) => kind === 'cpu')
    .flatMap((part) => {
      const number = headerOf(study.reading, part)[1]?.text;
      return number === undefined ? [] : [item(number, 'option', `CPU ${number}`)];
    });
}

/** Conditions of `.expect`. */
export function conditionItems(spot: Spot): Completion[] {
  const { before } = spot;
  const words = before.map(({ text }) => text);
  const last = words.at(-1);
  const [subject] = words;
  const entry = (name: string) => STATEMENT_WORDS.get(name);
  if (subject === undefined) {
    const [retval, slot] = [entry('retval'), entry('slot')];
    return [
      ...(retval ? [wordItem(retval, 'operation', 'retval($1) in {$0}')] : []),
      ...(slot ? [wordItem(slot, 'operation', 'slot($1) in {$0}')] : []),
    ];
  }
  if (last === '[') return keyItems(spot, words.at(-2));
  if (last === '(') {
    return subject === 'retval' ? cpuItems(spot) : slotItems(spot, '[$0]');
  }
  if (last === ')') {
    return [
      item('in', 'operation', 'SUBJECT in {VALUE, VALUE}', { insert: 'in {$0}' }),
      item('==', 'operation', 'SUBJECT == VALUE', { insert: '== $0' }),
    ];
  }
  const isValue = last === '{' || last === ',' || last === '=';
  if (!isValue || subject !== 'slot') return [];
  return [...nameItems(spot, 'program'), item('none', 'option', 'an empty slot')];
}
