import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/core/base/index.ts';
import {
  decodeInsn,
  execInsn,
  gprWord,
  prepareInsn,
  REGFILE,
  readRegister,
  writeRegister,
  X86_STOP,
  X86Cpu,
  type X86Memory,
  type X86Stop,
} from '../../../src/core/x86/index.ts';
import { brokenRules, CODE, cpuFrom, makeCpu, runOne, stateOf } from './exec-run.ts';
import { readObjdumpVectors } from './vectors.ts';

/** The stop of an instruction, and the state if it stopped but left one that differs. */
function stopOf(hex: string, before = ''): string {
  const { stop, cpu } = runOne(hex, before);
  const state = stateOf(cpu);
  return stop === 'none' || state === stateOf(cpuFrom(before)) ? stop : `${stop}: ${state}`;
}

/** Runs an instruction on memory that refuses every store. */
function runReadOnly(cpu: X86Cpu, hex: string): X86Stop {
  const { memory } = cpu;
  const readOnly: X86Memory = {
    lo: 0,
    hi: 0,
    load(addrLo, addrHi, byteLen) {
      const loaded = memory.load(addrLo, addrHi, byteLen);
      this.lo = memory.lo;
      this.hi = memory.hi;
      return loaded;
    },
    store: () => false,
  };
  const guarded = new X86Cpu(cpu.words, cpu.base, readOnly);
  return execInsn(guarded, prepareInsn(decodeInsn(hexToBytes(hex), 0)));
}

const MAX = 'ffffffffffffffff';

describe('prepareInsn', () => {
  it('models every instruction form that JIT images of Linux 5.9 to 7.1 hold', () => {
    const prepared = readObjdumpVectors('golden').map(({ hex, bytes }) => {
      const cpu = cpuFrom('rax=1000 rcx=1000 rdx=1000 rbx=1000 rsp=1080 rbp=1080');
      return { hex, stop: execInsn(cpu, prepareInsn(decodeInsn(bytes, 0))) };
    });
    const refused = [X86_STOP.notModelled, X86_STOP.undefinedOpcode] as const;
    expect(prepared.filter(({ stop }) => refused.some((kind) => kind === stop))).toEqual([]);
    expect(prepared.length).toBeGreaterThan(3000);
  });

  it('never throws, whatever row of the opcode table an instruction has', () => {
    for (const { bytes } of readObjdumpVectors('table')) {
      const insn = decodeInsn(bytes, 0);
      expect(prepareInsn(insn).length).toBe(insn.length);
    }
  });

  it('tells where rip may go', () => {
    const controls = {
      '4801d8': ['none', 0],
      '74fe': ['jump', -2],
      e97b000000: ['jump', 123],
      e8fbffffff: ['call', -5],
      c3: ['ret', 0],
      c20800: ['ret', 0],
      ffe1: ['indirect-jump', 0],
      ff5010: ['indirect-call', 0],
      cc: ['int3', 0],
      e202: ['jump', 2],
      '0f0b': ['none', 0],
    };
    for (const [hex, expected] of Object.entries(controls)) {
      const { control, rel, length } = prepareInsn(decodeInsn(hexToBytes(hex), 0));
      expect([hex, control, rel, length]).toEqual([hex, ...expected, hex.length / 2]);
    }
  });

  it('refuses lock where the instruction or its destination does not take it', () => {
    for (const hex of ['f04801d8', 'f0480303', 'f048890b', 'f0483903', 'f090', 'f0c3', 'f0f7d8']) {
      expect([hex, stopOf(hex, 'rbx=1000')]).toEqual([hex, 'undefinedOpcode']);
    }
    for (const hex of ['f0480103', 'f0f71b', 'f0480fb10b', 'f0ff03', 'f0870b']) {
      expect([hex, stopOf(hex, 'rbx=1000')]).toEqual([hex, 'none']);
    }
  });

  it('makes one insn that runs on any processor, at any address', () => {
    const insn = prepareInsn(decodeInsn(hexToBytes('488d0510000000'), 0));
    const first = makeCpu();
    const second = cpuFrom('rip=ffffffffc0000000');
    expect([execInsn(first, insn), execInsn(second, insn)]).toEqual([0, 0]);
    expect(readRegister(first, gprWord(0))).toBe(CODE + 7n + 16n);
    expect(readRegister(second, gprWord(0))).toBe(0xffff_ffff_c000_0017n);
  });
});

