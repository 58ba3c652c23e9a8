// The eight bytes of a slot, field by field.
// Authority: RFC 9669 section 3 (layout), 4 and 5 (opcode bits), 5.4 (src of ld_imm64).

import type { LabRef } from '../asm/index.ts';
import { bytesToHex } from '../base/index.ts';
import {
  accessSize,
  BPF_ADDR_SPACE_CAST,
  BPF_ALU,
  BPF_ALU64,
  BPF_ATOMIC,
  BPF_CMPXCHG,
  BPF_DIV,
  BPF_END,
  BPF_FETCH,
  BPF_JMP,
  BPF_JMP32,
  BPF_LOAD_ACQ,
  BPF_MOD,
  BPF_MOV,
  BPF_STORE_REL,
  BPF_STX,
  BPF_X,
  BPF_XCHG,
  CODE_CALL,
  CODE_JA32,
  CODE_LD_IMM64,
  encodeInsns,
  helperById,
  type Insn,
  insnClass,
  isExit,
  MODE_MASK,
  OP_MASK,
  SIZE_MASK,
} from '../bpf/index.ts';
import type { DocPart } from './types.ts';

const CLASSES = ['LD', 'LDX', 'ST', 'STX', 'ALU', 'JMP', 'JMP32', 'ALU64'];
const SIZES = ['W', 'H', 'B', 'DW'];
const MODES = ['IMM', 'ABS', 'IND', 'MEM', 'MEMSX', '?', 'ATOMIC', '?'];
const ALU_OPS = 'ADD SUB MUL DIV OR AND LSH RSH NEG MOD XOR MOV ARSH END ? ?'.split(' ');
const JMP_OPS = 'JA JEQ JGT JGE JSET JNE JSGT JSGE CALL EXIT JLT JLE JSLT JSLE JCOND ?'.split(' ');
const PSEUDO = ['constant', 'MAP_FD', 'MAP_VALUE', 'BTF_ID', 'FUNC', 'MAP_IDX', 'MAP_IDX_VALUE'];
const CALLS = ['helper', 'PSEUDO_CALL: a function', 'PSEUDO_KFUNC_CALL: a kernel function'];
const ATOMICS: Readonly<Record<number, string>> = {
  [BPF_XCHG]: 'XCHG',
  [BPF_CMPXCHG]: 'CMPXCHG',
  [BPF_LOAD_ACQ]: 'LOAD_ACQ',
  [BPF_STORE_REL]: 'STORE_REL',
};

function isAlu(insn: Insn): boolean {
  const cls = insnClass(insn);
  return cls === BPF_ALU || cls === BPF_ALU64;
}

function isJumpClass(insn: Insn): boolean {
  const cls = insnClass(insn);
  return cls === BPF_JMP || cls === BPF_JMP32;
}

function isAtomic(insn: Insn): boolean {
  return insnClass(insn) === BPF_STX && (insn.code & MODE_MASK) === BPF_ATOMIC;
}

function opcodeText(insn: Insn): string {
  const { code } = insn;
  const cls = CLASSES[insnClass(insn)] ?? '?';
  if (isAlu(insn) || isJumpClass(insn)) {
    const ops = isAlu(insn) ? ALU_OPS : JMP_OPS;
    return `${cls} | ${ops[(code & OP_MASK) >> 4] ?? '?'} | ${(code & BPF_X) === 0 ? 'K' : 'X'}`;
  }
  return `${cls} | ${MODES[(code & MODE_MASK) >> 5] ?? '?'} | ${SIZES[(code & SIZE_MASK) >> 3] ?? '?'}`;
}

function usesDst(insn: Insn): boolean {
  if (insnClass(insn) === 0 && insn.code !== CODE_LD_IMM64) return false;
  if (!isJumpClass(insn)) return true;
  return ![0x00, 0x80, 0x90, 0xe0].includes(insn.code & OP_MASK);
}

