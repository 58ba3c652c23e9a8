// The forms of x86-64 insns that images of Linux 5.9 to 7.1 contain, and what a form is called:
// mnemonic key with condition, operand size, operands, prefixes. Recorded from images that real
// kernels printed (tests/oracle/README.md), all profiles together.

import { decodeInsn, type X86Insn, type X86Operand } from '../../src/core/x86/index.ts';

/** The insns that `code` consists of. */
export function formsOf(code: Uint8Array): X86Insn[] {
  const insns: X86Insn[] = [];
  for (let byteOff = 0; byteOff < code.length; ) {
    const insn = decodeInsn(code, byteOff);
    if (insn.kind === 'insn') insns.push(insn);
    byteOff += insn.length;
  }
  return insns;
}

function operandName(operand: X86Operand): string {
  switch (operand.kind) {
    case 'reg':
      return `r${operand.size}`;
    case 'mem': {
      const { size, base, index, ripRelative, segment, dispLen } = operand;
      const place = `${ripRelative ? 'rip' : base === null ? 'abs' : ''}${index === null ? '' : 'sib'}`;
      return `m${size}${place}${segment ?? ''}d${dispLen}`;
    }
    case 'imm':
      return `i${operand.byteLen}`;
    case 'rel':
      return `rel${operand.byteLen}`;
    default:
      return operand.kind;
  }
}

