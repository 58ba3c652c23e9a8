import { describe, expect, it } from 'vitest';
import { brokenRules, runOne } from './exec-run.ts';

const MAX = 'ffffffffffffffff';
const MIN64 = '8000000000000000';
const TOP64 = '7fffffffffffffff';

describe('execInsn: addition and subtraction', () => {
  it('adds with all six flags', () => {
    const broken = brokenRules([
      ['4801d8', 'add rax,rbx', `rax=${MAX} rbx=1`, 'rax=0 cf pf af zf'],
      ['4801d8', 'add rax,rbx', `rax=${TOP64} rbx=1`, `rax=${MIN64} pf af sf of`],
      ['4801d8', 'add rax,rbx', 'rax=ffffffff rbx=1', 'rax=100000000 pf af'],
      ['4801d8', 'add rax,rbx', `rax=${MIN64} rbx=${MIN64}`, 'rax=0 cf pf zf of'],
      ['01d8', 'add eax,ebx', `rax=${MAX} rbx=1`, 'rax=0 cf pf af zf'],
      ['01d8', 'add eax,ebx', 'rax=7fffffff rbx=7fffffff', 'rax=fffffffe af sf of'],
      ['6601d8', 'add ax,bx', 'rax=18000 rbx=8001', 'rax=10001 cf of'],
      ['00d8', 'add al,bl', 'rax=17f rbx=1', 'rax=180 af sf of'],
      ['00fc', 'add ah,bh', 'rax=ff11 rbx=200', 'rax=111 cf af'],
      ['4883c080', 'add rax,0xffffffffffffff80', 'rax=80', 'rax=0 cf pf zf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('subtracts with all six flags', () => {
    const broken = brokenRules([
      ['4829d8', 'sub rax,rbx', 'rbx=1', `rax=${MAX} cf pf af sf`],
      ['4829d8', 'sub rax,rbx', `rax=${MIN64} rbx=1`, `rax=${TOP64} pf af of`],
      ['4829d8', 'sub rax,rbx', 'rax=100000000 rbx=1', 'rax=ffffffff pf af'],
      ['29d8', 'sub eax,ebx', 'rax=500000005 rbx=5', 'rax=0 pf zf'],
      ['6629d8', 'sub ax,bx', 'rax=18000 rbx=1', 'rax=17fff pf af of'],
      ['28d8', 'sub al,bl', 'rax=100 rbx=1', 'rax=1ff cf pf af sf'],
      ['4839d8', 'cmp rax,rbx', `rax=1 rbx=${TOP64}`, 'cf af sf'],
      ['4883f821', 'cmp rax,0x21', 'rax=21', 'pf zf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('takes carry and borrow in', () => {
    const broken = brokenRules([
      ['4811d8', 'adc rax,rbx', `rax=${MAX} cf`, 'rax=0 cf pf af zf'],
      ['4811d8', 'adc rax,rbx', `rax=${MAX} rbx=${MAX} cf`, `rax=${MAX} cf pf af sf`],
      ['10d8', 'adc al,bl', 'rax=ff rbx=ff cf', 'rax=ff cf pf af sf'],
      ['4819d8', 'sbb rax,rbx', 'rax=5 rbx=5 cf', `rax=${MAX} cf pf af sf`],
      ['4819d8', 'sbb rax,rbx', `rbx=${MAX} cf`, 'rax=0 cf pf af zf'],
      ['18d8', 'sbb al,bl', 'rbx=ff cf', 'rax=0 cf pf af zf'],
      ['19c0', 'sbb eax,eax', 'rax=5', 'rax=0 pf zf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('counts without touching CF', () => {
    const broken = brokenRules([
      ['48ffc0', 'inc rax', `rax=${TOP64}`, `rax=${MIN64} pf af sf of`],
      ['ffc0', 'inc eax', 'rax=ffffffff cf', 'rax=0 cf pf af zf'],
      ['48ffc8', 'dec rax', '', `rax=${MAX} pf af sf`],
      ['fec8', 'dec al', 'rax=180 cf', 'rax=17f cf af of'],
    ]);
    expect(broken).toEqual([]);
  });

  it('negates: CF tells that it was not 0', () => {
    const broken = brokenRules([
      ['48f7d8', 'neg rax', 'rax=0 cf', 'pf zf'],
      ['48f7d8', 'neg rax', `rax=${MIN64}`, `cf pf sf of`],
      ['f7d8', 'neg eax', 'rax=700000001', 'rax=ffffffff cf pf af sf'],
      ['48f7d0', 'not rax', 'rax=1 cf of', 'rax=fffffffffffffffe cf of'],
    ]);
    expect(broken).toEqual([]);
  });
});

describe('execInsn: logic', () => {
  it('clears CF, OF and AF', () => {
    const broken = brokenRules([
      ['4821d8', 'and rax,rbx', `rax=${MIN64} rbx=${MAX} cf of af`, `rax=${MIN64} pf sf`],
      ['09d8', 'or eax,ebx', `rax=ffffffff00000001 rbx=2`, 'rax=3 pf'],
      ['4831c0', 'xor rax,rax', 'rax=5 cf', 'rax=0 pf zf'],
      ['31c0', 'xor eax,eax', `rax=${MAX}`, 'rax=0 pf zf'],
      ['4885c0', 'test rax,rax', 'rax=100000000', 'pf'],
      ['85c0', 'test eax,eax', 'rax=100000000', 'pf zf'],
      ['a880', 'test al,0x80', 'rax=80', 'sf'],
      ['4883e0fe', 'and rax,0xfffffffffffffffe', `rax=${MAX}`, 'rax=fffffffffffffffe sf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('works on memory, locked or not', () => {
    const memory = 'rbx=1000 m1000=ffffffff00000001 m1008=7';
    const broken = brokenRules([
      ['f0480103', 'lock add QWORD PTR [rbx],rax', `${memory} rax=1`, 'm1000=ffffffff00000002 sf'],
      ['f02103', 'lock and DWORD PTR [rbx],eax', `${memory} rax=3`, 'm1000=ffffffff00000001'],
      ['f0480903', 'lock or QWORD PTR [rbx],rax', `${memory} rax=6`, 'm1000=ffffffff00000007 sf'],
      ['f03103', 'lock xor DWORD PTR [rbx],eax', `${memory} rax=1`, 'm1000=ffffffff00000000 pf zf'],
      [
        '660103',
        'add WORD PTR [rbx],ax',
        `${memory} rax=ffff`,
        'm1000=ffffffff00000000 cf pf af zf',
      ],
      ['fe4b01', 'dec BYTE PTR [rbx+0x1]', memory, 'm1000=ffffffff0000ff01 pf af sf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('adds and hands back the old value', () => {
    const broken = brokenRules([
      ['f0480fc103', 'lock xadd QWORD PTR [rbx],rax', 'rbx=1000 m1000=5 rax=2', 'rax=5 m1000=7'],
      [
        'f00fc103',
        'lock xadd DWORD PTR [rbx],eax',
        `rbx=1000 m1000=1ffffffff rax=${MAX}`,
        'rax=ffffffff m1000=1fffffffe cf af sf',
      ],
      ['480fc1c0', 'xadd rax,rax', 'rax=3', 'rax=6 pf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('compares and exchanges', () => {
    const hex = 'f0480fb10b';
    const text = 'lock cmpxchg QWORD PTR [rbx],rcx';
    const broken = brokenRules([
      [hex, text, 'rbx=1000 m1000=5 rax=5 rcx=9', 'm1000=9 pf zf'],
      [hex, text, 'rbx=1000 m1000=6 rax=5 rcx=9', 'rax=6 cf pf af sf'],
      [
        'f00fb10b',
        'lock cmpxchg DWORD PTR [rbx],ecx',
        `rbx=1000 m1000=700000005 rax=${MAX} rcx=9`,
        'rax=5 pf sf',
      ],
    ]);
    expect(broken).toEqual([]);
  });
});

describe('execInsn: shifts and rotates', () => {
  it('takes the count modulo 64 or 32; 0 changes no flag', () => {
    const broken = brokenRules([
      ['48d3e0', 'shl rax,cl', 'rax=1 rcx=7f', `rax=${MIN64} pf sf of`],
      ['48d3e0', 'shl rax,cl', 'rax=1 rcx=40 cf zf', 'cf zf'],
      ['d3e0', 'shl eax,cl', 'rax=ffffffff00000001 rcx=20 of', 'rax=1 of'],
      ['d3e8', 'shr eax,cl', 'rax=80000000 rcx=3f', 'rax=1'],
      ['48d3f8', 'sar rax,cl', `rax=${MIN64} rcx=3f`, `rax=${MAX} pf sf`],
    ]);
    expect(broken).toEqual([]);
  });

  it('crosses the two halves', () => {
    const broken = brokenRules([
      ['48c1e020', 'shl rax,0x20', 'rax=180000001', 'rax=8000000100000000 cf pf sf'],
      ['48c1e804', 'shr rax,0x4', 'rax=123456789abcdef8', 'rax=123456789abcdef cf'],
      ['48c1e828', 'shr rax,0x28', `rax=${MAX}`, 'rax=ffffff cf pf'],
      ['48c1f804', 'sar rax,0x4', 'rax=8000000f00000000', 'rax=f8000000f0000000 pf sf'],
      ['48d1e0', 'shl rax,1', 'rax=4000000080000000', 'rax=8000000100000000 pf sf of'],
      ['48d1e8', 'shr rax,1', `rax=${MIN64}`, 'rax=4000000000000000 pf of'],
    ]);
    expect(broken).toEqual([]);
  });

  it('leaves the last bit shifted out in CF', () => {
    const broken = brokenRules([
      ['d1e0', 'shl eax,1', 'rax=c0000000', 'rax=80000000 cf pf sf'],
      ['d1f8', 'sar eax,1', 'rax=80000001', 'rax=c0000000 cf pf sf'],
      ['c0e809', 'shr al,0x9', 'rax=1ff', 'rax=100 pf zf'],
      ['c0e008', 'shl al,0x8', 'rax=1', 'rax=0 cf pf zf of'],
      ['c0f809', 'sar al,0x9', 'rax=180', 'rax=1ff cf pf sf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('rotates, changing CF and OF only', () => {
    const broken = brokenRules([
      ['66c1c808', 'ror ax,0x8', 'rax=11234', 'rax=13412'],
      ['48c1c004', 'rol rax,0x4', 'rax=f000000000000001', 'rax=1f cf of'],
      ['48d1c8', 'ror rax,1', 'rax=1 zf', `rax=${MIN64} cf zf of`],
      ['c1c020', 'rol eax,0x20', `rax=${MAX}`, 'rax=ffffffff'],
      ['48d1d0', 'rcl rax,1', `rax=${MIN64} cf`, 'rax=1 cf of'],
      ['d1d8', 'rcr eax,1', 'rax=1', 'rax=0 cf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('shifts by a third register without flags', () => {
    const broken = brokenRules([
      ['c4e2f1f7c3', 'shlx rax,rbx,rcx', 'rbx=1 rcx=60 cf', 'rax=100000000 cf'],
      ['c4e273f7c3', 'shrx eax,ebx,ecx', 'rbx=ffffffff80000000 rcx=1f', 'rax=1'],
      ['c4e272f7c3', 'sarx eax,ebx,ecx', 'rbx=80000000 rcx=3f', 'rax=ffffffff'],
    ]);
    expect(broken).toEqual([]);
  });
});

describe('execInsn: multiplication and division', () => {
  it('multiplies 64 by 64 bits to 128', () => {
    const broken = brokenRules([
      ['48f7e3', 'mul rbx', `rax=${MAX} rbx=${MAX}`, 'rax=1 rdx=fffffffffffffffe cf of'],
      [
        '48f7e3',
        'mul rbx',
        'rax=123456789abcdef0 rbx=fedcba9876543210',
        'rax=236d88fe5618cf00 rdx=121fa00ad77d7422 cf of',
      ],
      ['48f7e3', 'mul rbx', 'rax=5 rbx=7 rdx=9 zf', 'rax=23 rdx=0 zf'],
      ['48f7eb', 'imul rbx', `rax=${MAX} rbx=${MAX}`, 'rax=1 rdx=0'],
      ['48f7eb', 'imul rbx', `rax=${MIN64} rbx=2`, `rax=0 rdx=${MAX} cf of`],
      ['f7e3', 'mul ebx', 'rax=ffffffff rbx=ffffffff', 'rax=1 rdx=fffffffe cf of'],
      ['f6e3', 'mul bl', 'rax=ff rbx=ff', 'rax=fe01 cf of'],
    ]);
    expect(broken).toEqual([]);
  });

  it('tells in CF and OF whether the low half is the product', () => {
    const broken = brokenRules([
      ['480fafc3', 'imul rax,rbx', 'rax=100000000 rbx=7fffffff', 'rax=7fffffff00000000'],
      ['480fafc3', 'imul rax,rbx', 'rax=100000000 rbx=80000000', 'rax=8000000000000000 cf of'],
      ['0fafc3', 'imul eax,ebx', 'rax=10000 rbx=10000', 'rax=0 cf of'],
      ['486bc3ff', 'imul rax,rbx,0xffffffffffffffff', 'rbx=5', 'rax=fffffffffffffffb'],
      ['69c3feffffff', 'imul eax,ebx,0xfffffffe', 'rbx=3', 'rax=fffffffa'],
    ]);
    expect(broken).toEqual([]);
  });

  it('divides, unsigned and signed', () => {
    const broken = brokenRules([
      ['48f7f3', 'div rbx', `rax=${MAX} rbx=a`, 'rax=1999999999999999 rdx=5'],
      ['48f7f3', 'div rbx', `rdx=1 rbx=${MIN64} rax=3`, 'rax=2 rdx=3'],
      ['48f7f3', 'div rbx', 'rax=1fffffffffffff rbx=3', 'rax=aaaaaaaaaaaaa rdx=1'],
      ['f7f3', 'div ebx', 'rdx=7 rax=ffffffff rbx=8', 'rax=ffffffff rdx=7'],
      ['f6f3', 'div bl', 'rax=1ff rbx=2', 'rax=1ff'],
      [
        '48f7fb',
        'idiv rbx',
        `rax=fffffffffffffff9 rdx=${MAX} rbx=2`,
        'rax=fffffffffffffffd rdx=ffffffffffffffff',
      ],
      ['48f7fb', 'idiv rbx', `rax=${MIN64} rdx=${MAX} rbx=1`, `rax=${MIN64} rdx=0`],
      ['f7fb', 'idiv ebx', 'rax=7 rbx=fffffffe', 'rax=fffffffd rdx=1'],
      ['f7fb', 'idiv ebx', 'rax=80000000 rdx=ffffffff rbx=1', 'rax=80000000 rdx=0'],
    ]);
    expect(broken).toEqual([]);
  });

  it('stops where there is no quotient', () => {
    const rules: [hex: string, before: string][] = [
      ['48f7f3', 'rax=1'],
      ['48f7f3', 'rdx=5 rbx=5'],
      ['f7f3', 'rdx=5 rbx=5'],
      ['f6f3', 'rax=500 rbx=5'],
      ['48f7fb', `rax=${MIN64} rdx=${MAX} rbx=${MAX}`],
      ['48f7fb', 'rdx=1 rbx=1'],
      ['f7fb', 'rax=80000000 rdx=ffffffff rbx=ffffffff'],
      ['f7fb', ''],
      ['f6fb', 'rax=ff80 rbx=ff'],
    ];
    for (const [hex, before] of rules) {
      expect([hex, before, runOne(hex, before).stop]).toEqual([hex, before, 'divide']);
    }
  });
});

describe('execInsn: bits', () => {
  it('tests, sets, clears and flips one bit', () => {
    const broken = brokenRules([
      ['480fa3c8', 'bt rax,rcx', 'rax=100000000 rcx=60', 'cf'],
      ['480fba283f', 'bts QWORD PTR [rax],0x3f', 'rax=1000', `m1000=${MIN64}`],
      ['0fb3c8', 'btr eax,ecx', 'rax=1ffffffff rcx=21', 'rax=fffffffd cf'],
      ['0fbbc8', 'btc eax,ecx', 'rax=1 zf', 'rax=0 cf zf'],
    ]);
    expect(broken).toEqual([]);
    expect(runOne('480fa308', 'rax=1000').stop).toBe('notModelled');
  });

  it('counts bits', () => {
    const broken = brokenRules([
      ['f3480fb8c3', 'popcnt rax,rbx', 'rbx=ff000000000000ff cf', 'rax=10'],
      ['f3480fbcc3', 'tzcnt rax,rbx', 'rbx=0', 'rax=40 cf'],
      ['f3480fbdc3', 'lzcnt rax,rbx', `rbx=${MIN64}`, 'rax=0 zf'],
      ['480fbcc3', 'bsf rax,rbx', 'rbx=8000000000', 'rax=27'],
      ['480fbdc3', 'bsr rax,rbx', 'rax=7', 'zf'],
    ]);
    expect(broken).toEqual([]);
  });

  it('takes and clears low bits', () => {
    const broken = brokenRules([
      ['c4e2f8f3cb', 'blsr rax,rbx', 'rbx=1000000000', 'rax=0 zf'],
      ['c4e2f8f3db', 'blsi rax,rbx', 'rbx=f000000000', 'rax=1000000000 cf'],
      ['c4e2f8f3d3', 'blsmsk rax,rbx', 'rbx=100000000', 'rax=1ffffffff'],
      ['c4e2f0f5c3', 'bzhi rax,rbx,rcx', `rbx=${MAX} rcx=21`, 'rax=1ffffffff'],
      ['c4e2f0f5c3', 'bzhi rax,rbx,rcx', `rbx=${MAX} rcx=40`, `rax=${MAX} cf sf`],
      ['c4e2e0f2c1', 'andn rax,rbx,rcx', `rbx=ff rcx=fff`, 'rax=f00'],
    ]);
    expect(broken).toEqual([]);
  });
});
