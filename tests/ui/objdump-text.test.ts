// The whole listing is compared with what objdump printed for the same bytes: see tests/oracle/objdump.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../src/core/base/index.ts';
import type { FuncImage } from '../../src/core/jit/index.ts';
import type { LabResult } from '../../src/core/pipeline/index.ts';
import { decodeInsn, objdumpLines, printAtt } from '../../src/core/x86/index.ts';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import { objdumpText } from '../../src/ui/bytes/objdump-text.ts';
import { readObjdumpVectors } from '../unit/x86/vectors.ts';
import { fixtureResult, fixtureView } from './fixture.ts';

const ORACLE = join(import.meta.dirname, '../oracle/objdump');

/** Functions and kernel symbols of a listing, as a result that has nothing else. */
function resultOf(listing: string): LabResult {
  const small = fixtureResult();
  const [model] = small.progs[0]?.jit?.funcs ?? [];
  if (!model) throw new Error('the fixture has a function');
  const funcs = listing.split('\n\n').map((text, funcIdx): FuncImage => {
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const [, addr = '0', name = ''] = /^([0-9a-f]+) <(.+)>:$/.exec(head) ?? [];
    const hex = lines.map((line) => line.split('\t')[1]?.replaceAll(' ', '') ?? '').join('');
    return { ...model, name, funcIdx, addr: BigInt(`0x${addr}`), bytes: hexToBytes(hex) };
  });
  const named = [...listing.matchAll(/([0-9a-f]{16}) <([^+>]+)>$/gm)];
  const symbols = new Map(named.map(([, addr, name]) => [name ?? '', BigInt(`0x${addr}`)]));
  const [prog] = small.progs;
  if (!prog?.jit) throw new Error('the fixture has a program');
  const jit = { ...prog.jit, funcs, pokeTab: [] };
  return { ...small, symbols, progs: [{ ...prog, jit }] };
}

describe('objdumpText', () => {
  it.each(['hardened', 'subprog'])('prints the functions of %s as objdump does', (lab) => {
    for (const syntax of ['att', 'intel'] as const) {
      const listing = readFileSync(join(ORACLE, `func-${lab}-${syntax}.txt`), 'utf8');
      const result = resultOf(listing);
      const { sections } = buildRowTable(result);
      expect(sections.length).toBeGreaterThan(1);
      expect(objdumpText(result, null, sections, syntax)).toBe(listing);
    }
  });

  it('prints the bytes that memory holds at the cursor', () => {
    const result = fixtureResult();
    const [, after] = buildRowTable(result).sections;
    if (!after) throw new Error('two functions');
    const at = (cursor: number) =>
      objdumpText(result, fixtureView(result, cursor), [after], 'att')
        .split('\n')
        .find((line) => line.startsWith('ffffffffc000091c:'));
    expect(at(0)).toBe('ffffffffc000091c:\t0f 1f 44 00 00       \tnopl   0x0(%rax,%rax,1)');
    expect(at(39)).toBe(
      'ffffffffc000091c:\te9 7e fd ff ff       \tjmp    ffffffffc000069f <target_a+0xb>',
    );
  });

  it('says nothing about a program without an image', () => {
    const result = fixtureResult();
    const sections = buildRowTable(result).sections.map((one) => ({ ...one, image: null }));
    expect(objdumpText(result, null, sections, 'att')).toBe('');
  });
});

describe('objdumpLines', () => {
  it('holds every byte and word of the vectors, in lines of seven bytes', () => {
    for (const { bytes, addr, att } of readObjdumpVectors('golden')) {
      const lines = objdumpLines(bytes, addr, printAtt(decodeInsn(bytes, 0), addr));
      expect(lines).toHaveLength(Math.ceil(bytes.length / 7));
      const [first = ''] = lines;
      expect(first.split('\t')[2]?.replaceAll(/ +/g, ' ')).toBe(att);
      expect(first.split('\t')[1]).toHaveLength(21);
    }
  });

  it('counts prefix words into the column of the mnemonic', () => {
    const text = (hex: string) => {
      const bytes = hexToBytes(hex);
      return objdumpLines(bytes, 0n, printAtt(decodeInsn(bytes, 0), 0n))[0]?.split('\t')[2];
    };
    expect(text('f00102')).toBe('lock add %eax,(%rdx)');
    expect(text('f3aa')).toBe('rep stos %al,%es:(%rdi)');
    expect(text('c3')).toBe('ret');
    expect(text('55')).toBe('push   %rbp');
  });
});
