// Atomic read-modify-write insns.
// Authority: check_atomic of kernel/bpf/verifier.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { readReg, writeReg } from './liveness.ts';
import { accessMemory, currentSize } from './memory.ts';
import { isPktPointer, TYPE_TEXT } from './reg.ts';
import { denyLeak } from './speculation.ts';
import type { Verifier } from './verifier.ts';

const KINDS = new Set<number>([
  op.BPF_ADD,
  op.BPF_ADD | op.BPF_FETCH,
  op.BPF_AND,
  op.BPF_AND | op.BPF_FETCH,
  op.BPF_OR,
  op.BPF_OR | op.BPF_FETCH,
  op.BPF_XOR,
  op.BPF_XOR | op.BPF_FETCH,
  op.BPF_XCHG,
  op.BPF_CMPXCHG,
]);

function checkOperands(verifier: Verifier, insn: Insn): void {
  if (!KINDS.has(insn.imm)) {
    const imm = (insn.imm >>> 0).toString(16).padStart(2, '0');
    verifier.reject('atomic', `BPF_ATOMIC uses invalid atomic opcode ${imm}`);
  }
  const size = insn.code & op.SIZE_MASK;
  if (size !== op.BPF_W && size !== op.BPF_DW)
    verifier.reject('atomic', 'invalid atomic operand size');
  readReg(verifier, insn.src);
  readReg(verifier, insn.dst);
  if (insn.imm === op.BPF_CMPXCHG) denyLeak(verifier, 0, 'into mem', readReg(verifier, 0));
  denyLeak(verifier, insn.src, 'into mem', verifier.reg(insn.src));
  const { type } = verifier.reg(insn.dst);
  if (type === 'ctx' || isPktPointer(verifier.reg(insn.dst))) {
    const message = `BPF_ATOMIC stores into R${insn.dst} ${TYPE_TEXT[type]} is not allowed`;
    verifier.deny('atomic', message);
  }
}

function isOrdered(verifier: Verifier, { imm }: Insn): boolean {
  const isOrder = imm === op.BPF_LOAD_ACQ || imm === op.BPF_STORE_REL;
  return isOrder && verifier.profile.jit.acquireRelease;
}

/** A load that acquires or a store that releases is a load or a store. */
function executeOrdered(verifier: Verifier, insn: Insn): void {
  const size = currentSize(verifier);
  const { dst, src, off } = insn;
  if (insn.imm === op.BPF_LOAD_ACQ) {
    readReg(verifier, src);
    writeReg(verifier, dst);
    accessMemory(verifier, { regno: src, off, size, write: false, valueRegno: dst });
  } else {
    readReg(verifier, src);
    readReg(verifier, dst);
    accessMemory(verifier, { regno: dst, off, size, write: true, valueRegno: src });
  }
}

/** Executes one atomic. It reads the memory before it writes it. */
export function executeAtomic(verifier: Verifier, insn: Insn): void {
  if (isOrdered(verifier, insn)) return executeOrdered(verifier, insn);
  checkOperands(verifier, insn);
  const size = currentSize(verifier);
  const [regno, off] = [insn.dst, insn.off];
  let loaded = -1;
  if ((insn.imm & op.BPF_FETCH) !== 0) {
    loaded = insn.imm === op.BPF_CMPXCHG ? 0 : insn.src;
    // From here on this register is a number, even if the address was in it.
    writeReg(verifier, loaded).markUnknown();
  }
  accessMemory(verifier, { regno, off, size, write: false, valueRegno: -1 });
  if (loaded >= 0) accessMemory(verifier, { regno, off, size, write: false, valueRegno: loaded });
  accessMemory(verifier, { regno, off, size, write: true, valueRegno: -1 });
}
