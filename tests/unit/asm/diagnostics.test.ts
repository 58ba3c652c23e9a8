import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';

/** `insn` in a program, with the marked range («...») where the error must be. */
type InsnCase = readonly [marked: string, code: string, message: string, hint?: string];

const INSN_CASES: readonly InsnCase[] = [
  ['«bogus» r1', 'unknown-insn', 'invalid register/token name'],
  ['«eixt»', 'unknown-insn', 'invalid register/token name', "did you mean 'exit'?"],
  ['«r1 =»', 'too-few-operands', 'too few operands for instruction'],
  ['«r1»', 'too-few-operands', 'too few operands for instruction'],
  [
    'r1 += «w2»',
    'invalid-operand',
    'invalid operand for instruction',
    'the other side has 64 bits: use r2',
  ],
  [
    'w1 = «r2»',
    'invalid-operand',
    'invalid operand for instruction',
    'the other side has 32 bits: use w2',
  ],
  ['r1 «<» 5', 'invalid-operand', 'invalid operand for instruction'],
  ['exit «r1»', 'invalid-operand', 'invalid operand for instruction'],
  [
    'r1 = «4294967296»',
    'imm-range',
    'immediate out of range',
    'write `ll` behind a 64-bit constant',
  ],
  ['r1 += «-2147483649»', 'imm-range', 'immediate out of range'],
  ['r1 = «18446744073709551616» ll', 'bad-number', "invalid number '18446744073709551616'"],
  ['r1 = «08»', 'bad-number', "invalid number '08'"],
  ['r1 = 5 / 0', 'unknown-in-expression', 'division by zero in expression'],
  ['r1 = *(u32 *)(r2 «+ 32768»)', 'off-range', 'operand is not a 16-bit signed integer'],
  ['r1 = *(u32 *)(r2 «+» -4)', 'invalid-operand', 'invalid operand for instruction'],
  ['r1 = *(u32 *)(r2«)»', 'invalid-operand', 'invalid operand for instruction'],
  ['r1 = *(«u128» *)(r2 + 0)', 'invalid-operand', 'invalid operand for instruction'],
  ['«w1» = *(u64 *)(r2 + 0)', 'invalid-operand', 'invalid operand for instruction'],
  ['*(«s32» *)(r1 + 0) = 1', 'invalid-operand', 'invalid operand for instruction'],
  ['goto «32768»', 'branch-target', 'operand is not an identifier or 16-bit signed integer'],
  ['goto «nowhere»', 'undefined-label', "undefined label 'nowhere'"],
  ['here: goto «heer»', 'undefined-label', "undefined label 'heer'", "did you mean 'here'?"],
  ['goto «1f»', 'undefined-label', "undefined label '1'"],
  ['a: r1 = 1; «a»: exit', 'duplicate-label', "symbol 'a' is already defined"],
  ['«r1 = be16 r2»', 'inst-constraint', 'additional inst constraint not met'],
  ['«r1 = -r2»', 'inst-constraint', 'additional inst constraint not met'],
  [
    'r1 = atomic_fetch_add((u64 *)(r2 + 0), «r3»)',
    'invalid-operand',
    'invalid operand for instruction',
  ],
  ['«r1» = cmpxchg_64(r2 + 0, r1, r3)', 'invalid-operand', 'invalid operand for instruction'],
  ['«callx r1»', 'callx', 'callx: no kernel calls through a register'],
  [
    'call «tial_call»',
    'undefined-function',
    "undefined function 'tial_call'",
    "did you mean 'tail_call'?",
  ],
  ['call «p»', 'undefined-function', "undefined function 'p'"],
  ['r1 = «jmp»', 'invalid-operand', 'invalid operand for instruction'],
  ['r1 = «jpm» ll', 'undefined-symbol', "undefined symbol 'jpm'", "did you mean 'jmp'?"],
  ['r1 = «p» ll', 'wrong-kind', "'p' is a prog, not a map"],
  ['«.byte 1»', 'data-in-body', 'data cannot stand among instructions'],
  ['«.8byte»', 'too-few-operands', 'too few operands for instruction'],
  ['«.macro» x', 'unknown-directive', 'unknown directive'],
  ['r1 = 1 «/*» never closed', 'unterminated-comment', 'unterminated comment'],
];

