// What one side of a comparison is made of: names that win over the lab's own.

import { libraryOf } from '../../store/explorer-library.ts';
import { withChoice } from '../../store/explorer-text.ts';
import type { SideNames } from '../../store/open-view.ts';

/** Stands for what the lab has. */
export const AS_THE_LAB = '';

export const PARTS = [
  { part: 'mapPoke', role: 'map_poke', label: 'map_poke' },
  { part: 'textPoke', role: 'text_poke', label: 'text_poke' },
  { part: 'layout', role: 'layout', label: 'Layout' },
  { part: 'kernel', role: 'kernel', label: 'Kernel' },
] as const;
export type ComparePart = (typeof PARTS)[number]['part'];

export function withPart(choice: SideNames, part: ComparePart, name: string): SideNames {
  const { [part]: _, ...rest } = choice;
  return name === AS_THE_LAB ? rest : { ...rest, [part]: name };
}

/** The text with what a side names written into it. */
export function textWith(text: string, choice: SideNames): string {
  return PARTS.reduce((left, { part, role }) => {
    const name = choice[part];
    // Taken out first: options of a kernel stand behind its name.
    return name === undefined ? left : withChoice(withChoice(left, role, null), role, name);
  }, text);
}

/**
 * What the other side begins with: the protocol of the lab's kernel, or where that is in force the one that
 * the cover letter of 2020 warns of.
 */
export function firstRival(inForce: string, kernels: string): SideNames {
  const known = libraryOf('map_poke').map(({ name }) => name);
  const rival = inForce === kernels ? 't3_restore_at_once' : kernels;
  return known.includes(rival) ? { mapPoke: rival } : {};
}