describe('execInsn: moves', () => {
  it('clears the upper half with 32 bits and keeps the rest with 8 and 16', () => {
    const broken = brokenRules([
      [
        '89d8',
        'mov eax,ebx',
        `rax=${MAX} rbx=1122334455667788`,
        'rax=55667788 rbx=1122334455667788',
      ],
      ['6689d8', 'mov ax,bx', `rax=${MAX} rbx=7788`, 'rax=ffffffffffff7788 rbx=7788'],
      ['88d8', 'mov al,bl', `rax=${MAX} rbx=7788`, 'rax=ffffffffffffff88'],
      ['88fc', 'mov ah,bh', 'rax=1234 rbx=7788', 'rax=7734'],
      ['4088fc', 'mov spl,dil', 'rsp=1234 rdi=7788', 'rsp=1288'],
    ]);
    expect(broken).toEqual([]);
  });

  it('extends constants as the encoding says', () => {
    const broken = brokenRules([
      ['b8ffffffff', 'mov eax,0xffffffff', '', 'rax=ffffffff'],
      ['48c7c0ffffffff', 'mov rax,0xffffffffffffffff', '', `rax=${MAX}`],
      ['48b88877665544332211', 'movabs rax,0x1122334455667788', '', 'rax=1122334455667788'],
      [
        '48c70380ffffff',
        'mov QWORD PTR [rbx],0xffffffffffffff80',
        'rbx=1000',
        'm1000=ffffffffffffff80',
      ],
      ['66c703fe01', 'mov WORD PTR [rbx],0x1fe', `rbx=1000 m1000=${MAX}`, 'm1000=ffffffffffff01fe'],
    ]);
    expect(broken).toEqual([]);
  });

  it('zero extends, sign extends and swaps', () => {
    const broken = brokenRules([
      ['0fb6c7', 'movzx eax,bh', `rax=${MAX} rbx=8000`, 'rax=80'],
      ['480fbe03', 'movsx rax,BYTE PTR [rbx]', 'rbx=1000 m1000=80', 'rax=ffffffffffffff80'],
      ['0fbfc3', 'movsx eax,bx', 'rbx=8000', 'rax=ffff8000'],
      ['4863c3', 'movsxd rax,ebx', 'rbx=80000000', 'rax=ffffffff80000000'],
      ['480fc8', 'bswap rax', 'rax=1122334455667788', 'rax=8877665544332211'],
      ['0fc8', 'bswap eax', `rax=ffffffff11223344`, 'rax=44332211'],
      ['4898', 'cdqe', 'rax=80000000', 'rax=ffffffff80000000'],
      ['4899', 'cqo', 'rax=8000000000000000 rdx=5', `rdx=${MAX}`],
      ['99', 'cdq', `rax=7fffffff rdx=${MAX}`, 'rdx=0'],
    ]);
    expect(broken).toEqual([]);
  });

  it('computes addresses modulo 2^64, and with prefix 67 modulo 2^32', () => {
    const broken = brokenRules([
      ['488d44cbf8', 'lea rax,[rbx+rcx*8-0x8]', 'rbx=8 rcx=2000000000000001', 'rax=8'],
      ['488d4480ff', 'lea rax,[rax+rax*4-0x1]', 'rax=80000000', 'rax=27fffffff'],
      ['8d4301', 'lea eax,[rbx+0x1]', 'rbx=ffffffffffffffff rax=5', 'rax=0'],
      ['67488d4301', 'lea rax,[ebx+0x1]', `rbx=${MAX} rax=5`, 'rax=0'],
      ['67488d4301', 'lea rax,[ebx+0x1]', 'rbx=500000001', 'rax=2'],
      ['488d040b', 'lea rax,[rbx+rcx*1]', 'rbx=1 rcx=2', 'rax=3'],
      ['65488b0425f0ffffff', 'mov rax,QWORD PTR gs:0xfffffffffffffff0', 'gs=1018 m1008=7', 'rax=7'],
    ]);
    expect(broken).toEqual([]);
    const cpu = cpuFrom('m1000=8000000000000000');
    // gs base so that rip + 0x10 + base is 0x1000.
    cpu.gsLo = Number(0x1000n - (CODE + 9n + 0x10n));
    cpu.gsHi = -1;
    // sar QWORD PTR gs:[rip+0x10],0x5
    const insn = prepareInsn(decodeInsn(hexToBytes('6548c13d1000000005'), 0));
    expect(execInsn(cpu, insn)).toBe(X86_STOP.none);
    expect(stateOf(cpu)).toBe('rip=400009 m1000=fc00000000000000 pf sf');
  });

  it('moves on a condition, but always clears the upper half', () => {
    const broken = brokenRules([
      ['480f44c3', 'cmove rax,rbx', 'rax=1 rbx=2 zf', 'rax=2 zf'],
      ['480f44c3', 'cmove rax,rbx', 'rax=1 rbx=2', 'rax=1'],
      ['0f44c3', 'cmove eax,ebx', `rax=${MAX} rbx=2`, 'rax=ffffffff'],
      ['0f9dc0', 'setge al', 'rax=ff sf of', 'rax=1 sf of'],
    ]);
    expect(broken).toEqual([]);
    expect(stopOf('480f4403', 'rbx=9000')).toBe('memory');
  });

  it('exchanges, also with memory', () => {
    const broken = brokenRules([
      ['48870b', 'xchg QWORD PTR [rbx],rcx', 'rbx=1008 rcx=5 m1008=6', 'rcx=6 m1008=5'],
      ['6690', 'xchg ax,ax', `rax=${MAX}`, ''],
      ['4190', 'xchg r8d,eax', `r8=${MAX} rax=1`, 'r8=1 rax=ffffffff'],
    ]);
    expect(broken).toEqual([]);
  });
});

