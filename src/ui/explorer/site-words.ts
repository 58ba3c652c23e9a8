// States of the sites in words.

import { STATE_OF_LETTER } from '../../store/explorer-view.ts';

function word(letter: string): string {
  const state = STATE_OF_LETTER[letter];
  return state === 'moving' ? 'in flight' : (state ?? letter);
}

/** "empty" for one pair of sites, "empty, live" for two. */
export function stateWord(sites: string): string {
  return [...sites].map(word).join(', ') || 'no sites';
}
