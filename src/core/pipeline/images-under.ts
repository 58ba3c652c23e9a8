// Images of one text under any profile: also one that no kernel has, to find out what a property does.

import { parseLab } from '../asm/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import { mapDefs } from './compile.ts';
import { type CompiledProgs, compileProgs } from './compile-progs.ts';
import { faultyCode } from './faulty-code.ts';
import type { KeptVerdicts } from './kept-verdicts.ts';

export type LabImages = Pick<CompiledProgs, 'progs' | 'symbols'>;

/** Reads `text` once; `kept` is of the same text. Programs that a profile refuses have no images under it. Never throws for any text. */
export function imagesUnder(
  text: string,
  kept: KeptVerdicts,
): (profile: KernelProfile) => LabImages {
  const { lab, diagnostics } = parseLab(text);
  const maps = mapDefs(lab);
  const faulty = faultyCode(text, lab, diagnostics);
  return (profile) => compileProgs({ lab, maps, profile, faulty, kept }, [...diagnostics]);
}
