// Instructions that stop, and those that set one flag.
// Authority: Intel SDM vol. 2, INT3, UD, CLC to STI. Code runs as the kernel does, in ring 0.

import { FLAG, X86_STOP, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import type { PreparedInsn } from './exec-insn.ts';
import { flagsOf, next, setFlags } from './exec-operands.ts';

export function execInt3(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  next(cpu, insn);
  return X86_STOP.breakpoint;
}

export function execUndefined(): X86Stop {
  return X86_STOP.undefinedOpcode;
}

export function execNotModelled(): X86Stop {
  return X86_STOP.notModelled;
}

export function execClc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.cf, 0);
  return next(cpu, insn);
}

export function execStc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.cf, FLAG.cf);
  return next(cpu, insn);
}

export function execCmc(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.cf, ~flagsOf(cpu));
  return next(cpu, insn);
}

export function execCld(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.df, 0);
  return next(cpu, insn);
}

export function execStd(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.df, FLAG.df);
  return next(cpu, insn);
}

export function execCli(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.if, 0);
  return next(cpu, insn);
}

export function execSti(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  setFlags(cpu, FLAG.if, FLAG.if);
  return next(cpu, insn);
}
