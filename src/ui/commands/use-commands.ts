// Listens for the command table's keys, and keeps out of the way of whatever has the focus.

import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { usePageStore } from '../shell/page-context.tsx';
import type { KeyFamily } from './command.ts';
import { COMMANDS } from './registry.ts';
import { runCommand } from './run-command.ts';

const TYPING =
  'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select, ' +
  '[contenteditable="true"], .monaco-editor, [role="dialog"]';

/** Widgets that a key belongs to when they have the focus. */
const OWNERS: Readonly<Record<KeyFamily, string>> = {
  press: 'button, a, summary, label, [role="button"], [role="tab"], [role="option"]',
  arrow:
    'input, [role="slider"], [role="separator"], [role="tab"], [role="listbox"], [role="grid"], ' +
    '[role="treegrid"], [role="tree"], [role="radiogroup"], [role="toolbar"], [role="menu"]',
  plain: '',
};

/** True if `event` was meant for what has the focus, not for the page. */
export function isTaken(event: KeyboardEvent, family: KeyFamily): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  const { target } = event;
  if (!(target instanceof Element)) return false;
  const owners = OWNERS[family];
  return target.closest(TYPING) !== null || (owners !== '' && target.closest(owners) !== null);
}

/** Listens as long as the page is on screen. */
export function useCommands(): void {
  const store = usePageStore();
  useEffect(() => {
    const bindings = COMMANDS.flatMap((command) =>
      command.keys.map((key) => {
        const onKey = (event: KeyboardEvent): void => {
          if (command.global !== true && isTaken(event, command.family)) return;
          event.preventDefault();
          runCommand(command, store, key);
        };
        return [key, onKey] as const;
      }),
    );
    return tinykeys(window, Object.fromEntries(bindings));
  }, [store]);
}
