// What is fixed for one lab: the input, the layout of its states, and look-ups into both.
// Authority: struct bpf_jit_poke_descriptor (Linux 6.1) for what a descriptor knows.

import { at } from '../base/index.ts';
import type { PokeDescriptor } from '../jit/index.ts';
import type { SiteRef } from './event.ts';
import { type MachineActor, type MachineInput, machineActors } from './input.ts';
import { computeLayout, type Layout } from './layout.ts';
import { type FiveBytes, packFive } from './state.ts';

/** Everything about a lab that no step changes. */
export class Machine {
  readonly input: MachineInput;
  readonly layout: Layout;
  readonly actors: readonly MachineActor[];
  /** The empty poke site: the profile's five-byte nop. */
  readonly nop5: FiveBytes;
  readonly frameSize: number;

  constructor(input: MachineInput) {
    this.input = input;
    this.layout = computeLayout(input);
    this.actors = machineActors(input);
    this.nop5 = packFive(at(input.profile.jit.nops, 5));
    this.frameSize = this.layout.textLocals + input.textPoke.locals.length;
  }

  get worker(): number {
    return this.actors.length - 1;
  }

  pokeTab(progIdx: number): readonly PokeDescriptor[] {
    return at(this.input.progs, progIdx).jit?.pokeTab ?? [];
  }

  poke(progIdx: number, pokeIdx: number): PokeDescriptor {
    return at(this.pokeTab(progIdx), pokeIdx);
  }

  siteAddr(site: SiteRef): bigint {
    const desc = this.poke(site.progIdx, site.pokeIdx);
    return site.which === 'target' ? desc.tailcallTarget : desc.tailcallBypass;
  }

  keyAt(mapIdx: number, slot: number): number {
    return at(at(this.layout.maps, mapIdx).keys, slot);
  }

  /** Prog arrays that track a program: those of its descriptors, in table order. */
  trackingMaps(progIdx: number): number[] {
    return [...new Set(this.pokeTab(progIdx).map((desc) => desc.mapIdx))];
  }

  /** Descriptors as the load fixes them up: function by function, table order within each. */
  fixupOrder(progIdx: number): number[] {
    const table = this.pokeTab(progIdx);
    return [...table.keys()].sort((a, b) => at(table, a).funcIdx - at(table, b).funcIdx || a - b);
  }

  isProgArray(mapIdx: number): boolean {
    return at(this.input.maps, mapIdx).type === 'prog_array';
  }
}
