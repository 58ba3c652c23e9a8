// A golden case as the machine takes it: programs verified and compiled by our own code at the
// addresses that the kernel chose, and its system calls in order.

import { hexToInsns, type MapDef } from '../../../src/core/bpf/index.ts';
import type { JitProg } from '../../../src/core/jit/index.ts';
import type { KernelProfile } from '../../../src/core/kernel/index.ts';
import type {
  MachineInput,
  MachineOp,
  MachineProg,
  OpRef,
} from '../../../src/core/machine/index.ts';
import { libraryProtocol } from '../../../src/core/protocol/index.ts';
import type { Boot, GoldenCase, GoldenOp, GoldenProg } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { basesFromSites, isDumped } from './image-bases.ts';
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
export function machineInput(golden: GoldenCase, boot: Boot): MachineInput | string {
  const profile = profileForGolden(golden.profile);
  if (!profile) return `profile ${golden.profile} is not modelled`;
  const mapPoke = libraryProtocol('map_poke', profile.protocols.mapPoke);
  const textPoke = libraryProtocol('text_poke', profile.protocols.textPoke);
  if (!mapPoke || !textPoke) return `the library lacks the protocols of ${golden.profile}`;
  const ops = golden.ops.flatMap((op): MachineOp[] => {
    const ref = machineOp(op);
    return ref ? [{ op: ref, source: null }] : [];
  });
  return {
    profile,
    maps: goldenMaps(golden),
    progs: machineProgs(golden, boot, profile),
    actors: [{ name: 'guest', cpu: 1, ops }],
    mapPoke,
    textPoke,
  };
}

export function goldenMaps(golden: GoldenCase): MapDef[] {
  return golden.maps.map((map, mapIdx) => ({
    name: `map${mapIdx}`,
    type: map.type,
    keySize: map.key,
    valueSize: map.value,
    maxEntries: map.max,
  }));
}

function machineProgs(golden: GoldenCase, _boot: Boot, _profile: KernelProfile): MachineProg[] {
  const jits = golden.progs.map((_, progIdx) => stopgapJit(golden, progIdx));
  const bases = basesFromSites(golden, (progIdx) => jits[progIdx]?.pokeTab ?? []);
  return golden.progs.map((prog, progIdx): MachineProg => {
    const load = golden.ops.find((op) => op.op === 'load' && op.p === progIdx);
    const errno = load?.op === 'load' ? (load.result.errno ?? 0) : 0;
    const none = {
      name: '',
      progIdx,
      funcs: [{ addr: bases.get(progIdx) ?? 0n, bytes: new Uint8Array() }],
      pokeTab: [],
    } as never as JitProg;
    return {
      name: prog.name,
      type: prog.type,
      sleepable: false,
      jit: errno ? null : isDumped(golden, progIdx) ? (jits[progIdx] ?? null) : none,
      loadErrno: errno,
      mapsUsed: mapsUsed(prog),
    };
  });
}

/** Maps that ld_imm64 insns name (PSEUDO_MAP_FD, PSEUDO_MAP_VALUE), ascending. */
function mapsUsed(prog: GoldenProg): number[] {
  const named = hexToInsns(prog.insns).filter(
    ({ code, src }) => code === 0x18 && (src === 1 || src === 2),
  );
  return [...new Set(named.map((insn) => insn.imm))].sort((a, b) => a - b);
}
