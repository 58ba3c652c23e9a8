// Writes x86-64 insns for the random sequences. Written apart from src/core/x86/encode-*: these
// tests need forms that the JIT never emits, and a mistake of the one must not hide in the other.
// Authority: Intel SDM vol. 2A, chapter 2.

export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RSP = 4;
export const RBP = 5;

/** Memory operand; `dispLen` 0 takes no displacement. `base` null: an absolute address. */
export interface Mem {
  readonly base: number | null;
  readonly index?: number;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly disp: number;
  readonly dispLen: 0 | 1 | 4;
  /** `disp` counts from the end of the insn. */
  readonly ripRelative?: boolean;
  /** The base of gs is added. */
  readonly gs?: boolean;
}

/** One insn before it is bytes. `reg` may be an opcode extension. */
export interface Coded {
  /** Legacy prefixes, in order. */
  readonly prefixes?: readonly number[];
  readonly wide?: boolean;
  readonly opcode: readonly number[];
  readonly reg: number;
  readonly rm: number | Mem;
  readonly imm?: readonly number[];
  /** A REX prefix even where none is needed: spl instead of ah, or nothing at all. */
  readonly forceRex?: boolean;
}

/** Two's complement, lowest byte first. */
export function bytesOf(value: number | bigint, length: number): number[] {
  const wide = BigInt.asUintN(64, BigInt(value));
  return Array.from({ length }, (_, i) => Number((wide >> BigInt(8 * i)) & 0xffn));
}

/** A 64-bit value as a register file keeps it: the lower word first. */
export function wordsOf(value: bigint): readonly [number, number] {
  return [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
}

interface Modrm {
  readonly rexXB: number;
  readonly bytes: readonly number[];
}

function memModrm(reg: number, mem: Mem): Modrm {
  const field = (reg & 7) << 3;
  const disp = bytesOf(mem.disp, mem.dispLen);
  if (mem.ripRelative === true) return { rexXB: 0, bytes: [field | 5, ...disp] };
  if (mem.base === null) return { rexXB: 0, bytes: [field | 4, 0x25, ...disp] };
  const mod = mem.dispLen === 0 ? 0 : mem.dispLen === 1 ? 0x40 : 0x80;
  const { base, index = 4, scale = 1 } = mem;
  const rexXB = ((index >> 3) << 1) | (base >> 3);
  if (mem.index === undefined && (base & 7) !== 4) {
    return { rexXB, bytes: [mod | field | (base & 7), ...disp] };
  }
  const sib = (Math.log2(scale) << 6) | ((index & 7) << 3) | (base & 7);
  return { rexXB, bytes: [mod | field | 4, sib, ...disp] };
}

function modrmOf(reg: number, rm: number | Mem): Modrm {
  if (typeof rm !== 'number') return memModrm(reg, rm);
  return { rexXB: rm >> 3, bytes: [0xc0 | ((reg & 7) << 3) | (rm & 7)] };
}

function rexOf(
  code: { readonly wide?: boolean; readonly forceRex?: boolean },
  rxb: number,
): number[] {
  const rex = (code.wide === true ? 8 : 0) | rxb;
  return rex !== 0 || code.forceRex === true ? [0x40 | rex] : [];
}

/** Bytes of an insn with ModRM. */
export function encode(code: Coded): number[] {
  const modrm = modrmOf(code.reg, code.rm);
  const rex = rexOf(code, ((code.reg >> 3) << 2) | modrm.rexXB);
  const throughGs = typeof code.rm !== 'number' && code.rm.gs === true;
  return [
    ...(throughGs ? [0x65] : []),
    ...(code.prefixes ?? []),
    ...rex,
    ...code.opcode,
    ...modrm.bytes,
    ...(code.imm ?? []),
  ];
}

/** Bytes of an insn whose opcode names the register: push, pop, mov imm, bswap. */
export function encodeInOpcode(
  opcode: readonly number[],
  reg: number,
  options: { readonly wide?: boolean; readonly imm?: readonly number[] } = {},
): number[] {
  const last = opcode.length - 1;
  const named = opcode.map((byte, i) => (i === last ? byte + (reg & 7) : byte));
  return [...rexOf(options, reg >> 3), ...named, ...(options.imm ?? [])];
}

/** shlx, shrx, sarx: three-byte VEX; `pp` 1, 3, 2 in that order. */
export function encodeShiftX(
  pp: number,
  wide: boolean,
  regs: { readonly dst: number; readonly src: number; readonly count: number },
): number[] {
  const { dst, src, count } = regs;
  const second = (dst < 8 ? 0x80 : 0) | 0x40 | (src < 8 ? 0x20 : 0) | 2;
  const third = (wide ? 0x80 : 0) | ((~count & 15) << 3) | pp;
  return [0xc4, second, third, 0xf7, 0xc0 | ((dst & 7) << 3) | (src & 7)];
}