const LAB_CASES: readonly InsnCase[] = [
  ['«r1 = 1»\nr2 = 2', 'stray-insn', 'instruction outside of .prog and .func'],
  ['«.progg» p tc', 'unknown-directive', 'unknown directive', "did you mean '.prog'?"],
  ['«.map»', 'missing-token', 'expected a name for the map'],
  [
    '.map m «prog_arry» max_entries=1',
    'unknown-map-type',
    "unknown map type 'prog_arry'",
    "did you mean 'prog_array'?",
  ],
  ['«.map m prog_array»', 'missing-token', 'expected max_entries=N'],
  ['.map m prog_array max_entries=«0»', 'number-range', 'max_entries must be 1 to 65536'],
  [
    '.map m prog_array max_entries=1 «maxentries»=2',
    'unexpected-token',
    'unexpected token, expected max_entries=N, key_size=N or value_size=N',
  ],
  ['.map m array max_entries=1 key_size=«8»', 'map-size', 'an array has keys of 4 bytes'],
  [
    '.map m prog_array max_entries=1\n.prog «m» tc',
    'duplicate-name',
    "symbol 'm' is already defined",
  ],
  ['.prog «r1» tc', 'bad-name', "'r1' is a register"],
  ['.prog p «xpd»', 'unknown-prog-type', "unknown program type 'xpd'", "did you mean 'xdp'?"],
  [
    '.prog p tc «sleepy»',
    'unexpected-token',
    'unexpected token, expected sleepable or the end of the line',
  ],
  ['.cpu «64»', 'number-range', 'a CPU number must be 0 to 63'],
  ['.cpu 0\n«.cpu» 0', 'duplicate-directive', '.cpu 0 is given twice'],
  ['.kernel 6.1\n«.kernel» 6.6', 'duplicate-directive', '.kernel is given twice'],
  ['.cpu 0\nrun «p»', 'undefined-symbol', "undefined symbol 'p'"],
  [
    '.map m array max_entries=1\n.cpu 0\ndelete «m»[0]',
    'not-prog-array',
    "'m' is a map of type array, not a prog_array",
  ],
  [
    '.map m prog_array max_entries=1\n.cpu 0\ndelete m[«1»]',
    'key-range',
    "key 1 is beyond the 1 entries of 'm'",
  ],
  [
    '.map m prog_array max_entries=1\n.cpu 0\ndelete m[«-1»]',
    'number-range',
    'a key must be 0 to 4294967295',
  ],
  [
    '.cpu 0\n«rnu» p',
    'unexpected-token',
    'unexpected token, expected a statement: run, update, delete, load, unload, close or MAP[KEY] = PROG',
    "did you mean 'run'?",
  ],
  [
    '.map m prog_array max_entries=1\n.func f\nexit\n.init\nm[0] = «f»',
    'wrong-kind',
    "'f' is a func, not a prog",
  ],
  [
    '.expect\n«retvall»(0) in {1}',
    'unexpected-token',
    'unexpected token, expected retval(CPU) or slot(MAP[KEY])',
    "did you mean 'retval'?",
  ],
  [
    '.expect\nretval(0) «is» 1',
    'unexpected-token',
    "unexpected token, expected 'in {...}' or '=='",
  ],
  [
    '.cpu 0\n.expect\nretval(«7») in {1}',
    'no-run',
    'CPU 7 runs no program',
    'add `.cpu 7` with a `run`, or name another CPU',
  ],
  [
    '.map m prog_array max_entries=1\n.cpu 0\ndelete m[0]\n.expect\nretval(«0») == 1',
    'no-run',
    'CPU 0 runs no program',
  ],
  ['.protocol «poke» x', 'unexpected-token', 'unexpected token, expected map_poke or text_poke'],
  ['.layout check «bypas»', 'unknown-piece', "unknown piece 'bypas'", "did you mean 'bypass'?"],
];

/** What the diagnostics must be; a span or a hint that the case does not give may be anything. */
function expectOne(marked: string, prefix: string, [, code, message, hint]: InsnCase): void {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const { diagnostics } = parseLab(prefix + marked.replace('«', '').replace('»', ''));
  const span = { start: prefix.length + start, end: prefix.length + end };
  const expected = { code: `asm/${code}`, message, ...(start < 0 ? {} : { span }) };
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject(hint === undefined ? expected : { ...expected, hint });
}

describe('parseLab', () => {
  for (const one of INSN_CASES) {
    it(`reports ${one[1]} at ${one[0]}`, () => {
      expectOne(one[0], '.map jmp prog_array max_entries=2\n.prog p tc\n', one);
    });
  }

  for (const one of LAB_CASES) {
    it(`reports ${one[1]} in ${one[0].replaceAll('\n', '; ')}`, () => expectOne(one[0], '', one));
  }

  it('says that a jump is too far for 16 bits, and that gotol is not', () => {
    const far = 'r0 = 0\n'.repeat(40_000);
    const short = parseLab(`.prog p tc\ngoto end\n${far}end: exit`).diagnostics;
    expect(short.map(({ code, message }) => [code, message])).toEqual([
      ['asm/branch-range', 'branch target out of insn range'],
    ]);
    expect(parseLab(`.prog p tc\ngotol end\n${far}end: exit`).diagnostics).toEqual([]);
  });
});
