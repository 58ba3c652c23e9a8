// Drives the machine through the operations of a golden case, one operation at a time.

import {
  actionActor,
  actions,
  createMachine,
  imageBytes,
  initialState,
  type Machine,
  type MachineInput,
  type MachineState,
  type Step,
  step,
} from '../../../src/core/machine/index.ts';

/** Runs one op after another, with the deferred work that each leaves behind. */
export class CaseRun {
  readonly machine: Machine;
  private state: MachineState;

  constructor(input: MachineInput) {
    this.machine = createMachine(input);
    this.state = initialState(this.machine);
  }

  /**
   * Runs the next op to its end, and the deferred work that it leaves, as the guest waits for that.
   * Returns its errno, or null if the machine stopped.
   */
  nextOp(onStep: (step: Step) => void = () => {}): number | null {
    let errno: number | null = null;
    for (;;) {
      const enabled = actions(this.machine, this.state);
      const action = errno === null ? enabled[0] : enabled.find((a) => actionActor(a) !== 0);
      if (action === undefined) return errno;
      const result = step(this.machine, this.state, action);
      this.state = result.state;
      onStep(result.step);
      for (const event of result.step.events) if (event.kind === 'op-end') errno = event.errno;
    }
  }

  /** Up to `length` bytes at a kernel address within some program's image. */
  memory(addr: bigint, length: number): Uint8Array {
    for (const [progIdx, { jit }] of this.machine.input.progs.entries()) {
      for (const func of jit?.funcs ?? []) {
        const byteOff = Number(addr - func.addr);
        if (byteOff < 0 || byteOff >= func.bytes.length) continue;
        return this.image(progIdx, func.funcIdx).slice(byteOff, byteOff + length);
      }
    }
    return new Uint8Array(0);
  }

  image(progIdx: number, funcIdx: number): Uint8Array {
    return imageBytes(this.machine, this.state, progIdx, funcIdx);
  }
}

/** A kernel address, with or without 0x. */
export function parseAddr(hex: string): bigint {
  return BigInt(hex.startsWith('0x') ? hex : `0x${hex}`);
}
