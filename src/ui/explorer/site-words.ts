// States of the sites in words.

import { STATE_OF_LETTER } from '../../store/explorer-view.ts';

function word(letter: string): string {
  const state = STATE_OF_LETTER[letter];
  return state === 'moving' ? 'in flight' : (state ?? letter);
}

/** Characters of a statement on an edge. */
const LONGEST = 44;

interface Statement {
  readonly statement: string;
  readonly line: number;
}

/** Statements on an edge where there is room for them, else their lines. */
export function edgeWords(statements: readonly Statement[], hasRoom: boolean): string {
  const [first] = statements;
  if (!first) return '';
  const more = statements.length > 1 ? ` +${statements.length - 1}` : '';
  if (!hasRoom) return first.line > 0 ? `line ${first.line}${more}` : more.trim();
  const { statement } = first;
  const cut = statement.length > LONGEST ? `${statement.slice(0, LONGEST - 1)}…` : statement;
  return `${cut}${more}`;
}

/** "empty" for one pair of sites, "empty, live" for two. */
export function stateWord(sites: string): string {
  return sites.split('').map(word).join(', ') || 'no sites';
}
