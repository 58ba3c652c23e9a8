// One ordering question each; the twin breaks the order and must be caught by the rule named.

import { describe, expect, it } from 'vitest';
import type { FixtureLab } from '../unit/machine/fixture.ts';
import {
  bytesAgreeWithSlots,
  everyStoreSynced,
  int3IsClaimed,
  litmus,
  neverForbidden,
  neverTorn,
  p2WaitsForReaders,
  type Rule,
  runsToTheEnd,
  sabotage,
} from './rules.ts';

const PROGS = [{ name: 'entry', calls: '0:0' }, { name: 'f' }, { name: 'g' }];
const LOAD = 'load entry; load f; load g;';

const mapPoke = (from: string, to: string) => ({ mapPoke: sabotage('map_poke', 'v6_1', from, to) });
const textPoke = (from: string, to: string) => ({
  textPoke: sabotage('text_poke', 'int3_three_phase', from, to),
});

/** P1 before P2 in both directions. */
const SWAPPED = `for_each_poke(map, key) {
  if (new) {
    if (!old) { ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop); BUG_ON(ret < 0); }
    ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
    BUG_ON(ret < 0);
  } else {
    ret = text_poke(tailcall_target, old ? jmp(old) : nop, nop);
    BUG_ON(ret < 0);
    synchronize_rcu();
    ret = text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), jmp(bypass_addr));
    BUG_ON(ret < 0);
  }
}`;

interface Litmus {
  readonly question: string;
  readonly ops: string;
  readonly rule: Rule;
  readonly twin: Partial<FixtureLab>;
  readonly breaks: RegExp;
}

const WAIT = 'synchronize_rcu();';
const CASES: readonly Litmus[] = [
  {
    question: 'filling: is P2 armed before P1 opens',
    ops: 't[0] = f',
    rule: neverForbidden,
    twin: { mapPoke: SWAPPED },
    breaks: /forbidden/,
  },
  {
    question: 'emptying: is P1 closed before P2 becomes a nop',
    ops: 't[0] = f; delete t[0]',
    rule: neverForbidden,
    twin: { mapPoke: SWAPPED },
    breaks: /forbidden/,
  },
  {
    question: 'emptying: does P2 wait for the CPUs that are past P1',
    ops: 't[0] = f; delete t[0]',
    rule: p2WaitsForReaders,
    twin: mapPoke(WAIT, ';'),
    breaks: /without a grace period/,
  },
  {
    question: 'refilling: is P2 a nop again after emptying',
    ops: 't[0] = f; delete t[0]; t[0] = g',
    rule: runsToTheEnd,
    twin: mapPoke('ret = text_poke(tailcall_target, old ? jmp(old) : nop, nop);', ''),
    breaks: /-16/,
  },
  {
    question: 'replacing: is P1 left alone',
    ops: 't[0] = f; t[0] = g',
    rule: runsToTheEnd,
    twin: mapPoke('if (!old) {', '{'),
    breaks: /-16/,
  },
  {
    question: 'emptying an empty slot: is P1 expected to be a jmp',
    ops: 'delete t[0]',
    rule: runsToTheEnd,
    twin: mapPoke('old ? nop : jmp(bypass_addr)', 'nop'),
    breaks: /-16/,
  },
  {
    question: 'settled: do the bytes agree with the slot',
    ops: 't[0] = f; t[0] = g',
    rule: bytesAgreeWithSlots,
    twin: mapPoke('jmp(new));', 'old ? jmp(old) : jmp(new));'),
    breaks: /jumps elsewhere/,
  },
  {
    question: 'load of a caller whose slot is filled: is the call live',
    ops: 't[0] = f; unload entry; load entry',
    rule: bytesAgreeWithSlots,
    twin: mapPoke('ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);\n    BUG_ON', 'BUG_ON'),
    breaks: /the call is armed/,
  },
  {
    question: 'text_poke: is the tail hidden behind an int3',
    ops: 't[0] = f',
    rule: neverTorn,
    twin: textPoke('store(site[0], 0xcc);', ''),
    breaks: /torn/,
  },
  {
    question: 'text_poke: is each store seen by all before the next',
    ops: 't[0] = f',
    rule: everyStoreSynced,
    twin: textPoke('sync_cores();', ''),
    breaks: /before a sync/,
  },
  {
    question: 'text_poke: is the site published before its int3',
    ops: 't[0] = f',
    rule: int3IsClaimed,
    twin: textPoke(
      'publish(site, new);\nstore(site[0], 0xcc);',
      'store(site[0], 0xcc);\npublish(site, new);',
    ),
    breaks: /before publish/,
  },
  {
    question: 'text_poke: is the int3 gone in the end',
    ops: 't[0] = f',
    rule: int3IsClaimed,
    twin: textPoke('store(site[0], new[0]);', ''),
    breaks: /left behind/,
  },
  {
    question: 'locks: is poke_mutex taken once only',
    ops: 't[0] = f',
    rule: runsToTheEnd,
    twin: mapPoke('if (new) {', 'lock(poke_mutex); if (new) {'),
    breaks: /deadlock/,
  },
];

describe('shipped protocols', () => {
  it.each(CASES)('$question', ({ ops, rule }) => {
    expect(rule(litmus({ progs: PROGS, actors: [LOAD + ops] }))).toBeNull();
  });
});

describe('sabotaged twins', () => {
  it.each(CASES)('are caught: $question', ({ ops, rule, twin, breaks }) => {
    expect(rule(litmus({ progs: PROGS, actors: [LOAD + ops], ...twin }))).toMatch(breaks);
  });
});

describe('poke_mutex', () => {
  it('may be dropped while a protocol waits, and taken again', () => {
    const dropped = mapPoke(WAIT, `{ unlock(poke_mutex); ${WAIT} lock(poke_mutex); }`);
    const { stopped, events } = litmus({
      progs: PROGS,
      actors: [`${LOAD} t[0] = f; delete t[0]`],
      ...dropped,
    });
    expect(stopped).toBeNull();
    const wait = events.findIndex((event) => event.kind === 'rcu-begin');
    expect(events[wait - 1]).toMatchObject({ kind: 'unlock', lock: { kind: 'poke_mutex' } });
  });
});
