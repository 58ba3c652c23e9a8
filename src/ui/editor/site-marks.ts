// Which lines of the text hold a tail call, and what became of it: for the editor's margin.

import type { MachineView, SiteState } from '../../core/machine/index.ts';
import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import { stateWords } from '../shared/lab-names.ts';

export interface SiteMark {
  /** Offset into the text of the call. */
  readonly offset: number;
  /** State of the pair of sites, or `indirect` for a call that has none. */
  readonly state: SiteState | 'indirect';
  /** One sentence. */
  readonly words: string;
}

function marksOf(prog: ProgResult, descs: MachineView['descs'][number] | undefined): SiteMark[] {
  return (prog.xlated?.tailCalls ?? []).flatMap((call): SiteMark[] => {
    const span = prog.spans[call.sourceIdx];
    if (!span) return [];
    if (call.form === 'indirect') {
      return [
        { offset: span.start, state: 'indirect', words: `Indirect tail call: ${call.explanation}` },
      ];
    }
    const pokeIdx = call.pokeIdx ?? -1;
    const state = descs?.[pokeIdx]?.state ?? 'empty';
    const isAlone = prog.jit?.pokeTab[pokeIdx]?.bypassOff === null;
    const words = `Direct tail call, ${state}: ${stateWords(state, isAlone)}`;
    return [{ offset: span.start, state, words }];
  });
}

/** Marks in the order of programs; a function linked into several gives one for each. */
export function siteMarks(result: LabResult, view: MachineView | null): readonly SiteMark[] {
  return result.progs.flatMap((prog, progIdx) => marksOf(prog, view?.descs[progIdx]));
}
