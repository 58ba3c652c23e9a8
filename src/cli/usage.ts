// `npm run lab -- --help`.

import { PROPERTY_IDS } from '../core/explore/index.ts';
import { KNOWN_VERSIONS } from '../core/kernel/index.ts';
import { libraryNames } from '../core/protocol/index.ts';
import { SCENARIOS } from '../labs/scenarios/index.ts';

const WIDTH = 79;

function list(names: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const name of names) {
    if (line.length + 1 + name.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${name}`;
  }
  return [...lines, line].join('\n');
}

/** Also names everything that an option can be given. */
export function usage(): string {
  return `usage: npm run lab -- COMMAND [FILE.lab] [OPTION...]

  check FILE     try every order of steps: PASS, or FAIL with the schedule that has
                 the fewest context switches
  jit FILE       the bytes, as objdump prints them
  run FILE       one run, everyone taking turns: each step, and what came of it
  promela FILE   the same model for Spin
  matrix         every protocol of the library against every scenario, as a table

of a lab (check, jit, run, promela):
  --scenario ID     a built-in scenario in place of FILE
  --kernel PROFILE  such as 6.1, or 6.1-hardened, in place of the lab's
  --protocol NAME   map_poke from the library, in place of the lab's
  --text-poke NAME  text_poke from the library
  --layout NAME     order of a tail call's pieces
check:
  --property NAME   judge by this property only; more than once for several
  --max-states N    end unfinished after N states
  --no-reduction    leave out no order, also of steps whose order cannot matter
  --json            the result as JSON
jit:
  --intel           Intel syntax in place of AT&T
matrix:
  --write           into src/labs/scenarios/README.md

exit code: 0 pass, 1 fail, 2 bad input, 3 not finished (a bound was met, or
something is not modelled: neither pass nor fail)

kernels:
${list(KNOWN_VERSIONS)}
map_poke:
${list(libraryNames('map_poke'))}
text_poke:
${list(libraryNames('text_poke'))}
layout:
${list(libraryNames('layout'))}
scenarios:
${list(SCENARIOS.map(({ id }) => id))}
properties:
${list(PROPERTY_IDS)}
`;
}
