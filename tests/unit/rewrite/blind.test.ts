import { describe, expect, it } from 'vitest';
import { isLdImm64 } from '../../../src/core/bpf/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { retvals, xlatedLines } from './lab-answers.ts';

function lab(kernel: string, body: string): LabResult {
  return compile(`.kernel ${kernel}
.map t prog_array max_entries=2
.map counts array max_entries=4 value_size=16
.prog a tc
${body}
.prog b tc
  r0 = 99
  exit
.init
  update t[1] = b
.cpu 0
  run a
`);
}

const VERSIONS = ['5.9', '5.10', '5.15', '6.1', '6.6', '6.12', '6.19', '7.1'];

/** Numbers of every kind, jumps back and forth, stores, both kinds of map loads. */
const BUSY = `  r6 = 0x1122334455667788 ll
  r7 = 5
  w8 = -3
  r9 = 0
loop:
  r9 += r7
  r9 ^= 0x5a5a
  w8 *= 7
  r7 -= 1
  if r7 != 0 goto loop
  if r9 s> 100000 goto out
  *(u32 *)(r10 - 8) = 1
  *(u64 *)(r10 - 16) = -1
  r2 = r10
  r2 += -8
  r1 = counts ll
  call map_lookup_elem
  if r0 == 0 goto out
  *(u8 *)(r0 + 3) = 200
  r1 = *(u32 *)(r0 + 0)
  r9 += r1
  r9 /= 3
  w9 %= 100003
  r6 >>= 8
  r6 &= 0xffff
  r9 += r6
out:
  r0 = r9
  w0 += w8
  exit`;

describe('blindConstants', () => {
  it('puts a constant together from two in r11', () => {
    const [mov, xor, own, exit] = xlatedLines(lab('6.1 blinding', '  r0 = 7\n  exit'));
    expect(mov).toMatch(/^r11 = -?\d+$/);
    expect(xor).toMatch(/^r11 \^= -?\d+$/);
    const [left, right] = [mov, xor].map((text) => Number(/-?\d+$/.exec(text ?? '')));
    expect((left ?? 0) ^ (right ?? 0)).toBe(7);
    expect(own).toBe('r0 = r11');
    expect(exit).toBe('exit');
  });

  it('clears by xor, and leaves shifts alone', () => {
    expect(xlatedLines(lab('6.1 blinding', '  r0 = 0\n  r0 <<= 3\n  exit'))).toEqual([
      'r0 ^= r0',
      'r0 <<= 3',
      'exit',
    ]);
  });

  it('splits a 64-bit constant, addresses of maps too', () => {
    const result = lab('6.1 blinding', '  r6 = counts ll\n  r0 = 0\n  exit');
    const insns = result.progs[0]?.xlated?.insns ?? [];
    expect(insns.some(isLdImm64)).toBe(false);
    expect(insns).toHaveLength(9);
    expect(result.progs[0]?.mapsUsed).toEqual([1]);
    const addr = result.mapAddrs[1] ?? 0n;
    const [a, b, , , c, d] = insns.map(({ imm }) => imm);
    expect(BigInt.asUintN(32, BigInt((a ?? 0) ^ (b ?? 0)))).toBe(addr >> 32n);
    expect(BigInt.asUintN(32, BigInt((c ?? 0) ^ (d ?? 0)))).toBe(addr & 0xffffffffn);
  });

  it('uses the same numbers each time', () => {
    expect(xlatedLines(lab('6.1 blinding', BUSY))).toEqual(
      xlatedLines(lab('6.1 hardened blinding', BUSY)),
    );
  });

  it.each(VERSIONS)('changes no result on %s', (version) => {
    const plain = lab(version, BUSY);
    const blinded = lab(`${version} blinding`, BUSY);
    expect(plain.diagnostics).toEqual([]);
    expect(blinded.diagnostics).toEqual([]);
    expect(retvals(plain)).toHaveLength(1);
    expect(retvals(blinded)).toEqual(retvals(plain));
  });

  it('marks what it put in, and knows the source insn of each', () => {
    const xlated = lab('6.1 blinding', '  r0 = 7\n  exit').progs[0]?.xlated;
    const kinds = xlated?.provenance.rewritings ?? [];
    const mark = 1 << kinds.findIndex(({ kind }) => kind === 'blinding');
    expect([...(xlated?.provenance.marks ?? [])]).toEqual([mark, mark, mark, 0]);
    expect([...(xlated?.provenance.putIn ?? [])]).toEqual([1, 1, 0, 0]);
    expect([...(xlated?.origin ?? [])]).toEqual([0, 0, 0, 1]);
  });

  it('makes every tail call indirect, and says why', () => {
    const body = '  r2 = t ll\n  r3 = 1\n  call tail_call\n  r0 = 1\n  exit';
    const [call] = lab('6.1 blinding', body).progs[0]?.xlated?.tailCalls ?? [];
    expect(call).toMatchObject({ form: 'indirect', reason: 'blinding', pokeIdx: null });
    expect(call?.explanation).toContain('blinded');
    const blinded = lab('6.1 blinding', body);
    expect(blinded.progs[0]?.jit?.pokeTab).toEqual([]);
    expect(retvals(blinded)).toEqual([99]);
  });

  it('keeps calls of functions on their way', () => {
    const body =
      '  r1 = 3\n  call twice\n  r0 += 1000\n  exit\n.func twice\n  r0 = r1\n  r0 *= 2\n  exit';
    expect(retvals(lab('6.1 blinding', body))).toEqual([1006]);
  });

  it('refuses what a jump no longer spans', { timeout: 60_000 }, () => {
    const far = Array.from({ length: 11_000 }, () => '  r0 += 70000').join('\n');
    const body = `  r0 = *(u32 *)(r1 + 0)\n  if r0 == 5 goto end\n${far}\nend:\n  exit`;
    expect(lab('6.1', body).diagnostics).toEqual([]);
    const { diagnostics, progs } = lab('6.1 blinding', body);
    expect(diagnostics.map(({ code }) => code)).toEqual(['jit/blinding-range']);
    expect(progs[0]?.loadErrno).toBe(524);
  });
});
