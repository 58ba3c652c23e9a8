import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assembleInsn } from '../../../src/core/asm/index.ts';
import { hexToInsns, insnsToHex, printInsn } from '../../../src/core/bpf/index.ts';
import { type AsmLine, checkAsm } from '../../oracle/checks/asm.ts';
import { readJsonLines } from '../../oracle/golden.ts';

function oracle(name: string): string {
  return fileURLToPath(new URL(`../../oracle/asm/${name}`, import.meta.url));
}

/** What llvm-mc 14 says about a text: bytes, or null where it refuses. */
interface DialectLine {
  readonly text: string;
  readonly bytes: string | null;
}

/** An insn of a kernel program, and LLVM 14's text for it: empty for cpu v4 and where LLVM drops fields. */
const kernelInsns = gunzipSync(readFileSync(oracle('kernel-insns.tsv.gz')))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [hex = '', text = ''] = line.split('\t');
    return { hex, text };
  });

describe('assembleInsn and printInsn', () => {
  it('agree with LLVM 19 on every line of its instruction list, both ways', () => {
    const lines = readJsonLines<AsmLine>(oracle('llvm19-insns.jsonl.gz'));
    const failures = lines.filter((line) => checkAsm(line).kind !== 'pass');
    expect(lines.length).toBeGreaterThan(1000);
    expect(failures).toEqual([]);
  });

  it('turn every insn of the kernel programs into text and back to the same bytes', () => {
    const failures = kernelInsns.filter(({ hex }) => {
      const result = assembleInsn(printInsn(hexToInsns(hex)));
      return !result.ok || insnsToHex(result.value) !== hex;
    });
    expect(kernelInsns.length).toBeGreaterThan(7000);
    expect(failures).toEqual([]);
  }, 60_000);

  it('print the insns of the kernel programs as LLVM 14 does, where it knows them', () => {
    const known = kernelInsns.filter(({ text }) => text !== '');
    const failures = known.filter(({ hex, text }) => printInsn(hexToInsns(hex)) !== text);
    expect(known.length).toBeGreaterThan(6000);
    expect(failures).toEqual([]);
  }, 60_000);

  it('accept and refuse spellings as LLVM does', () => {
    const lines = readJsonLines<DialectLine>(oracle('llvm14-dialect.jsonl.gz'));
    const failures = lines.flatMap(({ text, bytes }) => {
      const result = assembleInsn(text);
      const got = result.ok ? insnsToHex(result.value) : null;
      return got === bytes ? [] : [{ text, bytes, got }];
    });
    expect(lines.length).toBeGreaterThan(1000);
    expect(failures).toEqual([]);
  }, 60_000);
});

describe('checkAsm', () => {
  it('fails on a wrong byte and on a wrong text', () => {
    expect(checkAsm({ text: 'r1 = 2', bytes: 'b701000003000000' }).kind).toBe('fail');
    expect(checkAsm({ text: 'r1=2', bytes: 'b701000002000000' }).kind).toBe('fail');
    expect(checkAsm({ text: 'r1 = 2', bytes: 'b701000002000000' }).kind).toBe('pass');
  });
});
