// The matrix in Markdown: a table for each kind of library entry, then why the verdicts are what they are.

import type { LibraryRole } from '../core/protocol/index.ts';
import { SCENARIOS } from '../labs/scenarios/index.ts';
import type { CellVerdict, MatrixCell, MatrixRow } from './matrix-cells.ts';
import { NOTES } from './matrix-notes.ts';

const HEADINGS: readonly (readonly [LibraryRole, string])[] = [
  ['map_poke', 'Protocols of a poke run (`map_poke`)'],
  ['text_poke', 'Ways to rewrite five bytes (`text_poke`)'],
  ['layout', "Orders of a tail call's pieces (`layout`)"],
];

/** A cell in a word or two. */
export function verdictWords(verdict: CellVerdict): string {
  switch (verdict.kind) {
    case 'pass':
      return 'PASS';
    case 'fail':
      return `**FAIL** ${verdict.properties[0]}`;
    case 'none':
      return 'n/a';
    case 'not-finished':
      return 'not finished';
  }
}

function rowsOf(cells: readonly MatrixCell[]): MatrixRow[] {
  return [...new Set(cells.map(({ row }) => row))];
}

function tableLines(cells: readonly MatrixCell[]): string[] {
  const head = ['', 'on', ...SCENARIOS.map(({ id }) => id)];
  const body = rowsOf(cells).map((row) => [
    `\`${row.name}\``,
    row.kernel,
    ...cells.filter((cell) => cell.row === row).map(({ verdict }) => verdictWords(verdict)),
  ]);
  return [head, head.map(() => '---'), ...body].map((columns) => `| ${columns.join(' | ')} |`);
}

const WORDS = { fail: 'FAIL', none: 'n/a', pass: 'PASS' } as const;

/** What the notes say about an entry's cells, a line each; rows of which the same is said share it. */
function noteLines(cells: readonly MatrixCell[]): string[] {
  const namesOf = new Map<string, string[]>();
  for (const { role, name } of rowsOf(cells)) {
    for (const { about, scenarios, text } of NOTES[`${role} ${name}`] ?? []) {
      const said = `${WORDS[about]} ${scenarios.join(', ')}: ${text}`;
      namesOf.set(said, [...(namesOf.get(said) ?? []), `\`${name}\``]);
    }
  }
  return [...namesOf].map(([said, names]) => `- ${names.join(', ')}: ${said}`);
}

export function matrixText(cells: readonly MatrixCell[]): string {
  const parts = HEADINGS.map(([role, heading]) => {
    const ofRole = cells.filter(({ row }) => row.role === role);
    const notes = noteLines(ofRole);
    return [
      `### ${heading}`,
      '',
      ...tableLines(ofRole),
      ...(notes.length > 0 ? ['', ...notes] : []),
    ];
  });
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
