// Runs commands, whoever asks: a key, the palette, a menu, a button.

import type { PageStore } from '../../store/page-store.ts';
import { signals } from '../shared/signals.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './registry.ts';

/** `key`: the one that was pressed; '' where none was. */
export function runCommand(command: Command, store: PageStore, key = ''): void {
  command.run(
    {
      page: store.getState(),
      open: (dialog) => signals.emit('open-dialog', dialog),
      signal: signals.emit,
    },
    key,
  );
}

/** Runs the command of this id; nothing for an unknown one. */
export function runCommandById(id: string, store: PageStore): void {
  const command = COMMANDS.find((candidate) => candidate.id === id);
  if (command) runCommand(command, store);
}
