// `npm run oracle:shipped` runs the shipped data through every check; here each check has to notice
// a fault planted in that data. (Faults for `poke` and `trace`: poke-faults.test.ts.)

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASE_CHECKS } from './checks/index.ts';
import { type GoldenCase, readBoot, readJsonLines } from './golden.ts';
import { checkFile } from './run-checks.ts';
import { spoiltCase } from './spoilt.ts';

const FILE = join(import.meta.dirname, 'golden', '6.1-plain', 'trace.jsonl.gz');
const boot = readBoot(FILE);

function sampleCase(): GoldenCase {
  const found = readJsonLines<GoldenCase>(FILE).find((c) => c.name === 'tr-direct-callee');
  if (!found) throw new Error('tr-direct-callee is missing');
  return found;
}

const sample = sampleCase();

const withSpoilt = (name: string, spoil: (value: string) => string): GoldenCase =>
  spoiltCase(sample, name, spoil);

/** Flips the lowest bit of the byte `back` before the end of a hex string. */
function flipByte(hex: string, back: number): string {
  const place = hex.length - 2 * back - 2;
  const wrong = (Number.parseInt(hex.slice(place, place + 2), 16) ^ 1).toString(16);
  return `${hex.slice(0, place)}${wrong.padStart(2, '0')}${hex.slice(place + 2)}`;
}

function verdict(check: string, golden: GoldenCase): string | undefined {
  return CASE_CHECKS[check]?.(golden, boot).kind;
}

describe('checks on planted faults', () => {
  it.each(['jited', 'poke', 'source'])('%s notices one wrong byte in an image', (check) => {
    expect(verdict(check, sample)).toBe('pass');
    expect(
      verdict(
        check,
        withSpoilt('bytes', (hex) => flipByte(hex, 3)),
      ),
    ).toBe('fail');
  });

  it('xlated notices another rewritten insn', () => {
    expect(verdict('xlated', sample)).toBe('pass');
    const spoilt = withSpoilt('xlated', () => 'b7000000c90000009500000000000000');
    expect(verdict('xlated', spoilt)).toBe('fail');
  });

  it.each(['xlated', 'verdict', 'source'])('%s notices a load that the kernel refused', (check) => {
    const refused = structuredClone(sample);
    const load = refused.ops.find((op) => op.op === 'load');
    Object.assign(load ?? {}, { result: { errno: 22, log: 'no' } });
    expect(verdict(check, refused)).toBe('fail');
  });

  it('source compiles what was loaded, whatever the dump shows of the rewriting', () => {
    const spoilt = withSpoilt('xlated', () => 'b7000000c90000009500000000000000');
    expect(verdict('jited', spoilt)).toBe('fail');
    expect(verdict('source', spoilt)).toBe('pass');
  });

  it('source notices that another program was loaded', () => {
    const spoilt = withSpoilt('insns', () => 'b7000000c90000009500000000000000');
    expect(verdict('source', spoilt)).toBe('fail');
  });

  it.each(['source', 'blinded', 'unprivileged'])('%s notices another return value', (check) => {
    const spoilt = structuredClone(sample);
    const run = spoilt.ops.findLast((op) => op.op === 'run');
    Object.assign(run ?? {}, { result: { retval: 4711 } });
    expect(run).toBeDefined();
    expect(verdict(check, sample)).toBe('pass');
    expect(verdict(check, spoilt)).toBe('fail');
  });
});

describe('xlated of a program that the JIT gave up', () => {
  const file = join(import.meta.dirname, 'golden', '5.10-plain', 'isa.jsonl.gz');
  const symbols = readBoot(file);
  const JITTED_CALL = '8510010001000000';

  /** `b2b-args5` with another call, and with or without an image. */
  function verdictOf(call: string, hasImage: boolean): string | undefined {
    const found = readJsonLines<GoldenCase>(file).find(({ name }) => name === 'b2b-args5');
    const text = JSON.stringify(found?.ops);
    expect(text).toContain(JITTED_CALL);
    const ops = text.replace(JITTED_CALL, call);
    const emptied = hasImage
      ? ops
      : ops.replaceAll(/"len":\d+,"bytes":"[0-9a-f]+"/g, '"len":0,"bytes":""');
    expect(emptied === ops).toBe(hasImage);
    const golden = { ...found, ops: JSON.parse(emptied) as unknown } as GoldenCase;
    return CASE_CHECKS['xlated']?.(golden, symbols).kind;
  }

  it('may call an interpreter', () => {
    expect(verdictOf('85100100304e0000', false)).toBe('pass');
    expect(verdictOf('85100100304e0000', true)).toBe('fail');
  });

  it('must call the same function', () => {
    expect(verdictOf(JITTED_CALL, true)).toBe('pass');
    expect(verdictOf('85100200304e0000', false)).toBe('fail');
  });
});

describe('checkFile', () => {
  it('counts every case as failed for an unknown check, with the reason', () => {
    const [unknown] = checkFile(FILE, ['no-such-check']);
    expect(unknown?.passed).toBe(0);
    expect(unknown?.failed).toBe(readJsonLines(FILE).length);
    expect(unknown?.failures[0]?.detail).toContain('no-such-check');
  });

  it('leaves out checks that find nothing in a file unless they are asked for', () => {
    const tailcalls = join(import.meta.dirname, 'golden', '6.1-lfence', 'tailcall.jsonl.gz');
    expect(checkFile(tailcalls, ['trace'])).toMatchObject([{ passed: 0, failed: 0 }]);
  });
});
