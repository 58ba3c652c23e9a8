// The bytes of an image as they are in memory: what the JIT wrote, with the present poke sites.
// Authority: bpf_prog_pack (Linux 5.18+): memory of no image is filled with int3.

import { at } from '../base/index.ts';
import { type JitProg, type SiteKind, siteKinds, siteOff } from '../jit/index.ts';
import { unpackFive } from './five-bytes.ts';
import type { Machine } from './model.ts';
import { siteView } from './site-view.ts';
import { type MachineState, State } from './state.ts';
import type { MachineView } from './view.ts';

/** What memory of no image is filled with. */
export const INT3 = 0xcc;

/**
 * Image of function `funcIdx` (0 = main) of a program in a state of the machine; all int3 while
 * the program has no image. Throws if the program was refused.
 */
export function imageBytes(
  machine: Machine,
  words: MachineState,
  progIdx: number,
  funcIdx: number,
): Uint8Array {
  const { jit, name } = at(machine.input.progs, progIdx);
  if (!jit) throw new Error(`invariant broken: ${name} was refused and has no image`);
  const state = new State(machine.layout, words);
  if (state.progWord(progIdx, 'image') === 0) return filler(jit, funcIdx);
  return patched(jit, funcIdx, (pokeIdx, which) =>
    unpackFive(state.site({ progIdx, pokeIdx, which })),
  );
}

/** The same as the page sees it, from a view. */
export function viewImageBytes(
  jit: JitProg,
  view: MachineView,
  progIdx: number,
  funcIdx: number,
): Uint8Array {
  if (at(view.progs, progIdx) === 'freed') return filler(jit, funcIdx);
  const descs = at(view.descs, progIdx);
  return patched(jit, funcIdx, (pokeIdx, which) => siteView(at(descs, pokeIdx), which).bytes);
}

function filler(jit: JitProg, funcIdx: number): Uint8Array {
  return new Uint8Array(at(jit.funcs, funcIdx).bytes.length).fill(INT3);
}

function patched(
  jit: JitProg,
  funcIdx: number,
  siteBytes: (pokeIdx: number, which: SiteKind) => Uint8Array,
): Uint8Array {
  const bytes = at(jit.funcs, funcIdx).bytes.slice();
  jit.pokeTab.forEach((desc, pokeIdx) => {
    if (desc.funcIdx !== funcIdx) return;
    for (const which of siteKinds(desc)) {
      bytes.set(siteBytes(pokeIdx, which), siteOff(desc, which));
    }
  });
  return bytes;
}
