// Faults planted in golden cases: each check must notice each of them.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPoke } from './checks/poke.ts';
import { checkTrace } from './checks/trace.ts';
import { type GoldenCase, readBoot, readJsonLines } from './golden.ts';

interface LooseOp {
  op: string;
  k?: number;
  result?: LooseEvent[] & { errno?: number };
}
interface LooseEvent {
  ev?: string;
  p?: number;
  same?: 1;
  jited?: { bytes: string }[];
  [field: string]: unknown;
}

const FILE = join(import.meta.dirname, 'golden', '6.1-plain', 'trace.jsonl.gz');
const BOOT = readBoot(FILE);
const CASES = readJsonLines<GoldenCase>(FILE);

/** A copy of a case with one fault; throws if there was nothing to spoil. */
function spoiled(name: string, fault: (ops: LooseOp[]) => boolean): GoldenCase {
  const golden = structuredClone(CASES.find((one) => one.name === name));
  if (!golden || !fault(golden.ops as unknown as LooseOp[]))
    throw new Error(`no fault for ${name}`);
  return golden;
}

/** Spoils the last segment that has an event of this kind: `change` returns null to drop it. */
function lastEvent(ev: string, change: (event: LooseEvent) => LooseEvent | null) {
  return (ops: LooseOp[]): boolean => {
    for (const op of ops.toReversed()) {
      const idx = op.op === 'tread' ? (op.result?.findLastIndex((one) => one.ev === ev) ?? -1) : -1;
      const event = op.result?.[idx];
      if (!event) continue;
      const changed = change(event);
      op.result?.splice(idx, 1, ...(changed ? [changed] : []));
      return true;
    }
    return false;
  };
}

function flip(hex: unknown, digit: number): string {
  const text = String(hex);
  const other = (Number.parseInt(text[digit] ?? '0', 16) ^ 1).toString(16);
  return text.slice(0, digit) + other + text.slice(digit + 1);
}

const SITE_CASE = 'tr-direct-callee';
const with_ = (field: string, digit: number) => (event: LooseEvent) => ({
  ...event,
  [field]: flip(event[field], digit),
});

describe('checkTrace', () => {
  it.each([
    ['a missing sync', lastEvent('on_each_cpu_cond_mask', () => null)],
    ['another byte at a sync', lastEvent('on_each_cpu_cond_mask', with_('s1', 9))],
    ['a missing grace period', lastEvent('synchronize_rcu', () => null)],
    ['a missing write', lastEvent('__text_poke', () => null)],
    ['other bytes written', lastEvent('__text_poke', with_('src', 1))],
    ['a write elsewhere', lastEvent('__text_poke', with_('addr', 17))],
    ['another expected target', lastEvent('__bpf_arch_text_poke', with_('old', 17))],
    ['another result', lastEvent('__bpf_arch_text_poke_ret', (event) => ({ ...event, ret: 1 }))],
    ['another key', lastEvent('prog_array_map_poke_run', (event) => ({ ...event, key: 3 }))],
    ['another program', lastEvent('prog_array_map_poke_run', with_('old', 10))],
    ['a missing descriptor', lastEvent('bpf_arch_poke_desc_update', () => null)],
    ['a poke run that does not end', lastEvent('prog_array_map_poke_run_ret', () => null)],
  ])('notices %s', (_, fault) => {
    expect(checkTrace(spoiled(SITE_CASE, fault), BOOT).kind).toBe('fail');
  });

  it('notices callers in another order', () => {
    const swapCallers = (ops: LooseOp[]): boolean => {
      const loads = ops.filter((op) => op.op === 'load') as { p?: number }[];
      const [first, second] = loads;
      if (!first || !second) return false;
      [first.p, second.p] = [second.p ?? 0, first.p ?? 0];
      return true;
    };
    expect(checkTrace(spoiled('tr-two-callers', swapCallers), BOOT).kind).toBe('fail');
  });
});

describe('checkPoke', () => {
  it('notices another errno', () => {
    const fault = (ops: LooseOp[]): boolean => {
      const op = ops.find((one) => one.op === 'del' && one.result?.errno === 2);
      if (op) Object.assign(op, { result: { errno: 0 } });
      return op !== undefined;
    };
    expect(checkPoke(spoiled(SITE_CASE, fault), BOOT).kind).toBe('fail');
  });

  it('notices another key', () => {
    const fault = (ops: LooseOp[]): boolean => {
      const op = ops.find((one) => one.op === 'upd');
      if (op) op.k = 1;
      return op !== undefined;
    };
    expect(checkPoke(spoiled(SITE_CASE, fault), BOOT).kind).toBe('fail');
  });

  it('notices a dump that claims to be the same', () => {
    const fault = (ops: LooseOp[]): boolean => {
      const dumps = ops.filter((op) => op.op === 'dumpall');
      const dump = dumps[1]?.result?.[0];
      if (!dump?.jited) return false;
      delete dump.jited;
      dump.same = 1;
      return true;
    };
    expect(checkPoke(spoiled(SITE_CASE, fault), BOOT).kind).toBe('fail');
  });

  it('follows a program that is unloaded and loaded again, its slot filled in between', () => {
    const [golden] = CASES.filter((one) => one.name === SITE_CASE);
    const dumps = golden?.ops.filter((op) => op.op === 'dumpall') ?? [];
    const ops = [
      { op: 'load', p: 0, result: { ok: 1 } },
      { op: 'load', p: 1, result: { ok: 1 } },
      { op: 'load', p: 2, result: { ok: 1 } },
      { ...dumps[0] },
      { op: 'unload', p: 0, result: {} },
      { op: 'upd', m: 0, k: 0, p: 1, result: { errno: 0 } },
      { op: 'load', p: 0, result: { ok: 1 } },
      { ...dumps[1] },
    ];
    const again = { ...golden, ops } as unknown as GoldenCase;
    expect(checkPoke(again, BOOT)).toEqual({ kind: 'pass' });
    const wrong = { ...again, ops: again.ops.toSpliced(-1, 1, { ...dumps[0] } as never) };
    expect(checkPoke(wrong, BOOT).kind).toBe('fail');
  });

  it('passes what the kernel did', () => {
    for (const golden of CASES) {
      expect([golden.name, checkPoke(golden, BOOT)]).toEqual([golden.name, { kind: 'pass' }]);
      expect([golden.name, checkTrace(golden, BOOT)]).toEqual([golden.name, { kind: 'pass' }]);
    }
  });
});
