// The opcode table: one row for each encoding form, in the notation of the manual's opcode maps.
// Authority: Intel SDM vol. 2D, appendix A (tables) and vol. 2A section 3.1.1.
// Not modelled: whatever has no row (x87, MMX, SSE, AVX, most system instructions).
//
// A row is [encoding, op, operands, flags].
// Encoding: opcode bytes (0f, 0f38 and 0f3a select the map, v0f38 and v0f3a its VEX half), then
//   +r  the low three opcode bits name a register     +cc  the low four are a condition
//   /n  modrm.reg is n      mem, reg  modrm.mod is not 3, is 3      rm=n  modrm.rm is n
//   np, 66, f2, f3  mandatory prefix (np: none of them)
// Operands: address method (E modrm.rm, G modrm.reg, M memory, R register, B VEX.vvvv, Z opcode
//   bits, I constant, S sign extended constant, J branch, O absolute, X rsi, Y rdi) and size:
//   b 8, w 16, d 32, q 64, o 128; v by 66 and REX.W; y 32 or 64 by REX.W; z as v, but four bytes at
//   most are encoded; n 64, or 16 by 66; m: memory is not read. Fixed: AL, rAX, CL, DX, eAX, 1.
// Flags: q  the AT&T mnemonic takes a size suffix when the operand is in memory
//   f64  64 bits whatever the prefixes say    n64  64 bits, 16 by 66    s8..s64  fixed size
//   nosize  no operand size at all

/** Mnemonics of opcode rows 00..3f and of group 1, in the order of their number. */
const ALU_OPS = ['add', 'or', 'adc', 'sbb', 'and', 'sub', 'xor', 'cmp'] as const;
/** Group 2. Number 6 is an undocumented alias of 4 and has no row. */
const SHIFT_OPS = ['rol', 'ror', 'rcl', 'rcr', 'shl', 'shr', null, 'sar'] as const;
/** Group 8. */
const BIT_OPS = ['bt', 'bts', 'btr', 'btc'] as const;

