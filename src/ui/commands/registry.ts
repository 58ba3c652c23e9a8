// Every command of the page, from one file for each part of it.

import { BYTES } from './bytes.ts';
import type { Command } from './command.ts';
import { EDITOR } from './editor.ts';
import { EXPLORE } from './explore.ts';
import { MACHINE } from './machine.ts';
import { PAGE } from './page.ts';
import { RUN } from './run.ts';
import { SHARE } from './share.ts';
import { TIME } from './time.ts';
import { TIMELINE } from './timeline.ts';

export const COMMANDS: readonly Command[] = [
  ...TIME,
  ...TIMELINE,
  ...RUN,
  ...EXPLORE,
  ...BYTES,
  ...MACHINE,
  ...EDITOR,
  ...SHARE,
  ...PAGE,
];

/** Keys as shown for a tooltip; '' for an unknown id. */
export function keysOf(id: string): string {
  return COMMANDS.find((command) => command.id === id)?.shown.join(' or ') ?? '';
}
