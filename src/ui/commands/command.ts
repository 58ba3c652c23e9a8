// What a command is. The registry feeds the listener, the help sheet, the palette and the tooltips.

import type { Page } from '../../store/model.ts';
import type { DialogName, Signals } from '../shared/signals.ts';

/** What a command may touch. */
export interface CommandContext {
  readonly page: Page;
  readonly open: (dialog: DialogName) => void;
  /** Asks a pane for something that only it can do: see shared/signals.ts. */
  readonly signal: Signals['emit'];
}

/** Where a key means something else: on buttons, or on widgets with arrows of their own. */
export type KeyFamily = 'press' | 'arrow' | 'plain';

export const COMMAND_GROUPS = [
  'Time',
  'Run',
  'Explore',
  'Bytes',
  'Machine',
  'Editor',
  'Share',
  'Page',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** In tinykeys' notation; each alone triggers the command. None: the palette only. */
  readonly keys: readonly string[];
  /** As printed on the keyboard, as far as worth showing. */
  readonly shown: readonly string[];
  readonly family: KeyFamily;
  /** Also while typing, for keys that write nothing. */
  readonly global?: boolean;
  /** `key`: the one of `keys` that was pressed; '' from the palette. */
  readonly run: (context: CommandContext, key: string) => void;
}
