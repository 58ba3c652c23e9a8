// What a program is without the JIT: no image, but the insns behind struct bpf_prog that the interpreter reads, as
// bytes, and the frame that each call of the interpreter has.
// Authority: bpf_patch_call_args, bpf_prog_select_runtime and ___bpf_prog_run (kernel/bpf/core.c, Linux 6.1),
// convert_pseudo_ld_imm64 (kernel/bpf/verifier.c).
// Simplification: the interpreter's C frame is laid out as the JIT lays out its own; which compiler built the kernel
// decides over the real one.

import { type Addr, at } from '../base/index.ts';
import {
  BPF_PSEUDO_MAP_VALUE,
  CODE_CALL_ARGS,
  encodeInsns,
  type Insn,
  isLdImm64,
  isPseudoCall,
  ldImm64,
} from '../bpf/index.ts';
import type { AddressMap } from '../kernel/index.ts';
import type { Xlated, XlatedSubprog } from '../rewrite/index.ts';
import type { FrameInfo, FuncImage, JitProg } from './image.ts';
import { CALLEE_SAVED } from './registers.ts';

const INSN_SIZE = 8;
/** There is an interpreter for each 32 bytes of stack. */
const STACK_UNIT = 32;
const BODY = 1;

function stackSize(stackDepth: number): number {
  return Math.ceil(Math.max(stackDepth, 1) / STACK_UNIT) * STACK_UNIT;
}

function frameOf({ stackDepth }: XlatedSubprog): FrameInfo {
  return {
    stackDepth,
    stackSize: stackSize(stackDepth),
    // A tail call goes on in the frame that is there.
    isUniform: true,
    calleeRegsUsed: CALLEE_SAVED,
    tailCallReachable: false,
    adjOff: 0,
  };
}

/** A call says how far the callee is in `off`, and in `imm` which interpreter its stack needs. */
function callArgs(insn: Insn, callee: XlatedSubprog, addrs: AddressMap): Insn {
  const interpreter = addrs.symbol(`__bpf_prog_run_args${stackSize(callee.stackDepth)}`) ?? 0n;
  const base = addrs.symbol('__bpf_call_base_args') ?? 0n;
  return { ...insn, code: CODE_CALL_ARGS, imm: Number(BigInt.asIntN(32, interpreter - base)) };
}

/** The insns of a program with addresses in them. */
function resolved({ insns, subprogs }: Xlated, addrs: AddressMap): Insn[] {
  const out = [...insns];
  insns.forEach((insn, insnIdx) => {
    if (isPseudoCall(insn)) out[insnIdx] = callArgs(insn, at(subprogs, insn.imm), addrs);
    if (!isLdImm64(insn)) return;
    const next = at(insns, insnIdx + 1);
    const names = insn.src !== 0 && insn.src <= BPF_PSEUDO_MAP_VALUE;
    if (!names) {
      out[insnIdx] = { ...insn, src: 0 };
      return;
    }
    const isValue = insn.src === BPF_PSEUDO_MAP_VALUE;
    const addr = isValue
      ? addrs.mapValue(insn.imm) + BigInt.asUintN(32, BigInt(next.imm))
      : addrs.map(insn.imm);
    out.splice(insnIdx, 2, ...ldImm64(insn.dst, 0, addr));
  });
  return out;
}

/** A program as the interpreter has it; `insnsAddr` is where its first insn is. There is nothing to poke. */
export function interpretedProg(
  xlated: Xlated,
  progIdx: number,
  insnsAddr: Addr,
  addrs: AddressMap,
): JitProg {
  const bytes = encodeInsns(resolved(xlated, addrs));
  const funcs = xlated.subprogs.map((subprog, funcIdx): FuncImage => {
    const { name, start, end } = subprog;
    const starts = [...xlated.insns.keys()]
      .slice(start, end)
      .filter((insnIdx) => insnIdx === start || !isLdImm64(at(xlated.insns, insnIdx - 1)));
    const byteOff = Int32Array.from(starts, (insnIdx) => (insnIdx - start) * INSN_SIZE);
    const addrsOf = Int32Array.from({ length: end - start + 1 }, (_, i) => i * INSN_SIZE);
    return {
      name,
      funcIdx,
      addr: insnsAddr + BigInt(start * INSN_SIZE),
      bytes: bytes.slice(start * INSN_SIZE, end * INSN_SIZE),
      addrs: addrsOf,
      insns: {
        byteOff,
        insnIdx: Int32Array.from(starts),
        part: new Uint8Array(starts.length).fill(BODY),
      },
      passes: [],
      firstPassAddrs: addrsOf,
      frame: frameOf(subprog),
      code: 'bpf',
    };
  });
  return { name: xlated.name, progIdx, funcs, pokeTab: [] };
}
