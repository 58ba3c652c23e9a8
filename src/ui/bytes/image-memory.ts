// A function's image as memory holds it at one moment: what the JIT left, with the poke sites as they are.

import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

const INT3 = 0xcc;

/** Bytes of function `funcIdx` of a program; the image's own where nothing was poked. */
export function imageInMemory(
  result: LabResult,
  view: MachineView | null,
  progIdx: number,
  funcIdx: number,
): Uint8Array {
  const jit = result.progs[progIdx]?.jit;
  const image = jit?.funcs[funcIdx];
  if (!jit || !image) return new Uint8Array();
  if (view?.progs[progIdx] === 'freed' && image.code !== 'bpf')
    return new Uint8Array(image.bytes.length).fill(INT3);
  const descs = view?.descs[progIdx] ?? [];
  if (descs.length === 0) return image.bytes;
  const bytes = image.bytes.slice();
  jit.pokeTab.forEach((poke, pokeIdx) => {
    const desc = descs[pokeIdx];
    if (poke.funcIdx !== funcIdx || !desc) return;
    if (desc.bypass && poke.bypassOff !== null) bytes.set(desc.bypass.bytes, poke.bypassOff);
    bytes.set(desc.target.bytes, poke.targetOff);
  });
  return bytes;
}