const PLAIN_ROWS = [
  ['50+r', 'push', 'Zn', 'n64'],
  ['58+r', 'pop', 'Zn', 'n64'],
  ['63', 'movsxd', 'Gv,Ez', ''],
  ['68', 'push', 'Sz', 'n64'],
  ['69', 'imul', 'Gv,Ev,Sz', ''],
  ['6a', 'push', 'Sb', 'n64'],
  ['6b', 'imul', 'Gv,Ev,Sb', ''],
  ['6c', 'ins', 'Yb,DX', ''],
  ['6d', 'ins', 'Yz,DX', ''],
  ['6e', 'outs', 'DX,Xb', ''],
  ['6f', 'outs', 'DX,Xz', ''],
  ['70+cc', 'jcc', 'Jb', 'f64'],
  ['84', 'test', 'Eb,Gb', ''],
  ['85', 'test', 'Ev,Gv', ''],
  ['86', 'xchg', 'Eb,Gb', ''],
  ['87', 'xchg', 'Ev,Gv', ''],
  ['88', 'mov', 'Eb,Gb', ''],
  ['89', 'mov', 'Ev,Gv', ''],
  ['8a', 'mov', 'Gb,Eb', ''],
  ['8b', 'mov', 'Gv,Ev', ''],
  ['8d', 'lea', 'Gv,Mm', ''],
  ['8f /0', 'pop', 'En', 'n64'],
  ['90 f3', 'pause', '', 'nosize'],
  ['90+r', 'xchg', 'Zv,rAX', ''],
  ['98', 'cbw', '', 'sv'],
  ['99', 'cwd', '', 'sv'],
  ['9c', 'pushf', '', 'n64'],
  ['9d', 'popf', '', 'n64'],
  ['9e', 'sahf', '', 'nosize'],
  ['9f', 'lahf', '', 'nosize'],
  ['a0', 'mov', 'AL,Ob', ''],
  ['a1', 'mov', 'rAX,Ov', ''],
  ['a2', 'mov', 'Ob,AL', ''],
  ['a3', 'mov', 'Ov,rAX', ''],
  ['a4', 'movs', 'Yb,Xb', ''],
  ['a5', 'movs', 'Yv,Xv', ''],
  ['a6', 'cmps', 'Xb,Yb', ''],
  ['a7', 'cmps', 'Xv,Yv', ''],
  ['a8', 'test', 'AL,Ib', ''],
  ['a9', 'test', 'rAX,Sz', ''],
  ['aa', 'stos', 'Yb,AL', ''],
  ['ab', 'stos', 'Yv,rAX', ''],
  ['ac', 'lods', 'AL,Xb', ''],
  ['ad', 'lods', 'rAX,Xv', ''],
  ['ae', 'scas', 'AL,Yb', ''],
  ['af', 'scas', 'rAX,Yv', ''],
  ['b0+r', 'mov', 'Zb,Ib', ''],
  ['b8+r', 'mov', 'Zv,Iv', ''],
  ['c2', 'ret', 'Iw', 'f64'],
  ['c3', 'ret', '', 'f64'],
  ['c6 /0', 'mov', 'Eb,Ib', 'q'],
  ['c7 /0', 'mov', 'Ev,Sz', 'q'],
  ['c8', 'enter', 'Iw,Ib', 'n64'],
  ['c9', 'leave', '', 'n64'],
  ['ca', 'retf', 'Iw', 'sv'],
  ['cb', 'retf', '', 'sv'],
  ['cc', 'int3', '', 'nosize'],
  ['cd', 'int', 'Ib', 'nosize'],
  ['cf', 'iret', '', 'sv'],
  ['d7', 'xlat', 'Xlat', ''],
  ['e0', 'loopne', 'Jb', 'f64'],
  ['e1', 'loope', 'Jb', 'f64'],
  ['e2', 'loop', 'Jb', 'f64'],
  ['e3', 'jrcxz', 'Jb', 'f64'],
  ['e4', 'in', 'AL,Ib', ''],
  ['e5', 'in', 'eAX,Ib', ''],
  ['e6', 'out', 'Ib,AL', 's8'],
  ['e7', 'out', 'Ib,eAX', 's32'],
  ['e8', 'call', 'Jz', 'f64'],
  ['e9', 'jmp', 'Jz', 'f64'],
  ['eb', 'jmp', 'Jb', 'f64'],
  ['ec', 'in', 'AL,DX', ''],
  ['ed', 'in', 'eAX,DX', ''],
  ['ee', 'out', 'DX,AL', 's8'],
  ['ef', 'out', 'DX,eAX', 's32'],
  ['f1', 'int1', '', 'nosize'],
  ['f4', 'hlt', '', 'nosize'],
  ['f5', 'cmc', '', 'nosize'],
  ['f6 /0', 'test', 'Eb,Ib', 'q'],
  ['f6 /2', 'not', 'Eb', 'q'],
  ['f6 /3', 'neg', 'Eb', 'q'],
  ['f6 /4', 'mul', 'Eb', 'q'],
  ['f6 /5', 'imul', 'Eb', 'q'],
  ['f6 /6', 'div', 'Eb', 'q'],
  ['f6 /7', 'idiv', 'Eb', 'q'],
  ['f7 /0', 'test', 'Ev,Sz', 'q'],
  ['f7 /2', 'not', 'Ev', 'q'],
  ['f7 /3', 'neg', 'Ev', 'q'],
  ['f7 /4', 'mul', 'Ev', 'q'],
  ['f7 /5', 'imul', 'Ev', 'q'],
  ['f7 /6', 'div', 'Ev', 'q'],
  ['f7 /7', 'idiv', 'Ev', 'q'],
  ['f8', 'clc', '', 'nosize'],
  ['f9', 'stc', '', 'nosize'],
  ['fa', 'cli', '', 'nosize'],
  ['fb', 'sti', '', 'nosize'],
  ['fc', 'cld', '', 'nosize'],
  ['fd', 'std', '', 'nosize'],
  ['fe /0', 'inc', 'Eb', 'q'],
  ['fe /1', 'dec', 'Eb', 'q'],
  ['ff /0', 'inc', 'Ev', 'q'],
  ['ff /1', 'dec', 'Ev', 'q'],
  ['ff /2', 'call', 'Eq', 'f64'],
  ['ff /4', 'jmp', 'Eq', 'f64'],
  ['ff /6', 'push', 'En', 'n64'],

  ['0f01 np /2 reg rm=0', 'xgetbv', '', 'nosize'],
  ['0f01 /7 reg rm=0', 'swapgs', '', 'nosize'],
  ['0f01 /7 reg rm=1', 'rdtscp', '', 'nosize'],
  ['0f01 np /1 reg rm=2', 'clac', '', 'nosize'],
  ['0f01 np /1 reg rm=3', 'stac', '', 'nosize'],
  ['0f05', 'syscall', '', 'nosize'],
  ['0f07', 'sysret', '', 'sy'],
  ['0f08', 'invd', '', 'nosize'],
  ['0f09 np', 'wbinvd', '', 'nosize'],
  ['0f0b', 'ud2', '', 'nosize'],
  ['0f0d /1 mem', 'prefetchw', 'Mb', ''],
  ['0f18 /0 mem', 'prefetchnta', 'Mb', ''],
  ['0f18 /1 mem', 'prefetcht0', 'Mb', ''],
  ['0f18 /2 mem', 'prefetcht1', 'Mb', ''],
  ['0f18 /3 mem', 'prefetcht2', 'Mb', ''],
  ['0f1e f3 /7 reg rm=2', 'endbr64', '', 'nosize'],
  ['0f1e f3 /7 reg rm=3', 'endbr32', '', 'nosize'],
  ['0f1e np', 'nop', 'Ev', 'q'],
  ['0f1e 66', 'nop', 'Ev', 'q'],
  ['0f1f', 'nop', 'Ev', 'q'],
  ['0f30', 'wrmsr', '', 'nosize'],
  ['0f31', 'rdtsc', '', 'nosize'],
  ['0f32', 'rdmsr', '', 'nosize'],
  ['0f33', 'rdpmc', '', 'nosize'],
  ['0f40+cc', 'cmovcc', 'Gv,Ev', ''],
  ['0f80+cc', 'jcc', 'Jz', 'f64'],
  ['0f90+cc', 'setcc', 'Eb', ''],
  ['0fa0', 'push', 'FS', 'n64'],
  ['0fa1', 'pop', 'FS', 'n64'],
  ['0fa2', 'cpuid', '', 'nosize'],
  ['0fa4', 'shld', 'Ev,Gv,Ib', ''],
  ['0fa5', 'shld', 'Ev,Gv,CL', ''],
  ['0fa8', 'push', 'GS', 'n64'],
  ['0fa9', 'pop', 'GS', 'n64'],
  ['0fac', 'shrd', 'Ev,Gv,Ib', ''],
  ['0fad', 'shrd', 'Ev,Gv,CL', ''],
  ['0fae np /5 reg', 'lfence', '', 'nosize'],
  ['0fae np /6 reg rm=0', 'mfence', '', 'nosize'],
  ['0fae np /7 reg rm=0', 'sfence', '', 'nosize'],
  ['0fae np /7 mem', 'clflush', 'Mb', ''],
  ['0fae 66 /7 mem', 'clflushopt', 'Mb', ''],
  ['0faf', 'imul', 'Gv,Ev', ''],
  ['0fb0', 'cmpxchg', 'Eb,Gb', ''],
  ['0fb1', 'cmpxchg', 'Ev,Gv', ''],
  ['0fb6', 'movzx', 'Gv,Eb', ''],
  ['0fb7', 'movzx', 'Gv,Ew', ''],
  ['0fb8 f3', 'popcnt', 'Gv,Ev', ''],
  ['0fb9', 'ud1', 'Gv,Ev', ''],
  ['0fbc f3', 'tzcnt', 'Gv,Ev', ''],
  ['0fbc', 'bsf', 'Gv,Ev', ''],
  ['0fbd f3', 'lzcnt', 'Gv,Ev', ''],
  ['0fbd', 'bsr', 'Gv,Ev', ''],
  ['0fbe', 'movsx', 'Gv,Eb', ''],
  ['0fbf', 'movsx', 'Gv,Ew', ''],
  ['0fc0', 'xadd', 'Eb,Gb', ''],
  ['0fc1', 'xadd', 'Ev,Gv', ''],
  ['0fc3 np mem', 'movnti', 'My,Gy', ''],
  ['0fc7 /1 mem', 'cmpxchg8b', 'Mx', ''],
  ['0fc7 np /6 reg', 'rdrand', 'Rv', ''],
  ['0fc7 66 /6 reg', 'rdrand', 'Rv', ''],
  ['0fc7 np /7 reg', 'rdseed', 'Rv', ''],
  ['0fc7 66 /7 reg', 'rdseed', 'Rv', ''],
  ['0fc8+r', 'bswap', 'Zv', ''],
  ['0fff', 'ud0', 'Gv,Ev', ''],

  ['0f38f0 f2', 'crc32', 'Gy,Eb', 'q'],
  ['0f38f1 f2', 'crc32', 'Gy,Ev', 'q'],
  ['0f38f0 np mem', 'movbe', 'Gv,Mv', ''],
  ['0f38f0 66 mem', 'movbe', 'Gv,Mv', ''],
  ['0f38f1 np mem', 'movbe', 'Mv,Gv', ''],
  ['0f38f1 66 mem', 'movbe', 'Mv,Gv', ''],

  ['v0f38f2 np', 'andn', 'Gy,By,Ey', ''],
  ['v0f38f3 np /1', 'blsr', 'By,Ey', ''],
  ['v0f38f3 np /2', 'blsmsk', 'By,Ey', ''],
  ['v0f38f3 np /3', 'blsi', 'By,Ey', ''],
  ['v0f38f5 np', 'bzhi', 'Gy,Ey,By', ''],
  ['v0f38f5 f2', 'pdep', 'Gy,By,Ey', ''],
  ['v0f38f5 f3', 'pext', 'Gy,By,Ey', ''],
  ['v0f38f6 f2', 'mulx', 'Gy,By,Ey', ''],
  ['v0f38f7 np', 'bextr', 'Gy,Ey,By', ''],
  ['v0f38f7 66', 'shlx', 'Gy,Ey,By', ''],
  ['v0f38f7 f2', 'shrx', 'Gy,Ey,By', ''],
  ['v0f38f7 f3', 'sarx', 'Gy,Ey,By', ''],
  ['v0f3af0 f2', 'rorx', 'Gy,Ey,Ib', ''],
] as const;