function srcText(insn: Insn): string {
  const { code, src } = insn;
  if (code === CODE_LD_IMM64) return PSEUDO[src] ?? 'unknown';
  if (code === CODE_CALL) return CALLS[src] ?? 'unknown';
  const cls = insnClass(insn);
  const isEnd = isAlu(insn) && (code & OP_MASK) === BPF_END;
  if (isAlu(insn) || isJumpClass(insn))
    return (code & BPF_X) !== 0 && !isEnd ? `r${src}` : 'unused';
  if (cls === 0) return (code & MODE_MASK) === 0x40 ? `r${src}` : 'unused';
  return cls === 2 ? 'unused' : `r${src}`;
}

function offText(insn: Insn): string {
  const { code, off } = insn;
  const operation = code & OP_MASK;
  if (isAlu(insn)) {
    if ((operation === BPF_DIV || operation === BPF_MOD) && off === 1) return 'signed';
    if (operation === BPF_MOV && off === BPF_ADDR_SPACE_CAST) return 'address space cast';
    return operation === BPF_MOV && off > 0 ? `sign-extends from ${off} bits` : 'unused';
  }
  if (isJumpClass(insn)) {
    const unused = code === CODE_CALL || code === CODE_JA32 || isExit(insn);
    return unused ? 'unused' : 'slots from the next one on';
  }
  return insnClass(insn) === 0 ? 'unused' : 'bytes from the address in the register';
}

function atomicText(imm: number): string {
  const known = ATOMICS[imm];
  if (known !== undefined) return known;
  const operation = ALU_OPS[(imm & OP_MASK) >> 4] ?? '?';
  return (imm & BPF_FETCH) === 0 ? operation : `${operation} | FETCH`;
}

function immText(insn: Insn, ref: LabRef | undefined): string {
  const { code, imm, src } = insn;
  if (ref !== undefined) return `filled in at load: ${ref.name}`;
  if (code === CODE_CALL) {
    if (src === 0) return helperById(imm)?.name ?? 'no such helper';
    return src === 1 ? 'slots from the next one on' : 'BTF id';
  }
  if (code === CODE_LD_IMM64) return 'low 32 bits';
  if (code === CODE_JA32) return 'slots from the next one on';
  if (isAtomic(insn)) return atomicText(imm);
  if (isAlu(insn)) {
    if ((code & OP_MASK) === BPF_END) return 'bits';
    return (code & BPF_X) === 0 && (code & OP_MASK) !== 0x80 ? 'operand' : 'unused';
  }
  if (isJumpClass(insn)) {
    return (code & BPF_X) === 0 && usesDst(insn) ? 'operand' : 'unused';
  }
  const cls = insnClass(insn);
  if (cls === 0) return 'bytes from the start of the packet';
  return cls === 2 ? `low ${accessSize(insn)} bytes are stored` : 'unused';
}

function hexNumber(value: number): string {
  const wide = Math.abs(value) > 9;
  return wide ? `${value} (0x${(value >>> 0).toString(16)})` : String(value);
}

function slotRows(insn: Insn, ref: LabRef | undefined): (readonly string[])[] {
  const code = `0x${insn.code.toString(16).padStart(2, '0')}`;
  return [
    ['opcode', code, opcodeText(insn)],
    ['dst', String(insn.dst), usesDst(insn) ? `r${insn.dst}` : 'unused'],
    ['src', String(insn.src), srcText(insn)],
    ['off', String(insn.off), offText(insn)],
    ['imm', hexNumber(insn.imm), immText(insn, ref)],
  ];
}

function secondSlotRow({ imm }: Insn, src: number): readonly string[] {
  const isOffset = src === 2 || src === 6;
  return ['2nd imm', hexNumber(imm), isOffset ? 'offset into the value' : 'high 32 bits'];
}

function hexBytes(slots: readonly Insn[]): string {
  return bytesToHex(encodeInsns(slots)).replace(/(..)(?=.)/g, '$1 ');
}

/** The fields of an insn as a table; both slots of a ld_imm64. `ref`: what the loader fills in. */
export function encodingTable(slots: readonly Insn[], ref?: LabRef): DocPart {
  const rows: (readonly string[])[] = [['field', 'value', 'meaning']];
  const [first, second] = slots;
  if (first !== undefined) rows.push(...slotRows(first, ref));
  if (first !== undefined && second !== undefined) rows.push(secondSlotRow(second, first.src));
  rows.push(['bytes', hexBytes(slots), `${slots.length * 8} bytes, little endian`]);
  return { kind: 'table', rows };
}
