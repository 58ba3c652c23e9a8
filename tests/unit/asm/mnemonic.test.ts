import { describe, expect, it } from 'vitest';
import { assembleBody, assembleInsn, parseLab, tokenizeLine } from '../../../src/core/asm/index.ts';
import { insnsToHex, printInsn } from '../../../src/core/bpf/index.ts';

/** What LLVM would write for each insn of a body without errors. */
function inLlvm(text: string): string[] {
  const { insns, diagnostics } = assembleBody(text);
  expect(diagnostics).toEqual([]);
  return insns.map(({ slots }) => printInsn(slots));
}

/** Codes and marked texts of what is wrong. */
function faults(text: string): [string, string][] {
  return assembleBody(text).diagnostics.map(({ code, span }) => [
    code,
    text.slice(span.start, span.end),
  ]);
}

/** The two dialects side by side; LLVM 19 vouches for the right-hand one (`llvm.test.ts`). */
const PAIRS: readonly (readonly [mnemonic: string, llvm: string])[] = [
  ['add %r1, 5', 'r1 += 5'],
  ['add64 %r1, %r2', 'r1 += r2'],
  ['add32 %r1, %r2', 'w1 += w2'],
  ['mov r1, r2', 'r1 = r2'],
  ['mov32 %r1, -1', 'w1 = -1'],
  ['sdiv %r1, %r2', 'r1 s/= r2'],
  ['sdiv32 %r1, 3', 'w1 s/= 3'],
  ['smod %r1, -3', 'r1 s%= -3'],
  ['smod32 %r1, %r2', 'w1 s%= w2'],
  ['arsh %r1, %r2', 'r1 s>>= r2'],
  ['neg %r4', 'r4 = -r4'],
  ['neg32 %r4', 'w4 = -w4'],
  ['movsx864 %r1, %r2', 'r1 = (s8)r2'],
  ['movsx1664 %r1, %r2', 'r1 = (s16)r2'],
  ['movsx3264 %r1, %r2', 'r1 = (s32)r2'],
  ['movsx832 %r1, %r2', 'w1 = (s8)w2'],
  ['movsx1632 %r1, %r2', 'w1 = (s16)w2'],
  ['movs %r1, %r2, 32', 'r1 = (s32)r2'],
  ['movs32 %r1, %r2, 8', 'w1 = (s8)w2'],
  ['le16 %r3', 'r3 = le16 r3'],
  ['endle %r3, 64', 'r3 = le64 r3'],
  ['be32 %r3', 'r3 = be32 r3'],
  ['endbe %r3, 16', 'r3 = be16 r3'],
  ['swap64 %r3', 'r3 = bswap64 r3'],
  ['bswap16 %r3', 'r3 = bswap16 r3'],
  ['bswap %r3, 32', 'r3 = bswap32 r3'],
  ['lddw %r1, 0x1122334455667788', 'r1 = 1234605616436508552 ll'],
  ['lddw %r1, -1', 'r1 = -1 ll'],
  ['ldxb %r0, [%r1+2]', 'w0 = *(u8 *)(r1 + 2)'],
  ['ldxh %r0, [%r1]', 'w0 = *(u16 *)(r1 + 0)'],
  ['ldxw %r0, [r1 - 4]', 'w0 = *(u32 *)(r1 - 4)'],
  ['ldxdw %r0, [%fp+-8]', 'r0 = *(u64 *)(r10 - 8)'],
  ['ldxsb %r0, [%r1+2]', 'r0 = *(s8 *)(r1 + 2)'],
  ['ldxsh %r0, [%r1+2]', 'r0 = *(s16 *)(r1 + 2)'],
  ['ldxsw %r0, [%r1+2]', 'r0 = *(s32 *)(r1 + 2)'],
  ['stb [%r10-1], 255', '*(u8 *)(r10 - 1) = 255'],
  ['stdw [%r10-8], -1', '*(u64 *)(r10 - 8) = -1'],
  ['stxh [%r1+2], %r3', '*(u16 *)(r1 + 2) = w3'],
  ['stxdw [%r1+0x10], %r3', '*(u64 *)(r1 + 16) = r3'],
  ['ldabsh 14', 'r0 = *(u16 *)skb[14]'],
  ['ldindb %r6, 0', 'r0 = *(u8 *)skb[r6]'],
  ['xadddw [%r1+0], %r2', 'lock *(u64 *)(r1 + 0) += r2'],
  ['lock add [%r1+8], %r2', 'lock *(u64 *)(r1 + 8) += r2'],
  ['lock or32 [%r1], %r2', 'lock *(u32 *)(r1 + 0) |= w2'],
  ['aand [%r1+0], %r2', 'lock *(u64 *)(r1 + 0) &= r2'],
  ['axor32 [%r1+0], %r2', 'lock *(u32 *)(r1 + 0) ^= w2'],
  ['lock fetch add [%r1], %r2', 'r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)'],
  ['lock fetch xor32 [%r1], %r2', 'w2 = atomic_fetch_xor((u32 *)(r1 + 0), w2)'],
  ['afor [%r1+0], %r2', 'r2 = atomic_fetch_or((u64 *)(r1 + 0), r2)'],
  ['afand32 [%r1+0], %r2', 'w2 = atomic_fetch_and((u32 *)(r1 + 0), w2)'],
  ['lock xchg [%r1], %r2', 'r2 = xchg_64(r1 + 0, r2)'],
  ['axchg32 [%r1+0], %r2', 'w2 = xchg32_32(r1 + 0, w2)'],
  ['lock cmpxchg32 [%r1], %r2', 'w0 = cmpxchg32_32(r1 + 0, w0, w2)'],
  ['lock fetch cmpxchg [%r1], %r2', 'r0 = cmpxchg_64(r1 + 0, r0, r2)'],
  ['acmp [%r1+0], %r2', 'r0 = cmpxchg_64(r1 + 0, r0, r2)'],
  ['ja +3', 'goto +3'],
  ['ja -2', 'goto -2'],
  ['ja32 +70000', 'gotol +70000'],
  ['jal -1', 'gotol -1'],
  ['jeq %r1, %r2, +1', 'if r1 == r2 goto +1'],
  ['jset32 %r1, 0x80, +1', 'if w1 & 128 goto +1'],
  ['jslt %r1, -5, -1', 'if r1 s< -5 goto -1'],
  ['jgt32 %r1, %r2, +1', 'if w1 > w2 goto +1'],
  ['call 5', 'call 5'],
  ['call helper 12', 'call 12'],
  ['call helper tail_call', 'call 12'],
  ['call local +4', 'call pc+4'],
  ['callrel -2', 'call pc-2'],
  ['call %r2', 'callx r2'],
  ['callx %r2', 'callx r2'],
  ['exit', 'exit'],
];

