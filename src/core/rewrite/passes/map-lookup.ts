// Map look-ups that the verifier writes out instead of calling the helper.
// Authority: array_map_gen_lookup, percpu_array_map_gen_lookup, htab_map_gen_lookup and htab_lru_map_gen_lookup of
// Linux 6.1 and 6.12. The arrays of an unprivileged loader have a mask (`!map->bypass_spec_v1`).

import type { Insn, MapDef } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { HASH_LOOKUP_SYMBOL, HTAB_ELEM, type KernelProfile } from '../../kernel/index.ts';
import { indexMask, masksIndex } from '../unprivileged.ts';

const R0 = 0;
const R1 = 1;
const R2 = 2;

function insn(code: number, dst: number, src: number, off: number, imm: number): Insn {
  return { code, dst, src, off, imm };
}

function aluImm(operation: number, dst: number, imm: number): Insn {
  return insn(op.BPF_ALU64 | operation | op.BPF_K, dst, 0, 0, imm);
}

function jumpImm(operation: number, dst: number, imm: number, off: number): Insn {
  return insn(op.BPF_JMP | operation | op.BPF_K, dst, 0, off, imm);
}

function roundUp8(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function scaleIndex(elemSize: number): Insn {
  const shift = Math.log2(elemSize);
  return Number.isInteger(shift) ? aluImm(op.BPF_LSH, R0, shift) : aluImm(op.BPF_MUL, R0, elemSize);
}

/** The test of the index in r0, which skips `behind` insns, and the mask if there is one. */
function testIndex(map: MapDef, behind: number, profile: KernelProfile): Insn[] {
  const last = map.maxEntries | 0;
  if (!masksIndex(profile)) return [jumpImm(op.BPF_JGE, R0, last, behind)];
  const mask = insn(op.BPF_ALU | op.BPF_AND | op.BPF_K, R0, 0, 0, indexMask(map) | 0);
  return [jumpImm(op.BPF_JGE, R0, last, behind + 1), mask];
}

function arrayLookup(map: MapDef, profile: KernelProfile): Insn[] {
  return [
    // `value` and `ptrs` share their place in struct bpf_array.
    aluImm(op.BPF_ADD, R1, profile.layout.arrayPtrs),
    insn(op.BPF_LDX | op.BPF_MEM | op.BPF_W, R0, R2, 0, 0),
    ...testIndex(map, 3, profile),
    scaleIndex(roundUp8(map.valueSize)),
    insn(op.BPF_ALU64 | op.BPF_ADD | op.BPF_X, R0, R1, 0, 0),
    insn(op.CODE_JA, 0, 0, 1, 0),
    aluImm(op.BPF_MOV, R0, 0),
  ];
}

function hashLookup(map: MapDef, callImm: number): Insn[] {
  return [
    insn(op.CODE_CALL, 0, 0, 0, callImm),
    jumpImm(op.BPF_JEQ, R0, 0, 1),
    aluImm(op.BPF_ADD, R0, HTAB_ELEM.key + roundUp8(map.keySize)),
  ];
}

function lruLookup(map: MapDef, callImm: number): Insn[] {
  const ref = HTAB_ELEM.lruRef;
  return [
    insn(op.CODE_CALL, 0, 0, 0, callImm),
    jumpImm(op.BPF_JEQ, R0, 0, 4),
    // Marks the entry as used, unless it is marked already.
    insn(op.BPF_LDX | op.BPF_MEM | op.BPF_B, R1, R0, ref, 0),
    jumpImm(op.BPF_JNE, R1, 0, 1),
    insn(op.BPF_ST | op.BPF_MEM | op.BPF_B, R0, 0, ref, 1),
    aluImm(op.BPF_ADD, R0, HTAB_ELEM.key + roundUp8(map.keySize)),
  ];
}

/** r0, a per-CPU pointer, as an address on this CPU. */
const ON_THIS_CPU = insn(op.BPF_ALU64 | op.BPF_MOV | op.BPF_X, R0, R0, op.BPF_ADDR_PERCPU, 0);
const LOAD_POINTER = insn(op.BPF_LDX | op.BPF_MEM | op.BPF_DW, R0, R0, 0, 0);

function percpuArrayLookup(map: MapDef, profile: KernelProfile): Insn[] {
  return [
    aluImm(op.BPF_ADD, R1, profile.layout.arrayPtrs),
    insn(op.BPF_LDX | op.BPF_MEM | op.BPF_W, R0, R2, 0, 0),
    ...testIndex(map, 5, profile),
    aluImm(op.BPF_LSH, R0, 3),
    insn(op.BPF_ALU64 | op.BPF_ADD | op.BPF_X, R0, R1, 0, 0),
    LOAD_POINTER,
    ON_THIS_CPU,
    insn(op.CODE_JA, 0, 0, 1, 0),
    aluImm(op.BPF_MOV, R0, 0),
  ];
}

function percpuHashLookup(map: MapDef, callImm: number): Insn[] {
  return [
    insn(op.CODE_CALL, 0, 0, 0, callImm),
    jumpImm(op.BPF_JEQ, R0, 0, 3),
    aluImm(op.BPF_ADD, R0, HTAB_ELEM.key + roundUp8(map.keySize)),
    LOAD_POINTER,
    ON_THIS_CPU,
  ];
}

/** The 32-bit variable at a per-CPU address. An address below 2^31 is moved in 32 bits. */
export function loadPercpu(imm: number): Insn[] {
  const width = imm >= 0 ? op.BPF_ALU : op.BPF_ALU64;
  return [
    insn(width | op.BPF_MOV | op.BPF_K, R0, 0, 0, imm),
    ON_THIS_CPU,
    insn(op.BPF_LDX | op.BPF_MEM | op.BPF_W, R0, R0, 0, 0),
  ];
}

/** The insns that replace a look-up in `map`, or null where the map's function is called. */
export function inlineLookup(
  map: MapDef,
  profile: KernelProfile,
  symbolImm: (symbol: string) => number,
): readonly Insn[] | null {
  const { inlinesPercpu } = profile.verifier;
  switch (map.type) {
    case 'array':
      return arrayLookup(map, profile);
    case 'hash':
      return hashLookup(map, symbolImm(HASH_LOOKUP_SYMBOL));
    case 'lru_hash':
      return lruLookup(map, symbolImm(HASH_LOOKUP_SYMBOL));
    case 'percpu_array':
      return inlinesPercpu ? percpuArrayLookup(map, profile) : null;
    case 'percpu_hash':
      return inlinesPercpu ? percpuHashLookup(map, symbolImm(HASH_LOOKUP_SYMBOL)) : null;
    default:
      return null;
  }
}
