// Small labs by chance, from a seed: readers, updaters of one or two tables, loads, unloads and closes.

import { libraryNames } from '../../../src/core/protocol/index.ts';

interface RandomLab {
  readonly text: string;
  readonly override: { readonly mapPoke?: string; readonly textPoke?: string };
}

type Random = (below: number) => number;

/** Numbers from a seed (xorshift). */
function numbersFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  next();
  return (below) => next() % below;
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[random(from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

const TABLES = ['one', 'two'];

function caller(name: string, calls: readonly string[]): string {
  const tails = calls.map(
    (table) => `        r1 = r6\n        r2 = ${table} ll\n        r3 = 0\n        call tail_call`,
  );
  return `.prog ${name} tc\n        r6 = r1\n${tails.join('\n')}\n        r0 = 40\n        exit\n`;
}

/** One line of a `.cpu`; `late`: the caller is loaded by a `.cpu`. */
function change(random: Random, tables: readonly string[], rare: boolean): string {
  const table = pick(random, tables);
  const common = [`${table}[0] = f`, `${table}[0] = g`, `delete ${table}[0]`];
  const others = ['unload f', 'unload entry', `close ${table}`, 'load late', 'run late'];
  return pick(random, rare ? [...common, ...others] : common);
}

export function randomLab(seed: number): RandomLab {
  const random = numbersFrom(seed);
  const tables = TABLES.slice(0, 1 + random(2));
  const rare = random(3) === 0;
  const readers = random(3) === 0 && !rare ? 0 : 1;
  const updaters = readers === 0 ? 3 : 1 + random(2);
  const cpus: string[] = [];
  for (let idx = 0; idx < readers; idx++) cpus.push('run entry');
  for (let idx = 0; idx < updaters; idx++) {
    const lines = Array.from({ length: 1 + random(updaters === 1 ? 3 : 2) }, () =>
      change(random, tables, rare),
    );
    cpus.push(lines.join('\n        '));
  }
  const inits = tables.filter(() => random(2) === 0).map((table) => `        ${table}[0] = f`);
  const maps = tables.map((table) => `.map ${table} prog_array max_entries=1`);
  const text = `.kernel ${pick(random, ['5.10', '6.1', '7.1'])}
${maps.join('\n')}
${caller('entry', random(3) === 0 ? tables : tables.slice(0, 1))}
${rare ? caller('late', tables.slice(-1)) : ''}
.prog f tc
        r0 = 1
        exit
.prog g tc
        r0 = 2
        exit
.init
${inits.join('\n')}
${cpus.map((lines, cpu) => `.cpu ${cpu}\n        ${lines}`).join('\n')}
`;
  const mapPoke = pick(random, ['', '', ...libraryNames('map_poke')]);
  const textPoke = pick(random, ['', '', ...libraryNames('text_poke')]);
  return {
    text,
    override: { ...(mapPoke ? { mapPoke } : {}), ...(textPoke ? { textPoke } : {}) },
  };
}