describe('assembleInsn', () => {
  it('reads a mnemonic as the insn of its text in LLVM words', () => {
    const hexOf = (text: string): string => {
      const result = assembleInsn(text);
      return result.ok ? insnsToHex(result.value) : JSON.stringify(result.error);
    };
    for (const [mnemonic, llvm] of PAIRS) expect(hexOf(mnemonic), mnemonic).toBe(hexOf(llvm));
  });

  it('reads a call of a kernel function, for which LLVM has no text', () => {
    const result = assembleInsn('call runtime 7');
    expect(result.ok && insnsToHex(result.value)).toBe('8520000007000000');
  });
});

describe('assembleBody', () => {
  it('resolves labels in both dialects at once, counting lddw as two slots', () => {
    const text = `
start:  lddw %r1, 7            # two slots
        jne %r1, 0, end
        if r1 == 0 goto start  // LLVM's
1:      ja 1b
end:    exit`;
    expect(inLlvm(text)).toEqual([
      'r1 = 7 ll',
      'if r1 != 0 goto +2',
      'if r1 == 0 goto -4',
      'goto -1',
      'exit',
    ]);
  });

  it('takes the first exit for the label `exit`, unless there is one of that name', () => {
    expect(inLlvm('ja exit\nmov %r0, 1\nexit\nexit')).toContain('goto +1');
    expect(inLlvm('ja exit\nexit\nexit: mov %r0, 1\nexit')).toContain('goto +1');
    expect(inLlvm('jeq32 %r1, 1, exit; mov %r0, 1; exit')).toContain('if w1 == 1 goto +1');
    expect(inLlvm('ja32 exit; mov %r0, 1; exit')).toContain('gotol +1');
  });

  it('has no such label in LLVM words, nor in a body without exit', () => {
    expect(faults('goto exit\nexit')).toEqual([['asm/undefined-label', 'exit']]);
    expect(faults('ja exit')).toEqual([['asm/undefined-label', 'exit']]);
  });

  it('calls labels with `call local` and with `call`', () => {
    const text = 'call local f\ncall f\nexit\nf: exit';
    expect(inLlvm(text)).toEqual(['call pc+2', 'call pc+1', 'exit', 'exit']);
  });

  it('keeps `local`, `helper` and `runtime` as names where nothing follows them', () => {
    expect(inLlvm('call local\nlocal: exit')).toEqual(['call pc+0', 'exit']);
  });

  it('gives every insn the span of its statement', () => {
    const text = 'a: mov %r1 , 5 # five\n lock fetch add [%r1-8], %r2 ; exit';
    const spans = assembleBody(text).insns.map(({ span }) => text.slice(span.start, span.end));
    expect(spans).toEqual(['mov %r1 , 5', 'lock fetch add [%r1-8], %r2', 'exit']);
  });

  it('reports what is wrong where it stands, and assembles the rest', () => {
    expect(faults('mov %r11, 1')).toEqual([['asm/invalid-operand', '%r11']]);
    expect(faults('mov %, 1')).toEqual([['asm/invalid-operand', '%,']]);
    expect(faults('mov %')).toEqual([['asm/invalid-operand', '%']]);
    expect(faults('mov32 w1, 1')).toEqual([['asm/invalid-operand', 'w1']]);
    expect(faults('mov %r1 5')).toEqual([['asm/invalid-operand', '5']]);
    expect(faults('mov %r1')).toEqual([['asm/too-few-operands', 'mov %r1']]);
    expect(faults('neg %r1, %r2')).toEqual([['asm/invalid-operand', ',']]);
    expect(faults('add %r1, 0x1ffffffff')).toEqual([['asm/imm-range', '0x1ffffffff']]);
    expect(faults('ldxw %r0, %r1')).toEqual([['asm/invalid-operand', '%']]);
    expect(faults('ldxw %r0, [%r1+40000]')).toEqual([['asm/off-range', '+40000']]);
    expect(faults('stw [%r1 4], 5')).toEqual([['asm/invalid-operand', '4']]);
    expect(faults('endle %r1, 8')).toEqual([['asm/invalid-operand', '8']]);
    expect(faults('movs32 %r1, %r2, 32')).toEqual([['asm/invalid-operand', '32']]);
    expect(faults('ja 40000')).toEqual([['asm/branch-target', '40000']]);
    expect(faults('jeq %r1, 5, nowhere')).toEqual([['asm/undefined-label', 'nowhere']]);
    expect(faults('lock mov [%r1+0], %r2')).toEqual([['asm/invalid-operand', 'mov']]);
    expect(faults('call other 1')).toEqual([['asm/invalid-operand', '1']]);
    expect(faults('call helper nothing_such')).toEqual([
      ['asm/undefined-function', 'nothing_such'],
    ]);
    expect(faults('call local ktime_get_ns')).toEqual([['asm/undefined-function', 'ktime_get_ns']]);
    expect(faults('lddw %r1, %r2')).toEqual([['asm/invalid-operand', '%']]);
    expect(faults('lddw %r1, somewhere')).toEqual([['asm/undefined-symbol', 'somewhere']]);
    expect(faults('.map m array max_entries=1')).toEqual([['asm/unknown-insn', '.map']]);
    expect(faults('exit /* never closed')).toEqual([['asm/unterminated-comment', '/*']]);
    expect(assembleBody('mov %r11, 1\nexit').insns).toHaveLength(1);
  });

  it('proposes a mnemonic where operands of one follow, and a word of LLVM elsewhere', () => {
    const hint = (text: string): string | undefined => assembleBody(text).diagnostics[0]?.hint;
    expect(hint('movv %r1, 5')).toBe("did you mean 'mov'?");
    expect(hint('ldxxw r1, [r2]')).toBe("did you mean 'ldxw'?");
    expect(hint('gto r1')).toBe("did you mean 'goto'?");
    expect(hint('lock cmpxhg [%r1], %r2')).toBe("did you mean 'cmpxchg'?");
  });
});

