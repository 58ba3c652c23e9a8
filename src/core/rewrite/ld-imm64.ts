// The verifier's first look at every slot: known opcodes, whole ld_imm64, maps that exist.
// Authority: resolve_pseudo_ldimm64 and bpf_opcode_in_insntable of Linux 6.1.
// Not modelled: ld_imm64 of BTF ids, functions and fd indices.

import { at, type InsnIdx } from '../base/index.ts';
import type { Insn, MapDef, MapType } from '../bpf/index.ts';
import * as op from '../bpf/index.ts';
import type { KernelProfile, VerifierConfig } from '../kernel/index.ts';
import { ERRNO, notModelled, refuse } from './refused.ts';
import type { ProgSource } from './xlated.ts';

/** What this look needs of the system. */
interface OpcodeEnv {
  readonly profile: KernelProfile;
  readonly maps: readonly MapDef[];
}

const MAX_VAR_OFF = 1 << 29;

function range(codes: readonly number[], modes: readonly number[]): number[] {
  return codes.flatMap((code) => modes.map((mode) => code | mode));
}

const SIZES = [op.BPF_B, op.BPF_H, op.BPF_W, op.BPF_DW];
const ALU_OPS = [
  op.BPF_ADD,
  op.BPF_SUB,
  op.BPF_MUL,
  op.BPF_DIV,
  op.BPF_OR,
  op.BPF_AND,
  op.BPF_LSH,
  op.BPF_RSH,
  op.BPF_MOD,
  op.BPF_XOR,
  op.BPF_MOV,
  op.BPF_ARSH,
];
const JUMP_OPS = [
  op.BPF_JEQ,
  op.BPF_JGT,
  op.BPF_JGE,
  op.BPF_JSET,
  op.BPF_JNE,
  op.BPF_JSGT,
  op.BPF_JSGE,
  op.BPF_JLT,
  op.BPF_JLE,
  op.BPF_JSLT,
  op.BPF_JSLE,
];

/** Opcodes that every kernel takes from user space. */
const KNOWN = new Set<number>([
  ...range(ALU_OPS, [op.BPF_ALU | op.BPF_K, op.BPF_ALU | op.BPF_X]),
  ...range(ALU_OPS, [op.BPF_ALU64 | op.BPF_K, op.BPF_ALU64 | op.BPF_X]),
  op.BPF_NEG | op.BPF_ALU,
  op.BPF_NEG | op.BPF_ALU64,
  op.BPF_END | op.BPF_ALU | op.BPF_K,
  op.BPF_END | op.BPF_ALU | op.BPF_X,
  ...range(JUMP_OPS, [op.BPF_JMP | op.BPF_K, op.BPF_JMP | op.BPF_X]),
  ...range(JUMP_OPS, [op.BPF_JMP32 | op.BPF_K, op.BPF_JMP32 | op.BPF_X]),
  op.CODE_CALL,
  op.CODE_EXIT,
  op.CODE_JA,
  ...range(SIZES, [op.BPF_LDX | op.BPF_MEM, op.BPF_STX | op.BPF_MEM, op.BPF_ST | op.BPF_MEM]),
  op.BPF_STX | op.BPF_ATOMIC | op.BPF_W,
  op.BPF_STX | op.BPF_ATOMIC | op.BPF_DW,
  ...range([op.BPF_B, op.BPF_H, op.BPF_W], [op.BPF_LD | op.BPF_ABS, op.BPF_LD | op.BPF_IND]),
  op.CODE_LD_IMM64,
]);

const V4 = new Set<number>([
  op.CODE_JA32,
  op.BPF_ALU64 | op.BPF_END,
  ...range([op.BPF_B, op.BPF_H, op.BPF_W], [op.BPF_LDX | op.BPF_MEMSX]),
]);
const SMALL_ATOMICS = new Set<number>(range([op.BPF_B, op.BPF_H], [op.BPF_STX | op.BPF_ATOMIC]));

function isKnown({ code }: Insn, { jit, verifier }: KernelProfile): boolean {
  if (KNOWN.has(code)) return true;
  if (code === op.CODE_JCOND) return verifier.mayGoto !== null;
  return (jit.cpuV4 && V4.has(code)) || (jit.acquireRelease && SMALL_ATOMICS.has(code));
}

function isLoadMode({ code }: Insn, { jit }: KernelProfile): boolean {
  const mode = code & op.MODE_MASK;
  return mode === op.BPF_MEM || (mode === op.BPF_MEMSX && jit.cpuV4);
}

function unknownOpcode(insn: Insn, insnIdx: InsnIdx): never {
  const code = insn.code.toString(16).padStart(2, '0');
  refuse(ERRNO.EINVAL, 'unknown-opcode', `unknown opcode ${code}`, insnIdx);
}