type ShiftOp = Exclude<(typeof SHIFT_OPS)[number], null>;

/**
 * What an instruction does. Conditional families share one key (jcc, cmovcc, setcc); `cbw` and
 * `cwd` stand for all their widths.
 */
export type X86Op =
  | (typeof PLAIN_ROWS)[number][1]
  | (typeof ALU_OPS)[number]
  | (typeof BIT_OPS)[number]
  | ShiftOp;

export type OpcodeRow = readonly [encoding: string, op: X86Op, operands: string, flags: string];

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function aluRows(): OpcodeRow[] {
  return ALU_OPS.flatMap((op, num): OpcodeRow[] => [
    [hexByte(8 * num), op, 'Eb,Gb', ''],
    [hexByte(8 * num + 1), op, 'Ev,Gv', ''],
    [hexByte(8 * num + 2), op, 'Gb,Eb', ''],
    [hexByte(8 * num + 3), op, 'Gv,Ev', ''],
    [hexByte(8 * num + 4), op, 'AL,Ib', ''],
    [hexByte(8 * num + 5), op, 'rAX,Sz', ''],
    [`80 /${num}`, op, 'Eb,Ib', 'q'],
    [`81 /${num}`, op, 'Ev,Sz', 'q'],
    [`83 /${num}`, op, 'Ev,Sb', 'q'],
  ]);
}

