import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assembleInsn } from '../../../src/core/asm/index.ts';
import { hexToInsns, insnsToHex, printInsn } from '../../../src/core/bpf/index.ts';
import { readJsonLines } from '../../oracle/golden.ts';

/** What GNU as says about a text: bytes, or null where it refuses. */
interface GnuLine {
  readonly text: string;
  readonly bytes: string | null;
}

const ORACLE = new URL('../../oracle/conformance/gnu-as-2.40.jsonl.gz', import.meta.url);
const lines = readJsonLines<GnuLine>(fileURLToPath(ORACLE));

function assembled(text: string): string | null {
  const result = assembleInsn(text);
  return result.ok ? insnsToHex(result.value) : null;
}

describe('assembleInsn', () => {
  it('gives the bytes of GNU as for every mnemonic that it knows, and refuses what it refuses', () => {
    const failures = lines.filter(({ text, bytes }) => assembled(text) !== bytes);
    expect(lines.filter(({ bytes }) => bytes !== null).length).toBeGreaterThan(900);
    expect(failures).toEqual([]);
  });

  it('gives the same bytes for the text in LLVM words of each of them', () => {
    const known = lines.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
    const failures = known.filter((bytes) => assembled(printInsn(hexToInsns(bytes))) !== bytes);
    expect(failures).toEqual([]);
  });
});
