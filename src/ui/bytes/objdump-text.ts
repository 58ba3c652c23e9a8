// Functions of the page as `objdump -d` prints them; without the JIT, as a listing of insns.

import { listRead } from '../../core/bpf/index.ts';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { objdumpFunc, objdumpNames } from '../../core/x86/index.ts';
import type { FuncSection } from './byte-rows.ts';
import { imageInMemory } from './image-memory.ts';
import type { Syntax } from './insn-text.ts';
import { insnNames } from './x86-printer.ts';

/** Functions as `objdump -d` lists them, with the bytes that memory holds; '' for none. */
export function objdumpText(
  result: LabResult,
  view: MachineView | null,
  sections: readonly FuncSection[],
  syntax: Syntax,
): string {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
  const names = objdumpNames(images, result.symbols);
  const callBase = result.symbols.get('__bpf_call_base') ?? 0n;
  const mapNames = insnNames(result);
  const funcs = sections.flatMap(({ image, progIdx, funcIdx }) => {
    if (!image) return [];
    const bytes = imageInMemory(result, view, progIdx, funcIdx);
    if (image.code === 'bpf') return [listRead({ ...image, bytes }, callBase, mapNames)];
    return [objdumpFunc({ ...image, bytes }, syntax, names)];
  });
  return funcs.length === 0 ? '' : `${funcs.join('\n\n')}\n`;
}
