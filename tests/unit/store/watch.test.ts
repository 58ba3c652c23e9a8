import { describe, expect, it } from 'vitest';
import type { CpuState, MachineView } from '../../../src/core/machine/index.ts';
import { parseWatch } from '../../../src/store/watch-parse.ts';
import { evaluateWatch, type WatchScope } from '../../../src/store/watch-value.ts';

/** Registers by number: 0x11 * (number + 1) in every byte. */
const REGS = Array.from({ length: 16 }, (_, reg) => BigInt(reg + 1) * 0x1111_1111_1111_1111n);

function scopeOf(regs: readonly bigint[] = REGS): WatchScope {
  const cpu = { regs, rip: 0xffff_ffff_c000_1000n, flags: 0x246 } as unknown as CpuState;
  return {
    view: { slots: [[], [1, null]] } as unknown as MachineView,
    maps: ['counts', 'jmp_table'],
    progs: ['entry', 'target_a'],
    actorOf: (number) => (number === null || number === 3 ? 5 : -1),
    cpu: (actor) => (actor === 5 ? cpu : null),
    read: (_, addr, width) =>
      addr === 0x6666_6666_6666_6662n || addr === 8n ? BigInt.asUintN(8 * width, -2n) : null,
  };
}

function shown(text: string): string {
  const { shown: words, error } = evaluateWatch(text, scopeOf(), null);
  return error ? `${error.at}: ${error.message}` : words;
}

describe('parseWatch', () => {
  it('says what is wrong in words, and where', () => {
    const errors: Readonly<Record<string, readonly [number, string]>> = {
      '': [0, 'a register, [address], map[key] or number belongs here'],
      rbxx: [0, '“rbxx” is no register; a slot is written rbxx[0]'],
      'rax + ': [6, 'a register, [address], map[key] or number belongs here'],
      '[rbp-4': [6, '“]” is missing'],
      '[rbp]:3': [6, 'the size behind “:” is 1, 2, 4 or 8 bytes'],
      'rax rbx': [4, '“rbx” is left over'],
      'cpu0.nope': [5, '“nope” is no register; a slot is written nope[0]'],
      R16: [0, '“R16” is no register; a slot is written R16[0]'],
    };
    for (const [text, [at, message]] of Object.entries(errors)) {
      expect(parseWatch(text), text).toEqual({ ok: false, error: { at, message } });
    }
  });

  it('never throws, however deep', () => {
    expect(parseWatch('['.repeat(500)).ok).toBe(false);
    expect(parseWatch(`${'['.repeat(10)}rax${']'.repeat(10)}`).ok).toBe(true);
  });
});

describe('evaluateWatch', () => {
  it('reads x86 registers at every width', () => {
    expect(shown('rax')).toBe('0x1111111111111111');
    expect(shown('EAX')).toBe('0x11111111');
    expect(shown('cx')).toBe('0x2222');
    expect(shown('al')).toBe('0x11');
    expect(shown('ah')).toBe('0x11');
    expect(shown('sil')).toBe('0x77');
    expect(shown('r8')).toBe('0x9999999999999999');
    expect(shown('r9d')).toBe('0xaaaaaaaa');
    expect(shown('r10b')).toBe('0xbb');
    expect(shown('rip')).toBe('0xffffffffc0001000');
    expect(shown('eflags')).toBe('0x246');
  });

  it('takes ah from the second byte', () => {
    const scope = scopeOf([0xabcdn, ...REGS.slice(1)]);
    expect(evaluateWatch('ah', scope, null).shown).toBe('0xab');
    expect(evaluateWatch('al', scope, null).shown).toBe('0xcd');
  });

  it('finds BPF registers where the JIT keeps them', () => {
    // Linux bpf_jit_comp.c, reg2hex: R0 rax, R1 rdi, R2 rsi, R3 rdx, R4 rcx, R5 r8, R6 rbx, R7 r13...
    const homes = ['rax', 'rdi', 'rsi', 'rdx', 'rcx', 'r8', 'rbx', 'r13', 'r14', 'r15', 'rbp'];
    homes.forEach((home, number) => {
      expect(shown(`R${number}`), `R${number}`).toBe(shown(home));
    });
    for (let number = 0; number < 8; number++) {
      expect(shown(`r${number}`), `r${number}`).toBe(shown(`R${number}`));
    }
  });

  it('reads memory with a size, 8 bytes without one', () => {
    expect(shown('[rbp-4]:4')).toBe('0xfffffffe');
    expect(shown('[ rbp - 0x4 ]:1')).toBe('0xfe');
    expect(shown('[8]')).toBe('0xfffffffffffffffe');
    expect(shown('[8]:2 + 1')).toBe('0xffff');
    expect(shown('[rsp]')).toBe('0: nothing is mapped at 0x5555555555555555');
  });

  it('names the program in a slot', () => {
    expect(shown('jmp_table[0]')).toBe('target_a');
    expect(shown('jmp_table[1]')).toBe('empty');
    expect(shown('jmp_table[2]')).toBe('0: jmp_table has slots 0 to 1');
    expect(shown('counts[0]')).toBe('0: counts is no prog_array');
    expect(shown('other[0]')).toBe('0: this lab has no map “other”');
    expect(shown('jmp_table[0] + 1')).toBe(
      '0: a slot holds a program, not a number to reckon with',
    );
  });

  it('takes the CPU that is named', () => {
    expect(shown('cpu3.rax')).toBe('0x1111111111111111');
    expect(shown('cpu7.rax')).toBe('0: this lab has no CPU 7');
  });

  it('marks what was another one step earlier', () => {
    const earlier = scopeOf([7n, ...REGS.slice(1)]);
    expect(evaluateWatch('rax', scopeOf(), earlier).changed).toBe(true);
    expect(evaluateWatch('rbx', scopeOf(), earlier).changed).toBe(false);
    expect(evaluateWatch('rax', scopeOf(), null).changed).toBe(false);
  });

  it('wraps around at 64 bits', () => {
    expect(shown('0 - 1')).toBe('0xffffffffffffffff');
    expect(shown('-1 + 2')).toBe('0x1');
  });
});