describe('execInsn: stack and branches', () => {
  it('pushes and pops', () => {
    const broken = brokenRules([
      ['55', 'push rbp', 'rsp=1010 rbp=77', 'rsp=1008 m1008=77'],
      ['54', 'push rsp', 'rsp=1010', 'rsp=1008 m1008=1010'],
      ['6aff', 'push 0xffffffffffffffff', 'rsp=1010', `rsp=1008 m1008=${MAX}`],
      ['5c', 'pop rsp', 'rsp=1008 m1008=9', 'rsp=9'],
      ['8f0424', 'pop QWORD PTR [rsp]', 'rsp=1008 m1008=9', 'rsp=1010 m1010=9'],
      ['c9', 'leave', 'rbp=1020 m1020=5', 'rsp=1028 rbp=5'],
    ]);
    expect(broken).toEqual([]);
  });

  it('calls and returns', () => {
    const broken = brokenRules([
      ['e8fbffffff', 'call 0x400000', 'rsp=1010', 'rsp=1008 m1008=400005 rip=400000'],
      ['ff542408', 'call QWORD PTR [rsp+0x8]', 'rsp=1010 m1018=5', 'rsp=1008 m1008=400004 rip=5'],
      ['c3', 'ret', 'rsp=1008 m1008=ffffffff81000000', 'rsp=1010 rip=ffffffff81000000'],
      ['c20800', 'ret 0x8', 'rsp=1008 m1008=1', 'rsp=1018 rip=1'],
    ]);
    expect(broken).toEqual([]);
  });

  it('jumps', () => {
    const broken = brokenRules([
      ['ebfe', 'jmp 0x400000', '', 'rip=400000'],
      ['e900000080', 'jmp 0xffffffff80400005', '', 'rip=ffffffff80400005'],
      ['ffe1', 'jmp rcx', 'rcx=ffffffffc0001000', 'rip=ffffffffc0001000'],
      ['7610', 'jbe 0x400012', 'zf', 'zf rip=400012'],
      ['7610', 'jbe 0x400012', 'sf', 'sf'],
      ['e210', 'loop 0x400012', 'rcx=0', `rcx=${MAX} rip=400012`],
      ['e310', 'jrcxz 0x400012', 'rcx=100000000', ''],
    ]);
    expect(broken).toEqual([]);
  });

  it('decides the sixteen conditions as the manual does', () => {
    const holding = {
      '': '13579bdf',
      cf: '12569bdf',
      zf: '13469bde',
      sf: '13578bce',
      of: '03579bce',
      pf: '13579adf',
      'sf of': '03578bdf',
      'cf zf': '12469bde',
    };
    const seen = Object.keys(holding).map((flags) => {
      const conditions = '0123456789abcdef'.split('').filter((cc) => {
        const { cpu } = runOne(`0f9${cc}c0`, flags);
        return readRegister(cpu, gprWord(0)) === 1n;
      });
      return [flags, conditions.join('')];
    });
    expect(Object.fromEntries(seen)).toEqual(holding);
  });

  it('carries rip from its lower to its upper half', () => {
    const cpu = cpuFrom('rip=fffffffe');
    execInsn(cpu, prepareInsn(decodeInsn(hexToBytes('0f1f00'), 0)));
    expect(readRegister(cpu, REGFILE.rip)).toBe(0x1_0000_0001n);
    writeRegister(cpu, REGFILE.rip, 0xffff_ffff_ffff_fffen);
    execInsn(cpu, prepareInsn(decodeInsn(hexToBytes('ebfe'), 0)));
    expect(readRegister(cpu, REGFILE.rip)).toBe(0xffff_ffff_ffff_fffen);
  });
});