function shiftRows(): OpcodeRow[] {
  return SHIFT_OPS.flatMap((op, num): OpcodeRow[] =>
    op === null
      ? []
      : [
          [`c0 /${num}`, op, 'Eb,Ib', 'q'],
          [`c1 /${num}`, op, 'Ev,Ib', 'q'],
          [`d0 /${num}`, op, 'Eb,1', 'q'],
          [`d1 /${num}`, op, 'Ev,1', 'q'],
          [`d2 /${num}`, op, 'Eb,CL', 'q'],
          [`d3 /${num}`, op, 'Ev,CL', 'q'],
        ],
  );
}

function bitRows(): OpcodeRow[] {
  return BIT_OPS.flatMap((op, num): OpcodeRow[] => [
    [`0f${hexByte(0xa3 + 8 * num)}`, op, 'Ev,Gv', ''],
    [`0fba /${4 + num}`, op, 'Ev,Ib', 'q'],
  ]);
}

/** Segment registers 6 and 7 do not exist. */
function segmentRows(): OpcodeRow[] {
  return [0, 1, 2, 3, 4, 5].flatMap((num): OpcodeRow[] => [
    [`8c /${num}`, 'mov', 'Esv,Sw', ''],
    [`8e /${num}`, 'mov', 'Sw,Esv', ''],
  ]);
}

/** Every row of the table. Where several fit, the first one counts. */
export const OPCODE_ROWS: readonly OpcodeRow[] = [
  ...aluRows(),
  ...shiftRows(),
  ...bitRows(),
  ...segmentRows(),
  ...PLAIN_ROWS,
];
