// Listens for the command table's keys, and keeps out of the way of whatever has the focus.

import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { COMMANDS, type CommandContext, type KeyFamily } from './commands.ts';
import { usePageStore } from './page-context.tsx';

const TYPING = 'input, textarea, select, [contenteditable="true"], .monaco-editor, [role="dialog"]';

/** Widgets that a key belongs to when they have the focus. */
const OWNERS: Readonly<Record<KeyFamily, string>> = {
  press: 'button, a, summary, label, [role="button"], [role="tab"], [role="option"]',
  arrow:
    '[role="slider"], [role="separator"], [role="tab"], [role="listbox"], [role="grid"], ' +
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

export function useCommands(context: Omit<CommandContext, 'page'>): void {
  const store = usePageStore();
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  useEffect(() => {
    const bindings = COMMANDS.flatMap((command) =>
      command.keys.map((key) => {
        const onKey = (event: KeyboardEvent): void => {
          if (isTaken(event, command.family)) return;
          event.preventDefault();
          command.run({ ...latest.current, page: store.getState() }, key);
        };
        return [key, onKey] as const;
      }),
    );
    return tinykeys(window, Object.fromEntries(bindings));
  }, [store]);
}
