// What is pointed at, in a few words.

import type { Selection } from '../../store/model.ts';
import { sitePlaces } from '../shared/desc-sites.ts';
import { lineOf } from './choice-paths.ts';
import { placeLabel } from './code-place.ts';
import type { MachineTools } from './machine-tools.ts';

type Naming = Pick<MachineTools, 'result' | 'names' | 'text'>;

/** "P1 bypass of entry", "jmp_table[0]", "step 14". */
export function selectionName({ result, names, text }: Naming, selection: Selection): string {
  switch (selection.kind) {
    case 'site':
      return names.site(selection.site);
    case 'desc':
      return `sites of ${names.desc(selection.progIdx, selection.pokeIdx)}`;
    case 'slot':
      return names.slot(selection.mapIdx, selection.key);
    case 'prog':
      return names.prog(selection.progIdx);
    case 'cpu':
      return names.actor(selection.actor);
    case 'lock':
      return names.lock(selection.lock);
    case 'step':
      return `step ${selection.step + 1}`;
    case 'insn':
      return `insn ${selection.insnIdx} of ${names.prog(selection.progIdx)}`;
    case 'bytes': {
      const { progIdx, funcIdx, start, end } = selection;
      const site = siteAt(selection, result);
      if (site) return names.site(site);
      const from = placeLabel(result, { progIdx, funcIdx, byteOff: start });
      return end - start > 1 ? `${from} to +0x${(end - 1).toString(16)}` : from;
    }
    case 'source':
      return `line ${lineOf(text, selection.span.start)}`;
  }
}

/** The site whose five bytes hold all of a stretch; null if none does. */
export function siteAt(
  { progIdx, funcIdx, start, end }: Extract<Selection, { kind: 'bytes' }>,
  result: MachineTools['result'],
) {
  const pokeTab = result.progs[progIdx]?.jit?.pokeTab ?? [];
  for (const [pokeIdx, poke] of pokeTab.entries()) {
    if (poke.funcIdx !== funcIdx) continue;
    for (const { which, byteOff } of sitePlaces(poke)) {
      if (start >= byteOff && end <= byteOff + 5) return { progIdx, pokeIdx, which };
    }
  }
  return null;
}
