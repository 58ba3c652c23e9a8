// The shipped kernel data through every check, and a planted fault through each of them.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASE_CHECKS } from './checks/index.ts';
import { type GoldenCase, readBoot, readJsonLines } from './golden.ts';
import { checkFile } from './run-checks.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
const FILES = readdirSync(GOLDEN)
  .flatMap((profile) => readdirSync(join(GOLDEN, profile)).map((file) => join(profile, file)))
  .filter((file) => file.endsWith('.jsonl.gz'));

/** Checks that must hold for every case of a family. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  isa: ['jited', 'disasm'],
  random: ['jited', 'disasm'],
  tailcall: ['xlated', 'jited', 'poke', 'disasm'],
  trace: ['xlated', 'jited', 'poke', 'trace', 'disasm'],
};

function familyOf(file: string): string {
  return /(\w+)\.jsonl\.gz$/.exec(file)?.[1] ?? '';
}

describe('shipped golden files', () => {
  it('are there', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(9);
  });

  for (const file of FILES.filter((name) => name.startsWith('6.1-'))) {
    for (const check of EXPECTED[familyOf(file)] ?? []) {
      it(`${file} passes ${check}`, { timeout: 600_000 }, () => {
        const [tally] = checkFile(join(GOLDEN, file), [check]);
        expect(tally?.failures.slice(0, 3)).toEqual([]);
        expect(tally?.passed).toBeGreaterThan(0);
      });
    }
  }
});

/** Changes the last byte but `back` of every image that the case shows. */
function withWrongBytes(golden: GoldenCase, back: number): GoldenCase {
  const spoil = (hex: string): string => {
    const place = hex.length - 2 * back - 2;
    const wrong = (Number.parseInt(hex.slice(place, place + 2), 16) ^ 1).toString(16);
    return `${hex.slice(0, place)}${wrong.padStart(2, '0')}${hex.slice(place + 2)}`;
  };
  return JSON.parse(
    JSON.stringify(golden, (key, value: unknown) =>
      key === 'bytes' && typeof value === 'string' ? spoil(value) : value,
    ),
  ) as GoldenCase;
}

/** Swaps the first two pokes of the first update that has two. */
function withSwappedPokes(golden: GoldenCase): GoldenCase {
  const copy = structuredClone(golden) as GoldenCase;
  for (const op of copy.ops) {
    if (op.op !== 'tread') continue;
    const events = op.result as { ev: string; ip?: string }[];
    const pokes = events.filter((event) => event.ev === '__bpf_arch_text_poke');
    const [first, second] = pokes;
    if (!first || !second || first.ip === second.ip) continue;
    [first.ip, second.ip] = [second.ip ?? '', first.ip ?? ''];
    return copy;
  }
  throw new Error('no update with two pokes');
}

describe('checks on planted faults', () => {
  const file = join(GOLDEN, '6.1-plain', 'trace.jsonl.gz');
  const boot = readBoot(file);
  const sample = readJsonLines<GoldenCase>(file).find((c) => c.name === 'tr-direct-callee');
  if (!sample) throw new Error('tr-direct-callee is missing');

  const verdict = (check: string, golden: GoldenCase) => CASE_CHECKS[check]?.(golden, boot).kind;

  it.each(['jited', 'poke'])('%s notices one wrong byte in an image', (check) => {
    expect(verdict(check, sample)).toBe('pass');
    expect(verdict(check, withWrongBytes(sample, 3))).toBe('fail');
  });

  it('trace notices two pokes in the wrong order', () => {
    expect(verdict('trace', sample)).toBe('pass');
    expect(verdict('trace', withSwappedPokes(sample))).toBe('fail');
  });

  it('xlated notices another errno', () => {
    const refused = structuredClone(sample) as GoldenCase;
    const load = refused.ops.find((op) => op.op === 'load');
    Object.assign(load ?? {}, { result: { errno: 22, log: 'no' } });
    expect(verdict('xlated', refused)).toBe('fail');
  });

  it('an unknown profile or check counts as failed, with the reason', () => {
    const [unknown] = checkFile(file, ['no-such-check']);
    expect(unknown?.passed).toBe(0);
    expect(unknown?.failures[0]?.detail).toContain('no-such-check');
  });
});
