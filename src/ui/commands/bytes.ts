// Commands of the bytes.

import type { Page } from '../../store/model.ts';
import type { SignalMap } from '../shared/signals.ts';
import type { Command } from './command.ts';

/** A command of the palette only. */
function plain(id: string, title: string, run: Command['run']): Command {
  return { id, title, group: 'Bytes', keys: [], shown: [], family: 'plain', run };
}

function copies(which: SignalMap['copy-objdump'], title: string): Command {
  return plain(`copy-objdump-${which}`, title, ({ signal }) => signal('copy-objdump', which));
}

function docks(tab: SignalMap['bytes-dock'], title: string): Command {
  return plain(`dock-${tab}`, title, ({ signal }) => signal('bytes-dock', tab));
}

function toggles(id: string, title: string, toggle: (page: Page) => void): Command {
  return plain(id, title, ({ page }) => toggle(page));
}

export const BYTES: readonly Command[] = [
  {
    id: 'search',
    title: 'Search bytes, addresses and mnemonics',
    group: 'Bytes',
    keys: ['/'],
    shown: ['/'],
    family: 'plain',
    run: ({ page, signal }) => {
      // On a narrow page another pane may be on screen: the request waits until this one is.
      page.setPane('bytes');
      setTimeout(() => signal('search-bytes'));
    },
  },
  {
    id: 'passes',
    title: 'JIT passes',
    group: 'Bytes',
    keys: ['j'],
    shown: ['J'],
    family: 'plain',
    run: ({ page }) => page.setView({ kind: 'passes', choice: null }),
  },
  {
    id: 'pipeline',
    title: 'Pipeline: source, xlated, x86',
    group: 'Bytes',
    keys: ['v'],
    shown: ['V'],
    family: 'plain',
    run: ({ page }) => {
      page.present(null);
      page.setLowerView(page.lowerView === 'pipeline' ? 'run' : 'pipeline');
    },
  },
  toggles('bytes-layout', 'Programs side by side, or one below the other', (page) =>
    page.setBytesLayout(page.bytesLayout === 'stacked' ? 'side-by-side' : 'stacked'),
  ),
  toggles('bytes-syntax', 'AT&T or Intel syntax', (page) =>
    page.setSyntax(page.syntax === 'att' ? 'intel' : 'att'),
  ),
  toggles('bytes-addressing', 'Offsets, or kernel addresses', (page) =>
    page.setAddressing(page.addressing === 'offset' ? 'address' : 'offset'),
  ),
  docks('poke', 'Show or hide the poke at hand'),
  docks('encoding', 'Show or hide the encoding of an instruction'),
  copies('view', 'Copy the function in view as objdump text'),
  copies('all', 'Copy all functions as objdump text'),
];
