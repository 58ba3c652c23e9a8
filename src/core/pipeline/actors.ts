// The lab's statements as the machine takes them: indices in place of names, one actor a thread.

import type { Lab, LabOp } from '../asm/index.ts';
import type { MachineActor, MachineOp, OpRef } from '../machine/index.ts';

/** Names of maps and programs to their indices. */
export interface NameTable {
  readonly maps: ReadonlyMap<string, number>;
  readonly progs: ReadonlyMap<string, number>;
}

function nameTable(lab: Lab): NameTable {
  return {
    maps: new Map(lab.maps.map((map, idx) => [map.name, idx])),
    progs: new Map(lab.progs.map((prog, idx) => [prog.name, idx])),
  };
}

/** Null when a name is unknown; the assembler has said so by then. */
function resolveOp(op: LabOp, names: NameTable): OpRef | null {
  const progIdx = 'prog' in op ? names.progs.get(op.prog.name) : 0;
  const mapIdx = 'map' in op ? names.maps.get(op.map.name) : 0;
  if (progIdx === undefined || mapIdx === undefined) return null;
  switch (op.kind) {
    case 'run':
      return { kind: 'run', progIdx, times: op.times, len: op.len };
    case 'update':
      return { kind: 'update', mapIdx, key: op.key, progIdx };
    case 'delete':
      return { kind: 'delete', mapIdx, key: op.key };
    case 'close':
      return { kind: 'close', mapIdx };
    default:
      return { kind: op.kind, progIdx };
  }
}

function machineOps(ops: readonly LabOp[], names: NameTable): MachineOp[] {
  return ops.flatMap((op) => {
    const ref = resolveOp(op, names);
    return ref ? [{ op: ref, source: op.span }] : [];
  });
}

/** Programs that no statement loads, in file order: they are loaded first of all. */
function loadOps(lab: Lab, names: NameTable): MachineOp[] {
  const ops = [...lab.init, ...lab.cpus.flatMap((cpu) => cpu.ops)];
  const later = new Set(ops.flatMap((op) => (op.kind === 'load' ? [op.prog.name] : [])));
  return lab.progs
    .filter((prog) => !later.has(prog.name))
    .map((prog) => ({
      op: { kind: 'load', progIdx: names.progs.get(prog.name) ?? 0 },
      source: prog.span,
    }));
}

/** The loader, `.init`, then each `.cpu` in file order. */
export function labActors(lab: Lab): MachineActor[] {
  const names = nameTable(lab);
  return [
    { name: 'load', cpu: null, ops: loadOps(lab, names) },
    { name: 'init', cpu: null, ops: machineOps(lab.init, names) },
    ...lab.cpus.map((cpu) => ({
      name: `CPU ${cpu.cpu}`,
      cpu: cpu.cpu,
      ops: machineOps(cpu.ops, names),
    })),
  ];
}
