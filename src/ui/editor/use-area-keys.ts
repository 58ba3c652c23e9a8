// Keys of the capable text area: Tab and Enter know about indents, and Escape lets the next Tab leave.

import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { breakLine, indent, toggleComment } from './plain-input.ts';
import type { Suggestions } from './use-suggestions.ts';

/** Moves through an open list. */
const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
};

const isHeld = (event: KeyboardEvent) => event.ctrlKey || event.metaKey;

/** Returns the suggestion that the keys are on; -1 while they write. */
export function useAreaKeys(
  area: RefObject<HTMLTextAreaElement | null>,
  { items, take, ask, close }: Suggestions,
): number {
  const [active, setActive] = useState(-1);
  const [tabLeaves, setTabLeaves] = useState(false);
  const chosen = items[active];
  const inList = (event: KeyboardEvent): boolean => {
    const move = MOVES[event.key];
    if (!chosen) return false;
    if (move) setActive((active + move + items.length) % items.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(chosen);
    else return false;
    return true;
  };
  const escape = (): void => {
    setTabLeaves(items.length === 0);
    setActive(-1);
    close();
  };
  const isDone = (event: KeyboardEvent, element: HTMLTextAreaElement): boolean => {
    if (inList(event)) return true;
    if (event.key === 'Escape') escape();
    else if (isHeld(event) && event.key === '/') toggleComment(element);
    else if (isHeld(event) && event.key === ' ') {
      if (items.length > 0) setActive(0);
      else ask();
    } else if (event.key === 'Tab' && !tabLeaves && !isHeld(event)) indent(element, event.shiftKey);
    else return false;
    return true;
  };
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const element = area.current;
    if (!element || event.isComposing || element.readOnly) return;
    if (isDone(event, element)) event.preventDefault();
    else setActive(-1);
    if (event.key !== 'Escape' && event.key !== 'Tab' && event.key !== 'Shift') setTabLeaves(false);
  });
  const onBeforeInput = useEffectEvent((event: InputEvent) => {
    if (event.inputType !== 'insertLineBreak' || event.isComposing || !area.current) return;
    event.preventDefault();
    breakLine(area.current);
  });
  useEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    const keydown = (event: KeyboardEvent) => onKeyDown(event);
    const beforeInput = (event: InputEvent) => onBeforeInput(event);
    const rest = () => setTabLeaves(false);
    element.addEventListener('keydown', keydown);
    element.addEventListener('beforeinput', beforeInput);
    element.addEventListener('blur', rest);
    return () => {
      element.removeEventListener('keydown', keydown);
      element.removeEventListener('beforeinput', beforeInput);
      element.removeEventListener('blur', rest);
    };
  }, [area]);
  return chosen ? active : -1;
}
