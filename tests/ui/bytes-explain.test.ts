import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../src/core/base/index.ts';
import { compile, type LabResult } from '../../src/core/pipeline/index.ts';
import { LABS } from '../../src/labs/index.ts';
import { buildRowTable, rowAt } from '../../src/ui/bytes/byte-rows.ts';
import type { InsnRow } from '../../src/ui/bytes/explain-context.ts';
import { type ExplainedInsn, explainInsn, explainNote } from '../../src/ui/bytes/explain-insn.ts';
import { partOf } from '../../src/ui/bytes/row-groups.ts';

/** One program with everything that the JIT has a reason for; `.kernel` options by test. */
const TEXT = `.map t prog_array max_entries=4
.map a array key_size=4 value_size=16 max_entries=4
.prog p tc
  r6 = r1
  r7 = 5
  *(u64 *)(r10 - 16) = r7
  *(u8 *)(r10 - 20) = r7
  r8 = 1
  r3 = r8
  r3 <<= r7
  r7 /= r8
  r2 = 0x1122334455667788 ll
  r2 = 7 ll
  if r3 > 1000 goto out
  r4 = 0
  r1 = *(u32 *)(r6 + 0)
  call sub1
  r1 = r6
  r2 = t ll
  call get_prandom_u32
  r3 = r0
  r1 = r6
  r2 = t ll
  call tail_call
  r1 = r6
  r2 = t ll
  r3 = 1
  call tail_call
out:
  r0 = 300
  exit
sub1:
  if r1 == 0 goto two
  r0 = 1
  exit
two:
  r0 = 2
  exit
`;

interface Shown {
  readonly result: LabResult;
  readonly row: InsnRow;
  readonly explained: ExplainedInsn;
}

function explainAll(result: LabResult): Shown[] {
  const table = buildRowTable(result);
  const shown: Shown[] = [];
  for (let at = 0; at < table.rowCount; at++) {
    const row = rowAt(table, at);
    if (row?.kind !== 'insn') continue;
    const bytes = row.image.bytes.subarray(row.start, row.end);
    const explained = explainInsn({ result, row, bytes, syntax: 'att' });
    if (explained) shown.push({ result, row, explained });
  }
  return shown;
}