describe('execInsn: stops', () => {
  it('changes nothing when memory refuses, and says which address', () => {
    const rules: [hex: string, before: string, fault: number][] = [
      ['488b4008', 'rax=2000', 0x2008],
      ['48894008', 'rax=10f8 cf', 0x1100],
      ['480103', 'rbx=5 rax=5 cf zf', 5],
      ['f0480fc103', 'rbx=9000 rax=5', 0x9000],
      ['f0480fb10b', 'rbx=9000 rax=5', 0x9000],
      ['50', 'rsp=1000', 0xff8],
      ['58', 'rsp=10fc', 0x10fc],
      ['8f4008', 'rsp=1008 rax=9000', 0x9008],
      ['e800000000', 'rsp=8', 0],
      ['c3', 'rsp=1100', 0x1100],
      ['c9', 'rbp=3000 rsp=1010', 0x3000],
      ['48d323', 'rbx=9000 rcx=1', 0x9000],
      ['48f733', 'rbx=9000 rax=1', 0x9000],
      ['48873b', 'rbx=9000', 0x9000],
    ];
    for (const [hex, before, fault] of rules) {
      expect([hex, stopOf(hex, before)]).toEqual([hex, 'memory']);
      expect([hex, runOne(hex, before).cpu.faultLo]).toEqual([hex, fault]);
    }
  });

  it('changes nothing when memory can be read but not written', () => {
    const hexes =
      '480103 4811c3 48ff03 48f71b 48f713 48d323 48d303 480fab0b 480fba2b05 480fc10b 480fb10b 48870b ' +
      '0f9203 8f03 480f38f10b 4183e100 488903 c60305 48d113';
    const memories = hexes.split(' ').map((hex) => {
      const cpu = cpuFrom('rax=1 rcx=2 rbx=1000 rsp=1010 m1000=fffffffffffffff5 m1010=7 cf zf');
      const before = stateOf(cpu);
      const stop = runReadOnly(cpu, hex);
      return [hex, stop, stateOf(cpu) === before];
    });
    // Those without a store complete: adc and `and` of registers; bts is not modelled.
    const others = memories.filter(([, stop]) => stop !== X86_STOP.memory).map(([hex]) => hex);
    expect(others).toEqual(['4811c3', '480fab0b', '4183e100']);
    expect(memories.filter(([, stop, same]) => stop !== X86_STOP.none && same !== true)).toEqual(
      [],
    );
  });

  it('stops behind int3, and at what is undefined or not modelled', () => {
    const { stop, cpu } = runOne('cc', 'rax=1');
    expect([stop, stateOf(cpu)]).toEqual(['breakpoint', 'rax=1 rip=400001']);
    expect(stopOf('0f0b')).toBe('undefinedOpcode');
    expect(stopOf('06')).toBe('undefinedOpcode');
    expect(stopOf('f4')).toBe('notModelled');
    expect(stopOf('48a5')).toBe('notModelled');
    expect(stopOf('8ed8')).toBe('notModelled');
  });
});
