// Drives the machine through the operations of a golden case, one operation at a time.

import { u64 } from '../../../src/core/base/index.ts';
import type { MapDef } from '../../../src/core/bpf/index.ts';
import {
  actions,
  createMachine,
  imageBytes,
  initialState,
  type Machine,
  type MachineInput,
  type MachineOp,
  type MachineProg,
  type MachineState,
  type OpRef,
  type Step,
  step,
} from '../../../src/core/machine/index.ts';
import { libraryProtocol } from '../../../src/core/protocol/index.ts';
import type { Boot, GoldenCase, GoldenOp } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { stopgapJit } from './stopgap-jit.ts';

/** The machine's op for a golden one; null for those that it has no part in. */
export function machineOp(op: GoldenOp): OpRef | null {
  switch (op.op) {
    case 'load':
    case 'unload':
      return { kind: op.op, progIdx: op.p };
    case 'upd':
      return { kind: 'update', mapIdx: op.m, key: op.k, progIdx: op.p };
    case 'del':
      return { kind: 'delete', mapIdx: op.m, key: op.k };
    default:
      return null;
  }
}

/** What the machine needs to know of a case, or why it cannot be had. */
export function machineInput(golden: GoldenCase, _boot: Boot): MachineInput | string {
  const profile = profileForGolden(golden.profile);
  if (!profile) return `profile ${golden.profile} is not modelled`;
  const mapPoke = libraryProtocol('map_poke', 'v6_1');
  const textPoke = libraryProtocol('text_poke', 'int3_three_phase');
  if (!mapPoke || !textPoke) return `the library has no protocols for ${golden.profile}`;
  const maps = golden.maps.map(
    (map, mapIdx): MapDef => ({
      name: `map${mapIdx}`,
      type: map.type,
      keySize: map.key,
      valueSize: map.value,
      maxEntries: map.max,
    }),
  );
  const progs = golden.progs.map((prog, progIdx): MachineProg => {
    const jit = stopgapJit(golden, progIdx);
    const mapsUsed = [...golden.maps.keys()];
    const load = golden.ops.find((op) => op.op === 'load' && op.p === progIdx);
    const errno = load?.op === 'load' ? (load.result.errno ?? 0) : 0;
    return { name: prog.name, type: prog.type, sleepable: false, jit, loadErrno: errno, mapsUsed };
  });
  const ops = golden.ops.flatMap((op): MachineOp[] => {
    const ref = machineOp(op);
    return ref ? [{ op: ref, source: null }] : [];
  });
  return { profile, maps, progs, actors: [{ name: 'guest', cpu: 1, ops }], mapPoke, textPoke };
}

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
      const action = actions(this.machine, this.state)[0];
      if (!action || (errno !== null && action.actor === 0)) return errno;
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

export function parseAddr(hex: string): bigint {
  return u64(BigInt(hex.startsWith('0x') ? hex : `0x${hex}`));
}
