import { DIRECT_INDIRECT } from './direct-indirect.ts';
import { HARDENED } from './hardened.ts';
import type { BuiltinLab } from './lab.ts';
import { LAST_REFERENCE } from './last-reference.ts';
import { LOAD_FIXUP } from './load-fixup.ts';
import { NO_CHANGE } from './no-change.ts';
import { OWNER } from './owner.ts';
import { PARSER_CHAIN } from './parser-chain.ts';
import { SELF_LOOP } from './self-loop.ts';
import { SEVERAL_SITES } from './several-sites.ts';
import { SLOT_LIFE } from './slot-life.ts';
import { SUBPROG } from './subprog.ts';
import { TWO_TABLES } from './two-tables.ts';

export type { BuiltinLab, OpeningStep } from './lab.ts';

/** The labs of the chooser, in its order; the first is the one that the page opens with. */
export const LABS: readonly BuiltinLab[] = [
  SLOT_LIFE,
  SEVERAL_SITES,
  SUBPROG,
  DIRECT_INDIRECT,
  LOAD_FIXUP,
  SELF_LOOP,
  TWO_TABLES,
  PARSER_CHAIN,
  NO_CHANGE,
  OWNER,
  LAST_REFERENCE,
  HARDENED,
];
