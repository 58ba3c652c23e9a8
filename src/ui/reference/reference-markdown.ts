// The reference as a Markdown file, which the repository keeps beside the language.

import { GRAMMAR, REFERENCE, type ReferenceRow } from './reference-sections.ts';

function rowLines({ name, form, meaning, facts, example }: ReferenceRow): string[] {
  const told = facts.map(([what, value]) => `${what}: ${value}`).join('; ');
  return [
    `### \`${name}\``,
    '',
    ...(form === '' || form === name ? [] : ['```c', ...form.split('\n'), '```', '']),
    told === '' ? meaning : `${meaning} (${told})`,
    '',
    ...(example === '' ? [] : ['```c', ...example.split('\n'), '```', '']),
  ];
}

export function referenceMarkdown(): string {
  const lines = [
    '# The protocol language',
    '',
    'Made from the tables of `src/core/protocol`, which check and run protocols; a test keeps both equal.',
    '',
    '## By example',
    '',
    '```c',
    ...GRAMMAR.trimEnd().split('\n'),
    '```',
    '',
    ...REFERENCE.flatMap(({ title, intro, rows }) => [
      `## ${title}`,
      '',
      intro,
      '',
      ...rows.flatMap(rowLines),
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
