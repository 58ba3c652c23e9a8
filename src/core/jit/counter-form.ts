// How a version counts tail calls. Everything that depends on it is behind this interface.

import type { FuncEmitter } from './emitter.ts';

export interface CounterForm {
  /** In the prologue, between the entry nop and push rbp: the count starts at 0 in main programs. */
  emitInit(e: FuncEmitter, isMain: boolean): void;
  /** Below the BPF stack: saves the count in this frame. */
  emitSave(e: FuncEmitter, isMain: boolean): void;
  /** Below the saved registers, where the count lies there. */
  emitSaveLast?(e: FuncEmitter): void;
  /** Before a call: hands the count on. */
  emitReload(e: FuncEmitter): void;
  /** Loads the count, and leaves a jump over the rest if the limit is reached: returns its end. */
  emitLimitCheck(e: FuncEmitter): number;
  /** Adds one to the count that `emitLimitCheck` loaded. */
  emitCount(e: FuncEmitter): void;
  /** Drops the saved count from the stack, in the register that the target expects. */
  emitRestore(e: FuncEmitter): void;
  /** Before the saved registers are taken back at the exit, if `emitSaveLast` is in their way. */
  emitDrop?(e: FuncEmitter): void;
}
