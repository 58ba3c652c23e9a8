import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import type { Diagnostic } from '../../../src/core/base/index.ts';
import type { QuickFix } from '../../../src/core/language/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { compiledService, edited, SMALL, service } from './lab-text.ts';

const compiled = compiledService();

/** The assembler's findings need no run. */
function findings(text: string, code: string): readonly Diagnostic[] {
  const all = code.startsWith('asm/') ? parseLab(text).diagnostics : compile(text).diagnostics;
  return all.filter((each) => each.code === code);
}

function fixes(text: string, code: string): readonly QuickFix[] {
  const [finding] = findings(text, code);
  if (finding === undefined) throw new Error(`no ${code} in\n${text}`);
  const language = code.startsWith('asm/') ? service : compiled;
  return language.fixes(text, finding.span).filter((fix) => fix.code === code);
}

function count(text: string, code: string): number {
  return findings(text, code).length;
}

const HEAD = '.kernel 6.1\n.map m prog_array max_entries=1\n.map v array max_entries=1\n';
const END = ' exit\n';
const prog = (body: string): string => `${HEAD}.prog a tc\n${body}`;
const cpu = (line: string): string => `${prog(` r0 = 0\n${END}`)}.cpu 0\n ${line}\n`;
const CALL = ' r2 = m ll\n r3 = 0\n call tail_call\n';
const FAR = ' r0 = 1 ll\n'.repeat(16_400);

