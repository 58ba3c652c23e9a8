// What a CPU may still fetch: core/machine/flux.ts in Promela. Its table is one entry for each site here, with
// the rank of the site's first store in place of the order of entries.

import { FLUX_ENTRIES, HISTORY, MAX_VARIANT } from '../machine/index.ts';
import type { Lab } from './lab.ts';
import { array, choose, inline, zeros } from './text.ts';

const AGES = Array.from({ length: HISTORY }, (_, age) => age);

export function fluxDeclarations({ zero, cpus }: Lab): string[] {
  const sites = zero.sites.length;
  return [
    '/* Sites that some CPU may not have seen the last stores to: rank by first store, earlier bytes, and how',
    '   many stores each CPU may have missed. */',
    array('byte', 'fx_rank', zeros(sites)),
    array('byte', 'fx_b0', zeros(sites * HISTORY)),
    array('int', 'fx_tail', zeros(sites * HISTORY)),
    array('byte', 'fx_age', zeros(sites * cpus.length)),
  ];
}

/** Bytes at a site some stores ago, as an index into fx_b0 and fx_tail. */
function olderBytes(site: number | string, age: number): string {
  return `[(${site}) * ${HISTORY} + ${age - 1}]`;
}

export function fluxPieces(lab: Lab): string[] {
  const { zero, cpus } = lab;
  const last = Math.max(0, zero.sites.length - 1);
  const forget = (age: number): string =>
    `fx_b0${olderBytes('site', age + 1)} = 0; fx_tail${olderBytes('site', age + 1)} = 0;`;
  const ages = cpus.map(({ cpuIdx }) => `AGE(site, ${cpuIdx})`);
  return [
    `#define AGE(site, c) fx_age[(site) * ${cpus.length} + c]`,
    ...inline('fx_remove(site)', [
      `for (j : 0 .. ${last}) {`,
      '  fx_rank[j] = (fx_rank[j] > fx_rank[site] -> fx_rank[j] - 1 : fx_rank[j]);',
      '}',
      'fx_rank[site] = 0;',
      ...AGES.map(forget),
      ...ages.map((age) => `${age} = 0;`),
    ]),
    '/* Drops what no CPU can fetch any more. */',
    ...inline('fx_tidy(site)', [
      'n = 0;',
      ...ages.map((age) => `n = (${age} > n -> ${age} : n);`),
      ...choose(
        [{ when: 'n == 0 && fx_rank[site] != 0', then: ['fx_remove(site);'] }],
        AGES.flatMap((age) => choose([{ when: `n <= ${age}`, then: [forget(age)] }])),
      ),
    ]),
    ...stored(lab, last),
    ...choices(),
    '/* The CPU sees every store there was. */',
    ...inline('fx_serialised(c)', [
      `for (i : 0 .. ${last}) {`,
      '  if',
      '  :: fx_rank[i] != 0 -> AGE(i, c) = 0; fx_tidy(i);',
      '  :: else -> skip;',
      '  fi;',
      '}',
    ]),
  ];
}

function stored({ zero, cpus }: Lab, last: number): string[] {
  const evict = [
    `for (i : 0 .. ${last}) { q = (fx_rank[i] == 1 -> i : q); }`,
    'fx_remove(q);',
    'n--;',
  ];
  return [
    '/* A store to the site, which held these bytes before. */',
    ...inline('fx_stored(site, old_b0, old_tail)', [
      ...choose([
        {
          when: 'fx_rank[site] == 0',
          then: [
            'n = 0;',
            `for (j : 0 .. ${last}) { n = n + (fx_rank[j] != 0 -> 1 : 0); }`,
            ...(zero.sites.length > FLUX_ENTRIES
              ? choose([{ when: `n == ${FLUX_ENTRIES}`, then: evict }])
              : []),
            'fx_rank[site] = n + 1;',
          ],
        },
      ]),
      ...AGES.slice(1)
        .toReversed()
        .flatMap((age) => [
          `fx_b0${olderBytes('site', age + 1)} = fx_b0${olderBytes('site', age)};`,
          `fx_tail${olderBytes('site', age + 1)} = fx_tail${olderBytes('site', age)};`,
        ]),
      `fx_b0${olderBytes('site', 1)} = old_b0; fx_tail${olderBytes('site', 1)} = old_tail;`,
      ...cpus.flatMap(({ cpuIdx, actor }) =>
        choose([
          {
            when: `me != ${actor} && may_run[${cpuIdx}] && AGE(site, ${cpuIdx}) < ${HISTORY}`,
            then: [`AGE(site, ${cpuIdx}) = AGE(site, ${cpuIdx}) + 1;`],
          },
        ]),
      ),
      'fx_tidy(site);',
    ]),
  ];
}

/** What a CPU may fetch: what is there, what was there, and first bytes of one moment before the rest of another. */
function choices(): string[] {
  const byte = (age: string, name: string): string =>
    `(${age} == 0 -> ${name}[site] : fx_${name}[(site) * ${HISTORY} + ${age} - 1])`;
  return [
    `hidden byte ch_b0[${MAX_VARIANT + 1}], ch_age[${MAX_VARIANT + 1}];`,
    `hidden int ch_tail[${MAX_VARIANT + 1}];`,
    ...inline('add_choice(stores)', [
      'found = 0;',
      `for (j : 0 .. ${MAX_VARIANT}) {`,
      '  found = (j < nc && ch_b0[j] == fb0 && ch_tail[j] == ftail -> 1 : found);',
      '}',
      ...choose([
        {
          when: 'found == 0',
          then: ['ch_b0[nc] = fb0; ch_tail[nc] = ftail; ch_age[nc] = stores;', 'nc++;', 'n++;'],
        },
      ]),
    ]),
    ...inline('find_choices(site, c)', [
      'nc = 0; n = 0;',
      `for (i : 0 .. ${HISTORY}) {`,
      '  if',
      '  :: i <= AGE(site, c) ->',
      `    fb0 = ${byte('i', 'b0')}; ftail = ${byte('i', 'tail')};`,
      '    add_choice(i);',
      '  :: else -> skip;',
      '  fi;',
      '}',
      'n = 0;',
      `for (i : 0 .. ${HISTORY}) {`,
      `  for (q : 0 .. ${HISTORY}) {`,
      '    if',
      `    :: i <= AGE(site, c) && q <= AGE(site, c) && n < ${MAX_VARIANT - HISTORY} ->`,
      `      fb0 = ${byte('i', 'b0')}; ftail = ${byte('q', 'tail')};`,
      '      v = (i > q -> i : q);',
      '      add_choice(v);',
      '    :: else -> skip;',
      '    fi;',
      '  }',
      '}',
    ]),
  ];
}
