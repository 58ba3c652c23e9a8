// What an interrupt or a trap in kernel mode writes below rsp: struct pt_regs. That is why data
// below rsp does not live: a frame that was given back is overwritten here.
// Authority: Intel SDM vol. 3A, 6.14 (64-bit mode aligns rsp to 16 and pushes ss, rsp, rflags, cs,
// rip); Linux 6.1 struct pt_regs. int3 and IPIs use no stack of their own in kernel mode.
// Simplification: what the handlers themselves push below that is not written.

import { at } from '../base/index.ts';
import type { X86Memory } from '../x86/index.ts';
import { REGFILE } from '../x86/index.ts';
import type { CpuWords } from './cpu-words.ts';
import type { Turn } from './turn.ts';

const KERNEL_CS = 0x10;
const KERNEL_DS = 0x18;
const RSP = 4;
/** Registers in push order behind orig_ax (numbers as encoded): rdi, rsi, rdx, rcx, rax, r8-r11, rbx, rbp, r12-r15. */
const SAVED = [7, 6, 2, 1, 0, 8, 9, 10, 11, 3, 5, 12, 13, 14, 15];

/** struct pt_regs: ss, rsp, rflags, cs, rip, orig_ax and the registers. */
export const TRAP_FRAME_BYTES = 8 * (6 + SAVED.length);

/** Pushes one qword; false when the stack has no room. */
class Stack {
  private readonly memory: X86Memory;
  private lo: number;
  private hi: number;

  constructor(memory: X86Memory, lo: number, hi: number) {
    this.memory = memory;
    this.lo = lo & ~15;
    this.hi = hi;
  }

  push(lo: number, hi: number): boolean {
    const next = (this.lo - 8) | 0;
    if (this.lo >>> 0 < 8) this.hi = (this.hi - 1) | 0;
    this.lo = next;
    this.memory.lo = lo;
    this.memory.hi = hi;
    return this.memory.store(this.lo, this.hi, 8);
  }
}

/** Writes the frame; registers stay as they are, as the return from the trap restores them. */
export function pushTrapFrame(turn: Turn, cpu: CpuWords): boolean {
  const { runtime } = turn.machine;
  if (!runtime) return true;
  const memory = runtime.memoryFor(turn.state.words, turn.actor);
  const word = (index: number): number => at(cpu.words, cpu.base + index);
  const rspLo = word(REGFILE.gpr + 2 * RSP);
  const rspHi = word(REGFILE.gpr + 2 * RSP + 1);
  const stack = new Stack(memory, rspLo, rspHi);
  const pushed = [
    [KERNEL_DS, 0],
    [rspLo, rspHi],
    [word(REGFILE.flags), 0],
    [KERNEL_CS, 0],
    [cpu.ripLo, cpu.ripHi],
    [-1, -1],
    ...SAVED.map((reg) => [word(REGFILE.gpr + 2 * reg), word(REGFILE.gpr + 2 * reg + 1)]),
  ];
  return pushed.every(([lo = 0, hi = 0]) => stack.push(lo, hi));
}
