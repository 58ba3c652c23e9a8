// What each library entry is expected to show, by search over all schedules of a scenario.

import { describe, expect, it } from 'vitest';
import { createSearch, type ExploreResult } from '../../../src/core/explore/index.ts';
import { compile, labExpects, type Override } from '../../../src/core/pipeline/index.ts';
import { LIBRARY, type LibraryEntry } from '../../../src/core/protocol/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

const BUDGET = 50_000;

function searched(id: string, override: Override): ExploreResult {
  const scenario = SCENARIOS.find((each) => each.id === id);
  const result = compile(scenario?.text ?? '', { override });
  if (!result.input) throw new Error(`${id}: ${result.diagnostics[0]?.message}`);
  const search = createSearch(result.input, labExpects(result), {});
  while (search.run(BUDGET) === 'running');
  return search.result();
}

function overrideFor({ role, name, kernel }: LibraryEntry): Override {
  if (role === 'layout') return { layout: name, kernel };
  // The thread is about what became 5.10; its frames are those of 6.1.
  return role === 'map_poke' ? { mapPoke: name, kernel } : { textPoke: name, kernel };
}

/** Properties that a search found broken, without doubles. */
function failures(id: string, name: string, role: LibraryEntry['role'] = 'map_poke'): string[] {
  const entry = LIBRARY.find((each) => each.role === role && each.name === name);
  if (!entry) throw new Error(`no ${role} ${name}`);
  const { verdict, failures: found } = searched(id, overrideFor(entry));
  expect(verdict).toBe(found.length === 0 ? 'pass' : 'fail');
  return [...new Set(found.map(({ property }) => property))].filter((each) => each !== 'expect');
}

const STATE_A = ['fell-through', 'lost-registers', 'broken-registers'];
const BUSY = ['unexpected-bytes', 'bug'];

describe('map_poke entries', () => {
  it.each([
    ['t2_ip_aux', 'delete-then-install', []],
    ['t2_ip_aux', 'empty-delete', []],
    ['t3_restore_at_once', 'delete', STATE_A],
    ['t3_restore_at_once', 'replace', []],
    ['t4_always_jmp', 'delete', STATE_A],
    ['t4_always_jmp', 'install', []],
    ['t5_correction', 'delete', []],
    ['t5_correction', 'delete-then-install', BUSY],
    ['t5_correction', 'replace', BUSY],
    ['t5_correction', 'empty-delete', BUSY],
    ['t6_ignore_flag', 'delete-then-install', []],
    ['t6_ignore_flag', 'replace', []],
    ['t6_ignore_flag', 'empty-delete', []],
    ['t7_grace_period', 'delete-then-install', []],
    ['t7_grace_period', 'empty-delete', BUSY],
    ['batched_wait', 'delete-then-install', []],
    ['batched_wait', 'empty-delete', []],
    ['v5_9', 'delete-then-install', []],
    ['v5_9', 'load-against-update', ['bytes-disagree', ...BUSY]],
    ['v5_10', 'delete-then-install', []],
    ['v5_10', 'empty-delete', []],
    ['v5_10', 'load-against-update', ['bytes-disagree', ...BUSY, ...STATE_A]],
    ['v6_1', 'load-against-update', []],
    ['v6_12', 'load-against-update', []],
    ['v7_1', 'load-against-update', []],
    ['v7_1', 'empty-delete', []],
    ['v7_1', 'sleepable-reader', ['fell-through', 'lost-registers']],
  ] as const)('%s under %s breaks %j', (name, scenario, broken) => {
    expect(failures(scenario, name)).toEqual(broken);
  });

  it('lose nothing to a sleepable reader with a tasks-trace wait in place of the shipped one', () => {
    const { text = '' } = SCENARIOS.find(({ id }) => id === 'sleepable-reader') ?? {};
    const shipped = LIBRARY.find(({ name }) => name === 'v7_1')?.text ?? '';
    const body = shipped.replace('synchronize_rcu()', 'synchronize_rcu_tasks_trace()');
    const result = compile(`${text}\n.protocol map_poke trace\n${body}`);
    expect(result.diagnostics).toEqual([]);
    if (!result.input) throw new Error('it runs');
    const search = createSearch(result.input, labExpects(result), {});
    while (search.run(BUDGET) === 'running');
    expect(search.result().verdict).toBe('pass');
  });
});

describe('text_poke entries', () => {
  it.each([
    ['int3_three_phase', 'delete', []],
    ['memcpy5', 'install', ['torn-insn']],
    ['first_byte_last', 'install', ['torn-insn']],
    ['no_sync', 'delete', ['torn-insn', 'unclaimed-int3', ...STATE_A]],
    ['sync_once', 'delete', ['torn-insn']],
  ] as const)('%s under %s breaks %j', (name, scenario, broken) => {
    expect(failures(scenario, name, 'text_poke')).toEqual(broken);
  });
});

describe('layout entries', () => {
  it.each([
    ['t1_pop_nop_push', 'empty-delete', ['lost-registers']],
    ['v5_9', 'delete-then-install', []],
    ['v5_10', 'delete-then-install', []],
    ['v6_12', 'delete-then-install', []],
  ] as const)('%s under %s breaks %j', (name, scenario, broken) => {
    expect(failures(scenario, name, 'layout')).toEqual(broken);
  });

  it('lose registers under later kernels when the frame is not given back', () => {
    const { failures: found } = searched('delete', { kernel: '6.1', layout: 'v5_9' });
    expect(found.map(({ property }) => property)).toContain('broken-registers');
  });
});
