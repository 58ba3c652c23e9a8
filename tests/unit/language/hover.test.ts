import { describe, expect, it } from 'vitest';
import type { DocPart } from '../../../src/core/language/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { caret, compiledService, SMALL, service } from './lab-text.ts';

const compiled = compiledService();

function words(parts: readonly DocPart[]): string {
  return parts
    .map((part) =>
      part.kind === 'table' ? part.rows.map((row) => row.join(' | ')).join('\n') : part.text,
    )
    .join('\n');
}

function hover(marked: string, language = service): string {
  const { text, at } = caret(marked);
  const found = language.hover(text, at);
  return found === null ? '' : words(found.parts);
}

/** Hover over an operator or keyword of one instruction of a program. */
function insn(text: string, sign = /[-=+*&|^<>(]|exit|call|goto/): string {
  const program = `.map m prog_array max_entries=1\n.map v array max_entries=1\n.prog a tc\nl:\n ${text}\n exit\n.func f\n exit\n`;
  const at = program.indexOf(text) + text.search(sign);
  const found = service.hover(program, at);
  return found === null ? '' : words(found.parts);
}

describe('hover over an instruction', () => {
  it.each([
    ['r1 += 5', 'Adds 5 to r1.', '07 01 00 00 05 00 00 00'],
    ['w1 -= w2', 'Subtracts w2 from w1. 32 bits: the upper half of r1 becomes zero.', '1c 21'],
    ['r1 *= r2', 'Multiplies r1 by r2.', '2f 21'],
    ['r1 /= 3', 'Divides r1 by 3, unsigned; dividing by zero gives 0.', '37 01'],
    ['r1 s/= 3', 'Divides r1 by 3, signed, towards zero', 'ALU64 | DIV | K'],
    ['r1 %= r2', 'with a divisor of zero r1 stays as it is', '9f 21'],
    ['r1 s%= 3', 'remainder of r1 / 3 into r1, signed', 'off | 1 | signed'],
    ['r1 |= 3', 'Sets every bit in r1 that is set in 3', '47'],
    ['r1 &= 3', 'Keeps only the bits', '57'],
    ['r1 ^= 3', 'Flips every bit', 'a7'],
    ['r1 <<= 3', 'Shifts r1 left by 3, modulo 64', '67'],
    ['w1 >>= 3', 'Shifts w1 right by 3, modulo 32; zeroes', '74'],
    ['r1 s>>= 3', 'the sign bit comes in', 'c7'],
    ['r1 = -r1', 'Negates r1.', 'ALU64 | NEG | K'],
    ['r1 = -5', 'Sets r1 to -5, sign-extended to 64 bits.', 'fb ff ff ff'],
    ['w1 = 5', 'Sets w1 to 5.', 'ALU | MOV | K'],
    ['r1 = r2', 'Copies r2 to r1.', 'bf 21'],
    [
      'r1 = (s8)r2',
      'Copies the low 8 bits of r2 to r1, sign-extended.',
      'sign-extends from 8 bits',
    ],
    ['r1 = be16 r1', 'into big endian and clears the bits above', 'imm | 16 (0x10) | bits'],
    ['r1 = le32 r1', 'the bytes stay in their order', 'd4 01'],
    ['r1 = bswap64 r1', 'Reverses the bytes of the low 64 bits of r1.', 'd7 01'],
    ['r1 = *(u32 *)(r2 + 12)', 'Loads 4 bytes from r2 + 12 into r1, zero-extended.', '61 21 0c 00'],
    ['r1 = *(u64 *)(r10 - 8)', 'Loads 8 bytes from r10 - 8 (the stack) into r1.', 'LDX | MEM | DW'],
    ['r1 = *(s16 *)(r2 + 0)', 'Loads 2 bytes from r2 into r1, sign-extended.', 'LDX | MEMSX | H'],
    [
      '*(u8 *)(r10 - 1) = 7',
      'Stores the constant 7 as 1 byte at r10 - 1 (the stack).',
      'ST | MEM | B',
    ],
    ['*(u16 *)(r2 + 2) = w3', 'Stores the low 2 bytes of r3 at r2 + 2.', 'STX | MEM | H'],
    ['*(u64 *)(r2 + 2) = r3', 'Stores r3 at r2 + 2.', '7b 32 02 00'],
    [
      'lock *(u64 *)(r2 + 0) += r3',
      'Adds r3 to the 8 bytes at r2 in one atomic step.',
      'imm | 0 | ADD',
    ],
    ['w3 = atomic_fetch_or((u32 *)(r2 + 0), w3)', 'w3 gets the old value', 'OR | FETCH'],
    ['r3 = xchg_64(r2 + 0, r3)', 'Swaps r3 with the 8 bytes at r2', 'XCHG'],
    [
      'r0 = cmpxchg_64(r2 + 0, r0, r3)',
      'If the 8 bytes at r2 equal r0, stores r3 there',
      'CMPXCHG',
    ],
    ['r1 = load_acquire((u64 *)(r2 + 0))', '(acquire)', 'LOAD_ACQ'],
    ['store_release((u64 *)(r2 + 0), r1)', '(release)', 'STORE_REL'],
    ['r0 = *(u16 *)skb[12]', 'Loads 2 bytes of the packet at offset 12 into r0', 'LD | ABS | H'],
    ['r0 = *(u8 *)skb[r3]', 'at offset r3 + 0', 'LD | IND | B'],
    ['if r1 == 5 goto l', 'Jumps to l if r1 equals 5.', 'JMP | JEQ | K'],
    [
      'if w1 s< w2 goto +1',
      'Jumps over 1 slot if w1 is less than (signed) w2. Only the low 32',
      'JMP32 | JSLT | X',
    ],
    [
      'if r1 & 1 goto +0',
      'Jumps to the next instruction if r1 has a bit in common with 1.',
      'JSET',
    ],
    ['goto l', 'Jumps to l.', 'JMP | JA | K'],
    ['goto -1', 'Jumps to itself.', 'off | -1'],
    ['gotol l', 'the distance has 32 bits', '06 00 00 00'],
    ['may_goto +0', 'when the loop budget of the program is used up', 'e5'],
    ['exit', 'Ends the program; r0 is its result.', '95'],
    ['call 1', 'Calls the helper bpf_map_lookup_elem (1).', 'imm | 1 | map_lookup_elem'],
    [
      'r1 = 0x123456789 ll',
      'Puts the 64-bit constant 4886718345 (0x123456789) into r1',
      '2nd imm | 1 | high 32 bits',
    ],
    ['r1 = m ll', 'Puts the address of the map m into r1; takes two slots.', 'src | 1 | MAP_FD'],
    ['r1 = v + 8 ll', 'byte 8 of the first value of v', '2nd imm | 8 | offset into the value'],
    ['r1 = f ll', 'address of the function f', 'src | 4 | FUNC'],
    ['ldxw %r0, [%r1+2]', 'Loads 4 bytes from r1 + 2 into r0', '61 10 02 00'],
  ])('explains `%s`', (text, sentence, field) => {
    const sign = text.startsWith('ldxw') ? /ldxw/ : undefined;
    const found = insn(text, sign);
    expect(found).toContain(sentence);
    expect(found).toContain(field);
  });

  it('says what a register is for, and then what the instruction does', () => {
    const found = hover('.prog a tc\n r|6 = r1\n exit\n');
    expect(found).toMatch(/^r6: callee saved: .* On x86: rbx\.\nCopies r1 to r6\./);
  });

  it('shows the bytes that it became, once the text was compiled', () => {
    const text = SMALL.replace('r6 = r1', 'r6 |= r1');
    expect(hover(text)).not.toContain('x86.');
    expect(hover(text, compiled)).toContain('In entry: 3 bytes of x86.\n+0d  48 89 fb ');
    expect(hover(text, compiled)).toContain('mov %rdi,%rbx');
  });

  it('says why a tail call is direct or indirect, and where its sites are', () => {
    const text = SMALL.replace('call tail_call', 'ca|ll tail_call');
    const found = hover(text, compiled);
    expect(found).toContain('Direct: the key is 0 in jmp_table on every path.');
    expect(found).toContain('<- P1 bypass');
    expect(found).toContain('<- P2 target');
    const unknown = text.replace('r3 = 0', 'r3 = *(u32 *)(r6 + 0)');
    expect(hover(unknown, compiled)).toContain('Indirect: the key is only known at run time.');
  });

  it('shows what the verifier put in place of a load of the context', () => {
    const found = hover('.prog a xdp\n r0 |= *(u32 *)(r1 + 0)\n exit\n', compiled);
    expect(found).toContain('The verifier put these in its place:\nr0 = *(u64 *)(r1 + 0)');
  });

  it('shows the code of a function in each program that has it', () => {
    const text =
      '.prog a tc\n call f\n exit\n.prog b tc\n call f\n exit\n.func f\n r0 |= 1\n exit\n';
    const found = hover(text, compiled);
    expect(found).toContain('In a: ');
    expect(found).toContain('In b: ');
  });
});

describe('hover over a word', () => {
  it('gives a helper with its id and what its arguments mean', () => {
    const found = hover(SMALL.replace('tail_call', 'tail|_call'));
    expect(found).toContain(
      'long bpf_tail_call(void *ctx, struct bpf_map *prog_array_map, u32 index) = 12',
    );
    expect(found).toContain('r2 | struct bpf_map *prog_array_map | a map of type prog_array');
    expect(hover('.prog a tc\n call 1|2\n')).toContain('bpf_tail_call');
  });

  it('gives names with where they are declared and used', () => {
    const found = hover(SMALL.replace('delete jmp', 'delete |jmp'));
    expect(found).toContain('map jmp_table\nprog_array with 2 entries');
    expect(found).toContain('Declared in line 2, used in lines 7, 26, 31, 35.');
    expect(hover(SMALL.replace('goto done', 'goto d|one'))).toBe(
      'label done\nDefined in line 12, used in line 10.',
    );
    const program = hover(SMALL.replace('run entry', 'run e|ntry'), compiled);
    expect(program).toMatch(
      /sched_cls; 8 instructions in 9 slots; \d+ bytes of x86, 0 bytes of stack\./,
    );
    expect(hover('.prog a tc\n call n|ix\n')).toBe('function nix\nNot declared, used in line 2.');
  });

  it.each([
    ['.ker|nel 6.1\n', '.kernel PROFILE'],
    ['.kernel 6.|1\n', 'Linux 6.1'],
    ['.kernel 6.1 hard|ened\n', 'Retpolines and return thunks. Each ret becomes jmp'],
    ['.map m prog_|array max_entries=1\n', 'programs to tail-call'],
    ['.map m prog_array max_e|ntries=1\n', 'How many entries'],
    ['.prog a t|c\n', 'a program of type sched_cls'],
    ['.prog a tc sleep|able\n', 'may sleep'],
    ['.cpu 0\n r|un a\n', 'run PROG [times=N] [len=N]'],
    ['.cpu 0\n run a ti|mes=2\n', 'How often'],
    ['.expect\n ret|val(0) == 1\n', 'Return value of the last run'],
    ['.layout check by|pass\n', 'Site P1'],
    ['.protocol map|_poke v6_1\n', 'What an update'],
    ['.protocol map_poke v6|_1\n', 'From the library: prog_array_map_poke_run'],
    ['.protocol map_poke p\nsynchronize|_rcu();\n', 'Waits until every CPU'],
    [
      '.protocol map_poke p\nret = 1;\nBUG_ON(r|et);\n',
      'variable ret\nType: int.\nDefined in line 2, used in line 3.',
    ],
  ])('explains the word in %j', (marked, sentence) => {
    expect(hover(marked)).toContain(sentence);
  });

  it('says nothing in comments, blanks and numbers of statements', () => {
    expect(hover('// .ker|nel\n')).toBe('');
    expect(hover('|\n.kernel 6.1\n')).toBe('');
  });

  it('has something to say of every word of the built-in labs but numbers', () => {
    for (const { id, text } of LABS) {
      for (const match of text
        .replace(/\/\/.*|\/\*[^]*?\*\//g, (c) => ' '.repeat(c.length))
        .matchAll(/[A-Za-z_.]\w*/g)) {
        const found = compiled.hover(text, match.index + 1);
        expect(found, `${id}: ${match[0]} at ${match.index}`).not.toBeNull();
      }
    }
  }, 60_000);
});
