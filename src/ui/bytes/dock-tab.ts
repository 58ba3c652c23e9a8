// Which panel stands between the bytes and the footer.

import type { Selection } from '../../store/model.ts';
import type { Size } from '../shared/use-size.ts';

export type DockTab = 'poke' | 'encoding';
/** `auto`: what the pane chooses by itself. */
export type DockChoice = DockTab | 'none' | 'auto';

/** Smaller panes keep their room for the bytes, unless somebody asks. */
const ROOMY: Size = { width: 560, height: 500 };

/** What is open: an instruction that is pinned explains itself, else the poke at hand. */
export function openTab(
  choice: DockChoice,
  size: Size,
  pinned: Selection['kind'] | null,
  hasPokes: boolean,
): DockTab | null {
  if (choice === 'none') return null;
  if (choice !== 'auto') return choice;
  if (size.height < ROOMY.height || size.width < ROOMY.width) return null;
  if (pinned === 'bytes' || pinned === 'insn') return 'encoding';
  return hasPokes ? 'poke' : null;
}