/** For instance `mov 64 r64,m64d1`: a load with a displacement of one byte. */
export function formName(insn: X86Insn): string {
  const { op, cc, size, operands, prefixes } = insn;
  const marks = [
    ...(prefixes.lock ? ['lock'] : []),
    ...(prefixes.vex ? ['vex'] : []),
    ...(prefixes.opSize ? ['66'] : []),
  ];
  const words = [
    cc < 0 ? op : `${op}${cc}`,
    `${size}`,
    operands.map(operandName).join(','),
    ...marks,
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** One a line. */
const RECORDED = `
add 32 m32d1,r32 lock
add 32 m32d4,r32 lock
add 32 r32,i1
add 32 r32,i4
add 32 r32,r32
add 64 m64d0,i1
add 64 m64d1,r64 lock
add 64 m64d4,r64 lock
add 64 r64,i1
add 64 r64,i4
add 64 r64,m64absgsd4
add 64 r64,r64
and 32 m32d1,r32 lock
and 32 m32d4,r32 lock
and 32 r32,i1
and 32 r32,i4
and 32 r32,r32
and 64 m64d1,r64 lock
and 64 m64d4,r64 lock
and 64 r64,i1
and 64 r64,i4
and 64 r64,r64
bswap 32 r32
bswap 64 r64
call 64 rel4
cmp 32 m32d1,r32
cmp 32 r32,i1
cmp 32 r32,i4
cmp 32 r32,r32
cmp 64 m64d0,i1
cmp 64 r64,i1
cmp 64 r64,i4
cmp 64 r64,r64
cmpxchg 32 m32d1,r32 lock
cmpxchg 32 m32d4,r32 lock
cmpxchg 64 m64d1,r64 lock
cmpxchg 64 m64d4,r64 lock
cwd 32
cwd 64
div 32 r32
div 64 r64
endbr64 0
idiv 32 r32
idiv 64 r64
imul 32 r32,r32
imul 32 r32,r32,i1
imul 32 r32,r32,i4
imul 64 r64,r64
imul 64 r64,r64,i1
imul 64 r64,r64,i4
int3 0
jcc12 64 rel1
jcc12 64 rel4
jcc13 64 rel1
jcc13 64 rel4
jcc14 64 rel1
jcc14 64 rel4
jcc15 64 rel1
jcc15 64 rel4
jcc2 64 rel1
jcc2 64 rel4
jcc3 64 rel1
jcc3 64 rel4
jcc4 64 rel1
jcc4 64 rel4
jcc5 64 rel1
jcc5 64 rel4
jcc6 64 rel1
jcc6 64 rel4
jcc7 64 rel1
jcc7 64 rel4
jmp 64 r64
jmp 64 rel1
jmp 64 rel4
leave 64
lfence 0
mov 16 m16d1,i2 66
mov 16 m16d1,r16 66
mov 16 m16d4,i2 66
mov 16 m16d4,r16 66
mov 32 m32d1,i4
mov 32 m32d1,r32
mov 32 m32d4,i4
mov 32 m32d4,r32
mov 32 r32,i4
mov 32 r32,m32d1
mov 32 r32,m32d4
mov 32 r32,r32
mov 64 m64d0,r64
mov 64 m64d1,i4
mov 64 m64d1,r64
mov 64 m64d4,i4
mov 64 m64d4,r64
mov 64 r64,i4
mov 64 r64,i8
mov 64 r64,m64d1
mov 64 r64,m64d4
mov 64 r64,m64sibd4
mov 64 r64,r64
mov 8 m8d1,i1
mov 8 m8d1,r8
mov 8 m8d4,i1
mov 8 m8d4,r8
movsx 32 r32,r16
movsx 32 r32,r8
movsx 64 r64,m16d1
movsx 64 r64,m16d4
movsx 64 r64,m8d1
movsx 64 r64,m8d4
movsx 64 r64,r16
movsx 64 r64,r8
movsxd 64 r64,m32d1
movsxd 64 r64,m32d4
movsxd 64 r64,r32
movzx 32 r32,r16
movzx 64 r64,m16d1
movzx 64 r64,m16d4
movzx 64 r64,m8d1
movzx 64 r64,m8d4
mul 32 r32
mul 64 r64
neg 32 r32
neg 64 r64
nop 32 m32d0
nop 32 m32d1
nop 32 m32sibd1
or 32 m32d1,r32 lock
or 32 m32d4,r32 lock
or 32 r32,i1
or 32 r32,i4
or 32 r32,r32
or 64 m64d1,r64 lock
or 64 m64d4,r64 lock
or 64 r64,i1
or 64 r64,i4
or 64 r64,r64
pause 0
pop 64 r64
push 64 i1
push 64 r64
ret 64
ror 16 r16,i1 66
sar 32 r32,i0
sar 32 r32,i1
sar 32 r32,r8
sar 64 m64ripgsd4,i1
sar 64 r64,i0
sar 64 r64,i1
sar 64 r64,r8
sarx 32 r32,r32,r32 vex
sarx 64 r64,r64,r64 vex
shl 32 r32,i0
shl 32 r32,i1
shl 32 r32,r8
shl 64 r64,i0
shl 64 r64,i1
shl 64 r64,r8
shlx 32 r32,r32,r32 vex
shlx 64 r64,r64,r64 vex
shr 32 r32,i0
shr 32 r32,i1
shr 32 r32,r8
shr 64 r64,i0
shr 64 r64,i1
shr 64 r64,r8
shrx 32 r32,r32,r32 vex
shrx 64 r64,r64,r64 vex
sub 32 r32,i1
sub 32 r32,i4
sub 32 r32,r32
sub 64 r64,i1
sub 64 r64,i4
sub 64 r64,r64
test 32 r32,i4
test 32 r32,r32
test 64 r64,i4
test 64 r64,r64
xadd 32 m32d1,r32 lock
xadd 32 m32d4,r32 lock
xadd 64 m64d1,r64 lock
xadd 64 m64d4,r64 lock
xchg 16 r16,r16 66
xchg 32 m32d1,r32
xchg 32 m32d1,r32 lock
xchg 32 m32d4,r32
xchg 32 m32d4,r32 lock
xchg 64 m64d1,r64
xchg 64 m64d1,r64 lock
xchg 64 m64d4,r64
xchg 64 m64d4,r64 lock
xor 32 m32d1,r32 lock
xor 32 m32d4,r32 lock
xor 32 r32,i1
xor 32 r32,i4
xor 32 r32,r32
xor 64 m64d1,r64 lock
xor 64 m64d4,r64 lock
xor 64 r64,i1
xor 64 r64,i4
xor 64 r64,r64
`;

export const GOLDEN_FORMS: readonly string[] = RECORDED.trim().split('\n');
