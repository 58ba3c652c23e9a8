import { BATCHED_WAIT } from './batched-wait.ts';
import { COUNTER_LIMIT } from './counter-limit.ts';
import { COVER_LETTER_RACE } from './cover-letter-race.ts';
import { DELETE_WAITS } from './delete-waits.ts';
import { DIRECT_INDIRECT } from './direct-indirect.ts';
import { HARDENED } from './hardened.ts';
import { HIERARCHY } from './hierarchy.ts';
import { HISTORY } from './history.ts';
import { INSTALL_IN_CHECK } from './install-in-check.ts';
import { INT3_HIT } from './int3-hit.ts';
import type { BuiltinLab } from './lab.ts';
import { LAST_REFERENCE } from './last-reference.ts';
import { LOAD_FIXUP } from './load-fixup.ts';
import { LOAD_UPDATE } from './load-update.ts';
import { MEMCPY5 } from './memcpy5.ts';
import { MIXED_VERSIONS } from './mixed-versions.ts';
import { NO_CHANGE } from './no-change.ts';
import { NO_SYNC } from './no-sync.ts';
import { OWNER } from './owner.ts';
import { PARSER_CHAIN } from './parser-chain.ts';
import { RACE_BY_HAND } from './race-by-hand.ts';
import { REPLACE_BETWEEN } from './replace-between.ts';
import { SELF_LOOP } from './self-loop.ts';
import { SEVERAL_SITES } from './several-sites.ts';
import { SHRINKING_JUMPS } from './shrinking-jumps.ts';
import { SLEEPABLE } from './sleepable.ts';
import { SLOT_LIFE } from './slot-life.ts';
import { STALE_FETCH } from './stale-fetch.ts';
import { SUBPROG } from './subprog.ts';
import { T1_POP_NOP_PUSH } from './t1-pop-nop-push.ts';
import { T2_STALE_JUMP } from './t2-stale-jump.ts';
import { T5_REINSTALL, T5_REPLACE } from './t5-correction.ts';
import { T6_IGNORE_FLAG } from './t6-ignore-flag.ts';
import { T8_NOP_TO_NOP } from './t8-nop-to-nop.ts';
import { TARGET_FIRST } from './target-first.ts';
import { TWO_TABLES } from './two-tables.ts';
import { TWO_UPDATERS } from './two-updaters.ts';
import { UNLOAD_READER } from './unload-reader.ts';
import { UNPRIVILEGED } from './unprivileged.ts';
import { WITHOUT_JIT } from './without-jit.ts';

export type { BuiltinLab, LabChapter, OpeningStep } from './lab.ts';

/** The labs of the chooser, in its order; the first is the one that the page opens with. */
export const LABS: readonly BuiltinLab[] = [
  DELETE_WAITS,
  SLOT_LIFE,
  SEVERAL_SITES,
  NO_CHANGE,
  LOAD_FIXUP,
  INSTALL_IN_CHECK,
  REPLACE_BETWEEN,
  INT3_HIT,
  STALE_FETCH,
  COVER_LETTER_RACE,
  RACE_BY_HAND,
  T1_POP_NOP_PUSH,
  T2_STALE_JUMP,
  TARGET_FIRST,
  T5_REINSTALL,
  T5_REPLACE,
  T6_IGNORE_FLAG,
  T8_NOP_TO_NOP,
  BATCHED_WAIT,
  MEMCPY5,
  NO_SYNC,
  SLEEPABLE,
  TWO_UPDATERS,
  LOAD_UPDATE,
  UNLOAD_READER,
  MIXED_VERSIONS,
  TWO_TABLES,
  SELF_LOOP,
  COUNTER_LIMIT,
  HIERARCHY,
  DIRECT_INDIRECT,
  SUBPROG,
  HARDENED,
  UNPRIVILEGED,
  WITHOUT_JIT,
  SHRINKING_JUMPS,
  HISTORY,
  PARSER_CHAIN,
  OWNER,
  LAST_REFERENCE,
];
