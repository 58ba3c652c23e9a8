// Commands of the machine pane.

import type { Command } from './command.ts';

export const MACHINE: readonly Command[] = [];