describe('parseLab', () => {
  const LAB = `
.map jmp prog_array max_entries=2
.map hits array max_entries=1 value_size=8
.prog entry tc
        mov %r6, %r1            # mnemonics
        lddw %r2, jmp
        r3 = 0                  // LLVM's words
        call tail_call
        lddw %r1, hits + 0
        call local after
        jeq %r0, 0, exit
        mov %r0, 2
        exit
.func after
        mov %r0, 1
        exit
`;

  it('mixes both dialects in a lab, with maps and functions', () => {
    const { lab, diagnostics } = parseLab(LAB);
    expect(diagnostics).toEqual([]);
    const insns = lab.progs[0]?.insns ?? [];
    expect(insns.map(({ slots }) => printInsn(slots))).toEqual([
      'r6 = r1',
      'ld_pseudo r2, 1, 0',
      'r3 = 0',
      'call 12',
      'ld_pseudo r1, 2, 0',
      'call pc-1',
      'if r0 == 0 goto +1',
      'r0 = 2',
      'exit',
    ]);
    const refs = insns.flatMap(({ ref }) => (ref === undefined ? [] : [[ref.kind, ref.name]]));
    expect(refs).toEqual([
      ['map', 'jmp'],
      ['map_value', 'hits'],
      ['func', 'after'],
    ]);
  });

  it('refuses callx in either dialect', () => {
    for (const callx of ['callx r1', 'callx %r1', 'call %r1']) {
      const { diagnostics } = parseLab(`.prog p tc\n${callx}\nexit`);
      expect(diagnostics.map(({ code }) => code)).toEqual(['asm/callx']);
    }
  });
});

describe('tokenizeLine', () => {
  const kinds = (line: string): string[] =>
    tokenizeLine(line, 0).tokens.map(({ kind, start, end }) => `${line.slice(start, end)} ${kind}`);

  it('colours mnemonics as keywords and registers with their percent sign', () => {
    expect(kinds('mov %r1, %fp')).toEqual([
      'mov keyword',
      '% register',
      'r1 register',
      ', punct',
      '% register',
      'fp register',
    ]);
  });

  it('leaves names and operators of LLVM alone', () => {
    expect(kinds('r1 %= r2')).toContain('%= operator');
    expect(kinds('goto add')).toContain('add name');
    expect(kinds('r1 = fp ll')).toContain('fp name');
  });
});
