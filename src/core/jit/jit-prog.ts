// Second half of the JIT: bytes at given addresses, with poke sites empty
// (the image pass of bpf_int_jit_compile, Linux 6.1).
// Not modelled: the exception table, kallsyms, and the fixup of poke sites whose slot is already
// filled (that is an update like any other and belongs to the machine).

import { type Addr, assert, at, err, ok, type Result } from '../base/index.ts';
import type { AddressMap, KernelProfile } from '../kernel/index.ts';
import type { PokeEntry, Xlated } from '../rewrite/index.ts';
import { FuncEmitter, type PokeSite } from './emitter.ts';
import { imageMoved } from './fault.ts';
import type { FuncImage, JitError, JitProg, PokeDescriptor } from './image.ts';
import { JumpWriter } from './jump-sink.ts';
import { emitInsn, type FuncLayout, jitError, layoutProg, type ProgLayout } from './layout.ts';
import { emitPrologue } from './prologue.ts';
import { referencesOf } from './references.ts';

interface EmittedFunc {
  readonly image: FuncImage;
  readonly sites: readonly PokeSite[];
}

// Emits every insn and checks it against the length that the passes found.
function emitInsns(e: FuncEmitter, layout: ProgLayout, func: FuncLayout): JitError | null {
  const { insns } = layout.xlated;
  const { start, end } = func.func;
  for (let insnIdx = start; insnIdx < end; ) {
    e.beginSlot(insnIdx);
    const slotCount = emitInsn(e, insns, insnIdx, start);
    if (e.fault !== null) return jitError(e.fault, insnIdx);
    insnIdx += slotCount;
    if (e.buf.len !== at(func.addrs, insnIdx - start)) return jitError(imageMoved(), insnIdx - 1);
  }
  return null;
}

function emitFunc(
  layout: ProgLayout,
  progIdx: number,
  funcIdx: number,
  addrs: AddressMap,
): Result<EmittedFunc, JitError> {
  const func = at(layout.funcs, funcIdx);
  const { profile } = layout;
  const jumps = new JumpWriter(func.addrs, profile, func.padding);
  const refs = referencesOf(addrs, progIdx, funcIdx);
  const target = { profile, frame: func.frame, refs, jumps };
  const e = new FuncEmitter(target, func.length, func.insnCount);
  emitPrologue(e, funcIdx === 0);
  const error = emitInsns(e, layout, func);
  if (error !== null) return err(error);
  const image: FuncImage = {
    name: func.func.name,
    funcIdx,
    addr: addrs.image(progIdx, funcIdx),
    ...e.finish(),
    addrs: func.addrs,
    passes: func.passes,
    firstPassAddrs: func.firstPassAddrs,
    frame: func.frame,
  };
  return ok({ image, sites: e.sites });
}

function pokeDescriptor(entry: PokeEntry, site: PokeSite, image: FuncImage): PokeDescriptor {
  const inImage = (byteOff: number): Addr => image.addr + BigInt(byteOff);
  return {
    tailcallTarget: inImage(site.targetOff),
    tailcallBypass: site.bypassOff === null ? null : inImage(site.bypassOff),
    bypassAddr: inImage(site.outOff),
    adjOff: image.frame.adjOff,
    mapIdx: entry.mapIdx,
    key: entry.key,
    insnIdx: entry.insnIdx,
    funcIdx: image.funcIdx,
    targetOff: site.targetOff,
    bypassOff: site.bypassOff,
  };
}

// In table order, whatever the order of the calls in the images.
function fillPokeTab(xlated: Xlated, emitted: readonly EmittedFunc[]): PokeDescriptor[] {
  const filled = new Map<number, PokeDescriptor>();
  for (const { image, sites } of emitted) {
    for (const site of sites) {
      const entry = at(xlated.pokeTab, site.pokeIdx);
      filled.set(site.pokeIdx, pokeDescriptor(entry, site, image));
    }
  }
  return xlated.pokeTab.map((entry, pokeIdx) => {
    const descriptor = filled.get(pokeIdx);
    assert(descriptor !== undefined, `poke ${pokeIdx} (slot ${entry.insnIdx}) has no tail call`);
    return descriptor;
  });
}

/**
 * Emits the images of a program whose lengths are known. `addrs` says where the images and what
 * they refer to are. Fails if a call target is unknown or out of reach.
 */
export function emitProg(
  layout: ProgLayout,
  progIdx: number,
  addrs: AddressMap,
): Result<JitProg, JitError> {
  const emitted: EmittedFunc[] = [];
  for (const funcIdx of layout.funcs.keys()) {
    const func = emitFunc(layout, progIdx, funcIdx, addrs);
    if (!func.ok) return func;
    emitted.push(func.value);
  }
  const { xlated } = layout;
  return ok({
    name: xlated.name,
    progIdx,
    funcs: emitted.map((func) => func.image),
    pokeTab: fillPokeTab(xlated, emitted),
  });
}

/** Layout and images at once, for addresses that are known beforehand. */
export function jitProg(
  xlated: Xlated,
  progIdx: number,
  profile: KernelProfile,
  addrs: AddressMap,
): Result<JitProg, JitError> {
  const layout = layoutProg(xlated, profile);
  return layout.ok ? emitProg(layout.value, progIdx, addrs) : layout;
}