/** A slip, the finding that it makes, and a piece of the text behind the first fix. */
const SLIPS: readonly (readonly [name: string, code: string, text: string, mended: string])[] = [
  ['a misspelled directive', 'asm/unknown-directive', '.prgo a tc\n', '.prog a tc'],
  ['a directive in capitals', 'asm/unknown-directive', '.PROG a tc\n', '.prog a tc'],
  ['a misspelled mnemonic', 'asm/unknown-insn', prog(' movv %r0, 1\n exit\n'), 'mov %r0, 1'],
  [
    'a percent sign in front of a register',
    'asm/unknown-insn',
    prog(' %r0 = 1\n exit\n'),
    ' r0 = 1',
  ],
  ['return for exit', 'asm/unknown-insn', prog(' r0 = 1\n return\n'), ' exit'],
  [
    'a misspelled helper',
    'asm/undefined-function',
    prog(' call get_prandom_u23\n exit\n'),
    'call get_prandom_u32',
  ],
  [
    'a misspelled tail call',
    'asm/undefined-function',
    prog(' call bpf_tailcall\n exit\n'),
    'call tail_call',
  ],
  [
    "C's name of a tail call",
    'asm/undefined-function',
    prog(' call bpf_tail_call_static\n exit\n'),
    'call tail_call',
  ],
  [
    'a function that is not there',
    'asm/undefined-function',
    prog(' call classify_packet_kind\n exit\n'),
    '.func classify_packet_kind\n',
  ],
  [
    'a misspelled map',
    'asm/undefined-symbol',
    `${SMALL}.cpu 3\n delete jump_table[0]\n`,
    'delete jmp_table[0]',
  ],
  [
    'a map that is not there',
    'asm/undefined-symbol',
    prog(' r2 = elsewhere ll\n exit\n'),
    '.map elsewhere prog_array max_entries=1\n',
  ],
  [
    'a program that is not there',
    'asm/undefined-symbol',
    cpu('run something'),
    '.prog something tc\n        r0 = 0\n',
  ],
  [
    'a misspelled label',
    'asm/undefined-label',
    prog('done: r0 = 0\n goto doen\n exit\n'),
    'goto done',
  ],
  [
    'a label that is not there',
    'asm/undefined-label',
    prog(' r0 = 0\n goto elsewhere\n exit\n'),
    'elsewhere:\n exit\n',
  ],
  [
    'a label of a body without an end',
    'asm/undefined-label',
    prog(' goto elsewhere\n r0 = 0\n'),
    'elsewhere:\n        exit\n',
  ],
  ['a missing ll behind a map', 'asm/invalid-operand', prog(' r2 = m\n exit\n'), 'r2 = m ll'],
  [
    'a missing ll behind a misspelled map',
    'asm/invalid-operand',
    prog(' r2 = jmp_tabel\n exit\n').replace('map m', 'map jmp_table'),
    'r2 = jmp_table ll',
  ],
  [
    'a missing ll behind a constant',
    'asm/imm-range',
    prog(' r2 = 0x123456789\n exit\n'),
    'r2 = 0x123456789 ll',
  ],
  ['a register in capitals', 'asm/invalid-operand', prog(' r1 = R2\n exit\n'), 'r1 = r2'],
  ['registers of two widths', 'asm/invalid-operand', prog(' r1 = w2\n exit\n'), 'r1 = r2'],
  ['a missing offset', 'asm/invalid-operand', prog(' r1 = *(u8 *)(r2)\n exit\n'), '(r2 + 0)'],
  ['a comma too many', 'asm/invalid-operand', prog(' r1 = r2, r3\n exit\n'), ' r1 = r2\n'],
  ['a missing comma', 'asm/invalid-operand', prog(' mov r0 1\n exit\n'), 'mov r0 , 1'],
  ['two registers that must be one', 'asm/inst-constraint', prog(' r1 = -r2\n exit\n'), 'r1 = -r1'],
  [
    'a jump that is too far',
    'asm/branch-range',
    prog(` goto far\n${FAR}far: exit\n`),
    ' gotol far',
  ],
  ['a missing exit', 'verifier/falls-off', prog(' r0 = 0\n'), ' r0 = 0\n        exit\n'],
  [
    'a body without instructions',
    'verifier/prog-size',
    prog(''),
    '.prog a tc\n        r0 = 0\n        exit\n',
  ],
  ['a result that was never set', 'verifier/uninitialised', prog(END), ' r0 = 0\n exit\n'],
  [
    'a register that was never set',
    'verifier/uninitialised',
    prog(' r0 = r3\n exit\n'),
    ' r3 = 0\n r0 = r3',
  ],
  [
    'code that no path leads to',
    'verifier/unreachable',
    prog(' r0 = 0\n exit\n r0 = 1\n exit\n'),
    ' r0 = 0\n exit\n',
  ],
  [
    'instructions without a program',
    'asm/stray-insn',
    ' r0 = 0\n exit\n',
    '.prog main tc\n r0 = 0',
  ],
  ['a kernel that is not modelled', 'kernel/unknown-version', '.kernel 6.2\n', '.kernel 6.1'],
  [
    'a misspelled kernel option',
    'kernel/unknown-option',
    '.kernel 6.1 hardend\n',
    '.kernel 6.1 hardened',
  ],
  ['an unknown kernel option', 'kernel/unknown-option', '.kernel 6.1 zzzzzzzz\n', '.kernel 6.1\n'],
  [
    'kernel options that exclude each other',
    'kernel/options-exclude',
    '.kernel 6.1 plain hardened\n',
    '.kernel 6.1 plain\n',
  ],
  ['a second directive', 'asm/duplicate-directive', '.kernel 6.1\n.kernel 6.1\n', '.kernel 6.1\n'],
  ['a second .cpu', 'asm/duplicate-directive', '.cpu 0\n.cpu 0\n', '.cpu 1'],
  [
    'a second map of a name',
    'asm/duplicate-name',
    `${HEAD}.map m array max_entries=1\n`,
    '.map m_2 array',
  ],
  ['a second label of a name', 'asm/duplicate-label', prog('x: r0 = 0\nx: exit\n'), 'x_2: exit'],
  ['a register as a name', 'asm/bad-name', '.map r1 array max_entries=1\n', '.map map_r1 array'],
  [
    'a reserved word as a name',
    'asm/bad-name',
    '.map none array max_entries=1\n',
    '.map map_none array',
  ],
  [
    'an attribute given twice',
    'asm/duplicate-attribute',
    '.map x array max_entries=1 max_entries=2\n',
    '.map x array max_entries=1\n',
  ],
  ['a missing max_entries', 'asm/missing-token', '.map x array\n', '.map x array max_entries=1'],
  ['a missing map type', 'asm/missing-token', '.map x\n', '.map x prog_array max_entries=1'],
  ['a missing program type', 'asm/missing-token', '.prog b\n', '.prog b tc'],
  ['a missing bracket', 'asm/missing-token', cpu('delete m[0'), 'delete m[0]'],
  ['a missing brace', 'asm/missing-token', `${HEAD}.expect\n retval(0) in {1\n`, 'in {1}'],
  ['a missing equals sign', 'asm/unexpected-token', cpu('update m[0] a'), 'update m[0] = a'],
  ['a misspelled operation', 'asm/unexpected-token', cpu('rnu a'), ' run a'],
  [
    'a misspelled attribute',
    'asm/unexpected-token',
    '.map x array max_entreis=1\n',
    'max_entries=1',
  ],
  [
    'a misspelled role',
    'asm/unexpected-token',
    '.protocol map_pok v6_1\n',
    '.protocol map_poke v6_1',
  ],
  ['a word too many', 'asm/unexpected-token', cpu('load a now'), ' load a\n'],
  [
    'a misspelled map type',
    'asm/unknown-map-type',
    '.map x prog_aray max_entries=1\n',
    '.map x prog_array',
  ],
  [
    'a misspelled program type',
    'asm/unknown-prog-type',
    '.prog b sched_csl\n',
    '.prog b sched_cls',
  ],
  ['a misspelled piece', 'asm/unknown-piece', '.layout check bypas\n', '.layout check bypass'],
  [
    'a layout that no kernel emits',
    'layout/behind-target',
    '.layout target check\n',
    '.layout check bypass unwind target',
  ],
  ['a key beyond the map', 'asm/key-range', cpu('delete m[7]'), '.map m prog_array max_entries=8'],
  [
    'a size that the map does not take',
    'asm/map-size',
    '.map x prog_array max_entries=1 value_size=8\n',
    'value_size=4',
  ],
  [
    'a number that is too small',
    'asm/number-range',
    '.map x array max_entries=0\n',
    'max_entries=1',
  ],
  [
    'an update of an array',
    'asm/not-prog-array',
    cpu('v[0] = a').replace('max_entries=1\n.prog', 'max_entries=1 value_size=8\n.prog'),
    '.map v prog_array max_entries=1\n',
  ],
  ['a map where a program belongs', 'asm/wrong-kind', cpu('run m'), ' run a'],
  [
    'a comment without an end',
    'asm/unterminated-comment',
    '/* open\n.kernel 6.1\n',
    '/* open */\n',
  ],
  [
    'a second function under one directive',
    'asm/second-function',
    prog(' .type a,@function\na:\n r0 = 0\n exit\n .type b,@function\nb:\n exit\n'),
    '.func b\nb:',
  ],
  [
    'a misspelled library entry',
    'protocol/unknown-name',
    '.protocol map_poke v6_2\n',
    '.protocol map_poke v6_1',
  ],
  [
    'a misspelled call of a protocol',
    'protocol/unknown-name',
    '.protocol map_poke p\nsynchronise_rcu();\n',
    'synchronize_rcu();',
  ],
  [
    'a misspelled value of a protocol',
    'protocol/unknown-name',
    '.protocol map_poke p\nret = 1;\nBUG_ON(rte < 0);\n',
    'BUG_ON(ret < 0)',
  ],
  [
    'a misspelled mutex',
    'protocol/unknown-lock',
    '.protocol map_poke p\nlock(poke_mutx);\n',
    'lock(poke_mutex);',
  ],
  [
    'a misspelled site',
    'protocol/type',
    '.protocol map_poke p\nfor_each_poke(map, key) {\n text_poke(tailcal_target, nop, nop);\n}\n',
    'text_poke(tailcall_target, ',
  ],
  [
    'a missing semicolon',
    'protocol/expected',
    '.protocol map_poke p\nbug()\nbug();\n',
    'bug();\nbug();',
  ],
  [
    'arguments of a protocol call',
    'protocol/arguments',
    '.protocol text_poke p\npublish(new, site);\n',
    'publish(site, new);',
  ],
  [
    'a declaration in a protocol',
    'protocol/not-modelled',
    '.protocol map_poke p\nu32 ret = 1;\n',
    '\nret = 1;',
  ],
  [
    'a second declaration',
    'protocol/declared-twice',
    '.protocol map_poke p\nint ret = 1;\nint ret = 2;\n',
    'int ret = 1;\nret = 2;',
  ],
  [
    'a poke inside an expression',
    'protocol/call-in-expression',
    '.protocol map_poke p\nfor_each_poke(map, key) {\n    if (!text_poke(ip, nop, nop))\n        return;\n}\n',
    '    ret = text_poke(ip, nop, nop);\n    if (!ret)',
  ],
  ['a misspelled layout', 'layout/unknown-name', '.layout v6_2\n', '.layout v6_12'],
  [
    'a poke outside of the loop',
    'protocol/outside-loop',
    '.protocol map_poke p\ntext_poke(tailcall_target, nop, nop);\n',
    'for_each_poke(map, key) {\ntext_poke(tailcall_target, nop, nop);\n}',
  ],
  [
    'a missing parenthesis',
    'asm/too-few-operands',
    prog(' r0 = *(u8 *)(r1 + 0\n exit\n'),
    '(r1 + 0)',
  ],
  ['two statements on one line', 'asm/invalid-operand', prog(' r0 = 0 exit\n'), ' r0 = 0\n exit\n'],
  [
    'a context that a call took away',
    'verifier/uninitialised',
    prog(CALL + CALL + ' r0 = 0\n exit\n'),
    ' r6 = r1\n r2 = m ll',
  ],
  [
    'a context that was kept and not set again',
    'verifier/uninitialised',
    prog(` r7 = r1\n${CALL}${CALL} r0 = 0\n exit\n`),
    ' r1 = r7\n call',
  ],
  [
    'a number in place of the context',
    'verifier/helper-argument',
    prog(` r7 = r1\n r1 = 0\n${CALL} r0 = 0\n exit\n`),
    ' r1 = r7\n call',
  ],
  [
    'a number in place of the prog array',
    'verifier/helper-argument',
    prog(' r2 = 0\n r3 = 0\n call 12\n r0 = 0\n exit\n'),
    ' r2 = m ll\n call 12',
  ],
];