function labResult(options: string): LabResult {
  const result = compile(`.kernel 6.1${options}\n${TEXT}`);
  expect(result.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return result;
}

const ofKernel = (kernel: string): LabResult => compile(`.kernel ${kernel}\n${TEXT}`);

/** Without functions, as 5.9 has no tail calls beside them. */
const ALONE = `.map t prog_array max_entries=2
.prog entry socket
  r6 = r1
  r2 = t ll
  r3 = 1
  call 12
  r0 = *(u32 *)(r6 + 0)
  r1 = r6
  r2 = t ll
  r3 = r0
  call 12
  r0 = 5
  exit
.cpu 0
  run entry
`;

const plain = explainAll(labResult(''));

/** The first insn of a part whose text begins so; of function `funcIdx`. */
function find(part: string, text: string, funcIdx = 0, among = plain): ExplainedInsn {
  const found = among.find(
    ({ row, explained }) =>
      partOf(row) === part && row.section.funcIdx === funcIdx && explained.text.startsWith(text),
  );
  if (!found) throw new Error(`no ${text} in ${part}`);
  return found.explained;
}

const whyOf = (insn: ExplainedInsn, name: string) =>
  insn.fields.find((field) => field.name === name)?.why;
const valueOf = (insn: ExplainedInsn, name: string) =>
  insn.fields.find((field) => field.name === name)?.value;

describe('explainInsn', () => {
  it('gives a reason for every instruction of every built-in lab and kernel option', () => {
    const results = [
      ...LABS.map((lab) => compile(lab.text, { script: lab.script ?? [] })),
      ...['', ' hardened', ' lfence', ' ibt'].map((options) => labResult(options)),
      ...['5.10', '5.10 hardened', '5.15', '5.15 hardened', '6.12', '7.1 hardened'].map(ofKernel),
      compile(`.kernel 5.9\n${ALONE}`),
    ];
    for (const { row, explained } of results.flatMap(explainAll)) {
      expect(explained.why, `${partOf(row)} ${explained.text}`).not.toBe('');
    }
  });

  it('covers each byte by one field, in order, with the bytes that it shows', () => {
    for (const { row, explained } of plain) {
      const hex = bytesToHex(row.image.bytes.subarray(row.start, row.end), ' ');
      expect(explained.fields.map((field) => field.hex).join(' ')).toBe(hex);
      expect(explained.fields[0]?.from).toBe(0);
      expect(explained.fields.at(-1)?.to).toBe(row.end - row.start);
    }
  });

  it('gives a reason for every displacement and constant', () => {
    const silent = plain.flatMap(({ explained }) =>
      explained.fields
        .filter(({ name, why }) => /^(disp|imm|rel)/.test(name) && why === '')
        .map(({ name }) => `${name} of ${explained.text}`),
    );
    expect(silent).toEqual([]);
  });

  it('explains the prologue', () => {
    expect(find('prologue', 'nopl').why).toContain('fentry');
    expect(find('prologue', 'xor').why).toContain('count starts at 0; a tail call lands at +b');
    expect(find('prologue', 'xchg', 1).why).toContain('in place of xor eax, eax');
    expect(find('prologue', 'mov').why).toContain('last instruction that a tail call skips');
    const sub = find('prologue', 'sub');
    expect(whyOf(sub, 'imm32')).toContain('round_up(20, 8) = 24');
    expect(find('prologue', 'push %rax').why).toContain(
      'rbp - 32; its upper half, at rbp - 28, is the counter slot',
    );
    expect(find('prologue', 'push %rbx').why).toContain('saved register 1 of 3');
    expect(find('prologue', 'push %r14').why).toContain('R8 lives here');
  });

  it('explains the check of a direct tail call', () => {
    const load = find('check', 'mov -0x1c(%rbp),%eax');
    expect(valueOf(load, 'disp32')).toBe('-0x1c');
    expect(whyOf(load, 'disp32')).toContain('-4 - round_up(20, 8): the counter slot');
    expect(whyOf(find('check', 'cmp $0x21'), 'imm8')).toBe('33: MAX_TAIL_CALL_CNT');
    const direct = plain.findLast(({ explained }) => explained.text.startsWith('jae'));
    const [bypass] = direct?.result.progs[0]?.jit?.pokeTab ?? [];
    const out = ((bypass?.targetOff ?? 0) + 5).toString(16);
    expect(whyOf(direct?.explained ?? find('check', 'jae'), 'rel8')).toBe(
      `leads to +${out}, the instruction behind the tail call`,
    );
    expect(find('check', 'add $0x1').why).toContain('counts this tail call');
  });

  it('explains the check of an indirect tail call', () => {
    const cmp = find('check', 'cmp %edx');
    expect(whyOf(cmp, 'disp8')).toContain('max_entries) = 36');
    const slot = find('check', 'mov 0x110');
    expect(whyOf(slot, 'disp32')).toContain('ptrs) = 272');
    expect(whyOf(slot, 'SIB')).toContain('8 bytes');
    expect(find('check', 'jbe').why).toContain('index at or above max_entries');
    expect(find('check', 'je').why).toContain('slot is empty');
    expect(find('check', 'test').why).toContain('NULL');
  });

  it('explains bypass, unwind and target with their slot empty', () => {
    const bypass = find('bypass', 'jmp');
    expect(whyOf(bypass, 'rel32')).toContain('the bypass_addr');
    expect(find('unwind', 'pop %rax').why).toContain('saved count');
    expect(find('unwind', 'pop %r14').why).toContain('1 of 3, popped in the order R9 to R6');
    expect(whyOf(find('unwind', 'add'), 'imm32')).toContain('round_up(20, 8) = 24');
    expect(find('target', 'nopl').why).toContain('its frame gone');
  });

  it('explains the bytes that memory holds at a site, not those of the image', () => {
    const at = (part: string, hex: string) => {
      const found = plain.find(({ row }) => partOf(row) === part && row.site);
      if (!found) throw new Error('the site');
      const { result, row } = found;
      return explainInsn({ result, row, bytes: hexToBytes(hex), syntax: 'att' });
    };
    expect(at('bypass', '0f1f440000')?.why).toContain('while the slot is filled');
    const trap = at('bypass', 'cc1f440000');
    expect(trap?.why).toContain('traps');
    expect(trap?.fields.map(({ hex }) => hex)).toEqual(['cc', '1f 44 00 00']);
    expect(trap?.fields[1]?.meaning).toContain('no CPU decodes');
    expect(at('target', 'e900000000')?.fields.at(-1)?.why).toContain('adj_off = 11');
    expect(at('target', 'cccccccccc')?.why).toContain('freed');
  });

  it('explains the end of an indirect tail call by kernel option', () => {
    expect(whyOf(find('target', 'mov'), 'disp8')).toContain('bpf_func) = 48');
    expect(whyOf(find('target', 'add'), 'imm8')).toContain('adj_off = 11');
    expect(find('target', 'jmp *').why).toContain('jumps into the program of the slot');
    expect(find('target', 'int3').why).toContain('straight-line speculation');
    const hardened = explainAll(labResult(' hardened'));
    expect(find('target', 'jmp', 0, hardened).why).toContain('__x86_indirect_thunk_rcx');
    expect(find('epilogue', 'jmp', 0, hardened).why).toContain('srso_return_thunk');
    const lfence = explainAll(labResult(' lfence'));
    expect(find('target', 'lfence', 0, lfence).why).toContain('before the jump');
    const ibt = explainAll(labResult(' ibt'));
    expect(find('prologue', 'endbr64', 0, ibt).why).toContain('the entry');
    expect(whyOf(find('target', 'add', 0, ibt), 'imm8')).toContain('adj_off = 15');
    const landing = ibt.filter(({ explained }) => explained.text === 'endbr64')[1];
    expect(landing?.explained.why).toContain('landing point +f');
    expect(landing?.row.start).toBe(0xf);
  });

  it('explains the epilogue', () => {
    expect(find('epilogue', 'leave').why).toContain('drops the BPF stack');
    expect(find('epilogue', 'ret').why).toContain('R0');
    expect(find('epilogue', 'int3').why).toContain('CONFIG_SLS');
  });

  it('explains the body by the BPF insn and its operands', () => {
    expect(find('body', 'mov %rdi,%rbx').why).toBe('BPF 0: r6 = r1');
    expect(whyOf(find('body', 'mov %r13,-0x10(%rbp)'), 'disp8')).toContain('16 bytes below R10');
    expect(find('body', 'push %rcx').why).toContain('x86 shifts by cl only');
    expect(find('body', 'push %rax').why).toContain('divides rdx:rax');
    expect(whyOf(find('body', 'movabs $t'), 'imm64')).toContain('address of t');
    expect(whyOf(find('body', 'mov $0x7,%esi'), 'opcode')).toContain('upper half is zero');
    expect(whyOf(find('body', 'ja'), 'rel32')).toContain('too far for one byte');
    expect(find('body', 'xor %ecx').why).toContain('two bytes as xor');
    expect(whyOf(find('body', 'mov $0x12c'), 'imm32')).toBe('the imm of the BPF insn, 0x12c');
    expect(whyOf(find('body', 'je', 1), 'rel8')).toMatch(/leads to \+\w+, BPF \d+; near enough/);
    expect(whyOf(find('body', 'jmp', 1), 'rel8')).toContain('the epilogue at the first exit');
  });

  it('explains calls: the count handed on, and where rel32 comes from', () => {
    const reload = find('body', 'mov -0x20(%rbp),%rax');
    expect(reload.why).toContain('a subprogram does not zero it');
    expect(whyOf(reload, 'disp32')).toContain('-8 - 24');
    expect(whyOf(find('body', 'call sub'), 'rel32')).toMatch(
      /at 0x[0-9a-f]{16} minus the next instruction at 0x[0-9a-f]{16}/,
    );
    const helper = find('body', 'call bpf_');
    expect(whyOf(helper, 'rel32')).toContain(helper.text.slice('call '.length));
  });

  it('spells REX and ModRM bit by bit, with the BPF registers', () => {
    const store = find('body', 'mov %r13,-0x10(%rbp)');
    expect(valueOf(store, 'REX')).toBe('W=1 R=1 X=0 B=0');
    expect(valueOf(store, 'ModRM')).toBe('mod=01 reg=101 rm=101');
    expect(store.fields.find((field) => field.name === 'ModRM')?.meaning).toBe(
      'reg: r13 (R7); rm: rbp (R10)+disp8',
    );
  });
});

describe('explainNote', () => {
  const note = (part: string, text: string, nth: number | null) => {
    const found = plain.find(
      ({ row, explained }) => partOf(row) === part && explained.text.startsWith(text),
    );
    if (!found) throw new Error(text);
    const { result, row } = found;
    const bytes = row.image.bytes.subarray(row.start, row.end);
    return explainNote({ result, row, bytes, syntax: 'att' }, nth);
  };

  it('names the field of a byte, its value and its reason', () => {
    const found = note('check', 'mov -0x1c', 3);
    expect(found?.head).toMatch(/^\+\w+ e4 ff ff ff: disp32 = -0x1c$/);
    expect(found?.tail).toMatch(/^-4 - round_up\(20, 8\): the counter slot.*\. Loads the number/);
  });

  it('speaks of the whole insn beside its bytes', () => {
    const whole = note('check', 'cmp $0x21', null);
    expect(whole?.head).toMatch(/cmp \$0x21,%eax$/);
    expect(whole?.tail).toBe('compares the count with the limit');
  });
});
