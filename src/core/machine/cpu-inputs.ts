// What others can decide for a CPU that stands at a node, as far as the protocols in force can bring it
// about: which bytes are at a site, what a slot holds, whether an IPI comes.

import { at } from '../base/index.ts';
import type { Protocol, ProtocolExpr } from '../protocol/index.ts';
import type { CpuNode } from './cpu-node.ts';
import type { SiteRef } from './event.ts';
import type { Machine } from './model.ts';

/**
 * Five bytes as a CPU takes them: an insn as value.ts codes it (0 nop, 1 jmp past the call, 2 + p jmp to
 * program p), a trap, or parts of two insns.
 */
export type SiteBytes = number | 'int3' | 'torn';

export type CpuInput =
  /** A run of the program that op `opIdx` of the actor names begins. */
  | { readonly kind: 'begin'; readonly opIdx: number }
  | { readonly kind: 'fetch' | 'emulate'; readonly bytes: SiteBytes }
  /** Program in the slot that is loaded, index + 1; 0 = empty. */
  | { readonly kind: 'slot'; readonly value: number }
  /** The int3 handler looks for the site; `found`: it is published. */
  | { readonly kind: 'claim'; readonly found: boolean }
  | { readonly kind: 'ipi' }
  /** The task loses its CPU. */
  | { readonly kind: 'preempt' }
  /** Nothing that others decide. */
  | { readonly kind: 'go' };

/** All inputs that a CPU at `node` can meet, in a fixed order. */
export function inputsOf(machine: Machine, actor: number, node: CpuNode): CpuInput[] {
  const inputs = goInputs(machine, actor, node);
  const syncs = machine.input.textPoke.code.some(({ stmt }) => stmt.kind === 'sync');
  if (node.mode !== 'running') return inputs;
  if (syncs) inputs.push({ kind: 'ipi' });
  if (machine.isPreemptible(node.progIdx)) inputs.push({ kind: 'preempt' });
  return inputs;
}

function goInputs(machine: Machine, actor: number, node: CpuNode): CpuInput[] {
  switch (node.mode) {
    case 'idle':
      return at(machine.input.actors, actor).ops.flatMap(({ op }, opIdx): CpuInput[] =>
        op.kind === 'run' ? [{ kind: 'begin', opIdx }] : [],
      );
    case 'trapped':
      return [
        { kind: 'claim', found: true },
        { kind: 'claim', found: false },
      ];
    case 'handler':
      return [...siteInsns(machine, machine.siteOf(node.siteId)), 'torn' as const].map((bytes) => ({
        kind: 'emulate',
        bytes,
      }));
    case 'stopped':
      return [];
    default:
      return runningInputs(machine, node);
  }
}

function runningInputs(machine: Machine, node: CpuNode): CpuInput[] {
  if (node.pending === 'site') {
    const insns = siteInsns(machine, machine.siteOf(node.siteId));
    return [...insns, 'int3' as const, 'torn' as const].map((bytes) => ({ kind: 'fetch', bytes }));
  }
  if (node.pending !== 'slot') return [{ kind: 'go' }];
  const mapIdx = node.slot?.mapIdx ?? -1;
  return [0, ...slotProgs(machine, mapIdx).map((progIdx) => progIdx + 1)].map((value) => ({
    kind: 'slot',
    value,
  }));
}

/** Programs that a slot of the map can come to hold. */
function slotProgs(machine: Machine, mapIdx: number): number[] {
  const ops = machine.input.actors.flatMap((actor) => actor.ops);
  const found = ops.flatMap(({ op }) =>
    op.kind === 'update' && op.mapIdx === mapIdx ? [op.progIdx] : [],
  );
  return [...new Set(found)].sort((a, b) => a - b);
}

/** Insns that the protocols can leave at a site, as value.ts codes them. */
function siteInsns(machine: Machine, site: SiteRef): number[] {
  const neverJumps = site.which === 'bypass' && !pokesJumps(machine.input.mapPoke, 'bypass');
  return allInsns(machine, site).filter((insn) => insn < 2 || !neverJumps);
}

/** Insns that a protocol can name at a site. */
export function allInsns(machine: Machine, site: SiteRef): number[] {
  const { mapIdx } = machine.poke(site.progIdx, site.pokeIdx);
  return [0, 1, ...slotProgs(machine, mapIdx).map((progIdx) => 2 + progIdx)];
}

/** True if the protocol may put a jmp to a program at sites of that kind. */
function pokesJumps({ code }: Protocol, which: SiteRef['which']): boolean {
  return code.some(({ stmt }) => {
    return stmt.kind === 'text-poke' && stmt.which === which && mayJump(stmt.wanted);
  });
}

function mayJump(expr: ProtocolExpr): boolean {
  switch (expr.kind) {
    case 'jmp':
      return expr.to.kind !== 'bypass_addr';
    case 'local':
      return true;
    case 'choose':
      return mayJump(expr.then) || mayJump(expr.else);
    default:
      return false;
  }
}
