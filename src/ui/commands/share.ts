// Commands for sharing and leaving.

import { chooseExport, type ExportKind } from '../export/export-kind.ts';
import type { Command } from './command.ts';

function exporting(kind: ExportKind, title: string): Command {
  return {
    id: `export-${kind}`,
    title,
    group: 'Share',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ open }) => {
      chooseExport(kind);
      open('export');
    },
  };
}

export const SHARE: readonly Command[] = [
  {
    id: 'share',
    title: 'Share',
    group: 'Share',
    keys: ['Shift+s'],
    shown: ['Shift S'],
    family: 'plain',
    run: ({ open }) => open('share'),
  },
  {
    id: 'export',
    title: 'Export',
    group: 'Share',
    keys: ['Shift+e'],
    shown: ['Shift E'],
    family: 'plain',
    run: ({ open }) => open('export'),
  },
  exporting('bytes', 'Export the bytes as SVG or PNG'),
  exporting('timeline', 'Export the timeline as SVG or PNG'),
  exporting('mail', 'Export as Markdown for a mail'),
  exporting('events', 'Export the events as JSON'),
  exporting('search', 'Export what a search found as Markdown or JSON'),
  exporting('page', 'Save the page as one offline HTML file'),
];