describe('fixes', () => {
  it.each(SLIPS)('mend %s', (_name, code, text, mended) => {
    const [first] = fixes(text, code);
    expect(first, 'a fix').toBeDefined();
    if (first === undefined) return;
    expect(first.preferred).toBe(true);
    const after = edited(text, first.edits);
    expect(after).toContain(mended);
    expect(count(after, code)).toBeLessThan(count(text, code));
  });

  it('mend the finding with every way out that they offer', () => {
    for (const [name, code, text] of SLIPS) {
      for (const { title, edits } of fixes(text, code)) {
        expect(count(edited(text, edits), code), `${name}: ${title}`).toBeLessThan(
          count(text, code),
        );
      }
    }
  }, 60_000);

  it('come in a sentence that says what they do', () => {
    for (const [name, code, text] of SLIPS) {
      for (const { title } of fixes(text, code)) expect(title, name).toMatch(/^[A-Z][^\n]{3,60}$/);
    }
  });

  it('cover at least twelve codes', () => {
    expect(new Set(SLIPS.map(([, code]) => code)).size).toBeGreaterThanOrEqual(12);
  });

  it('are offered only where the finding is', () => {
    const text = prog(' r2 = m\n exit\n');
    expect(compiled.fixes(text, { start: 0, end: 3 })).toEqual([]);
    expect(compiled.fixes(SMALL, { start: 0, end: SMALL.length })).toEqual([]);
  });

  it("know the assembler's findings before the first result", () => {
    const text = prog(' r2 = m\n exit\n');
    const [fix] = service.fixes(text, { start: 0, end: text.length });
    expect(fix?.title).toBe("Add 'll'");
  });
});