function checkMapValue(map: MapDef, off: number, insnIdx: InsnIdx): void {
  if (off >= MAX_VAR_OFF) {
    const message = `direct value offset of ${off} is not allowed`;
    refuse(ERRNO.EINVAL, 'map-value-offset', message, insnIdx);
  }
  if (map.type !== 'array') {
    const message = 'no direct value access support for this map type';
    refuse(ERRNO.EINVAL, 'map-value-type', message, insnIdx);
  }
  if (map.maxEntries === 1 && off < map.valueSize) return;
  const errno = map.maxEntries === 1 ? ERRNO.EINVAL : ERRNO.ENOTSUPP;
  const message = `invalid access to map value pointer, value_size=${map.valueSize} off=${off}`;
  refuse(errno, 'map-value-offset', message, insnIdx);
}

/** Map types that a sleepable program may not touch: their readers rely on plain RCU. */
function isPlainRcu(type: MapType, { sleepableProgArrays }: VerifierConfig): boolean {
  return type === 'lpm_trie' || (type === 'prog_array' && !sleepableProgArrays);
}

function checkSleepable(map: MapDef, rules: VerifierConfig, insnIdx: InsnIdx): void {
  if (!isPlainRcu(map.type, rules)) return;
  const message = 'Sleepable programs can only use array, hash, ringbuf and local storage maps';
  refuse(ERRNO.EINVAL, 'sleepable-map', message, insnIdx);
}

function checkWide(source: ProgSource, insnIdx: InsnIdx, env: OpcodeEnv): void {
  const { insns } = source;
  const { maps } = env;
  const low = at(insns, insnIdx);
  const high = insns[insnIdx + 1];
  const broken = !high || high.code !== 0 || high.dst !== 0 || high.src !== 0 || high.off !== 0;
  if (broken) refuse(ERRNO.EINVAL, 'ld-imm64', 'invalid bpf_ld_imm64 insn', insnIdx);
  if (low.src === 0) return;
  if (low.src === op.BPF_PSEUDO_BTF_ID) notModelled('ld_imm64 of a kernel symbol', insnIdx);
  if (low.src === op.BPF_PSEUDO_FUNC) notModelled('ld_imm64 of a function', insnIdx);
  if (low.src === op.BPF_PSEUDO_MAP_IDX || low.src === op.BPF_PSEUDO_MAP_IDX_VALUE) {
    notModelled('ld_imm64 of a map in fd_array', insnIdx);
  }
  const withValue = low.src === op.BPF_PSEUDO_MAP_VALUE;
  if (!withValue && (low.src !== op.BPF_PSEUDO_MAP_FD || high.imm !== 0)) {
    refuse(ERRNO.EINVAL, 'ld-imm64', 'unrecognized bpf_ld_imm64 insn', insnIdx);
  }
  const map = maps[low.imm];
  if (map === undefined) {
    const message = `fd ${low.imm} is not pointing to valid bpf_map`;
    refuse(9, 'bad-map', message, insnIdx);
  }
  if (source.sleepable) checkSleepable(map, env.profile.verifier, insnIdx);
  if (withValue) checkMapValue(map, high.imm >>> 0, insnIdx);
}

/** MAX_USED_MAPS: the kernel answers E2BIG without a word. */
const MAX_USED_MAPS = 64;

function countMap(insn: Insn, insnIdx: InsnIdx, used: Set<number>): void {
  if (insn.src !== 0) used.add(insn.imm);
  if (used.size <= MAX_USED_MAPS) return;
  const message = `a program may use at most ${MAX_USED_MAPS} maps`;
  refuse(ERRNO.E2BIG, 'too-many-maps', message, insnIdx);
}

/** Refuses opcodes and wide loads that no later pass would understand. */
export function checkOpcodes(source: ProgSource, env: OpcodeEnv): void {
  const { insns } = source;
  const used = new Set<number>();
  for (let insnIdx = 0; insnIdx < insns.length; insnIdx++) {
    const insn = at(insns, insnIdx);
    const isLdx = op.insnClass(insn) === op.BPF_LDX;
    if (isLdx && (!isLoadMode(insn, env.profile) || insn.imm !== 0)) {
      refuse(ERRNO.EINVAL, 'reserved', 'BPF_LDX uses reserved fields', insnIdx);
    }
    const isAtomic =
      op.insnClass(insn) === op.BPF_STX && (insn.code & op.MODE_MASK) === op.BPF_ATOMIC;
    if (isAtomic && insn.imm !== op.BPF_ADD && !env.profile.verifier.fetchAtomics) {
      refuse(ERRNO.EINVAL, 'reserved', 'BPF_STX uses reserved fields', insnIdx);
    }
    if (insn.code === op.CODE_LD_IMM64) {
      checkWide(source, insnIdx, env);
      countMap(insn, insnIdx, used);
      insnIdx++;
    } else if (!isKnown(insn, env.profile)) {
      unknownOpcode(insn, insnIdx);
    }
  }
}
