import { afterEach, describe, expect, it } from 'vitest';
import { COMMANDS, keysOf } from '../../../src/ui/commands/registry.ts';
import { isTaken } from '../../../src/ui/commands/use-commands.ts';

/** Same keys, same name: modifiers sorted, letters folded. */
function normal(key: string): string {
  const parts = key.split('+').map((part) => part.toLowerCase());
  return [...parts.slice(0, -1).sort(), parts.at(-1)].join('+');
}

/** Presses `key` on what `html` marks with `data-here` and says whether the page leaves it alone. */
function takenOn(html: string, key: string, family: 'press' | 'arrow' | 'plain'): boolean {
  document.body.innerHTML = html;
  let taken: boolean | null = null;
  const listen = (event: KeyboardEvent): void => {
    taken = isTaken(event, family);
  };
  window.addEventListener('keydown', listen, { once: true });
  const target = document.querySelector('[data-here]') ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  return taken ?? true;
}

afterEach(() => {
  document.body.innerHTML = '';
});

describe('COMMANDS', () => {
  it('gives no key to two commands', () => {
    const keys = COMMANDS.flatMap((command) => command.keys.map(normal));
    expect([...new Set(keys)]).toEqual(keys);
  });

  it('gives no name to two commands', () => {
    const ids = COMMANDS.map((command) => command.id);
    expect([...new Set(ids)]).toEqual(ids);
  });

  it('leaves the keys of browsers alone', () => {
    const browsers = ['F1', 'F3', 'F5', 'F6', 'F11', 'F12', 'Tab', 'Enter', 'Backspace'];
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(keys.filter((key) => browsers.includes(key))).toEqual([]);
    const held = keys.filter((key) => /\$mod|Control|Meta|Alt/.test(key));
    expect(held.sort()).toEqual(['$mod+Shift+p', '$mod+Shift+z', '$mod+y', '$mod+z']);
  });

  it('shows a key for each command that has one', () => {
    for (const { id, keys } of COMMANDS) expect(keysOf(id) !== '', id).toBe(keys.length > 0);
  });
});

describe('isTaken', () => {
  it('keeps every key from the page while someone types', () => {
    const places = [
      '<input data-here>',
      '<textarea data-here></textarea>',
      '<select data-here></select>',
      '<div contenteditable="true"><b data-here></b></div>',
      '<div class="monaco-editor"><div data-here></div></div>',
      '<div role="dialog"><button data-here></button></div>',
    ];
    for (const place of places) {
      for (const family of ['press', 'arrow', 'plain'] as const) {
        expect(takenOn(place, 'e', family), `${family} on ${place}`).toBe(true);
      }
    }
  });

  it('leaves Space to a button that has the focus, and arrows to the page', () => {
    const button = '<button data-here></button>';
    expect(takenOn(button, ' ', 'press')).toBe(true);
    expect(takenOn(button, 'ArrowRight', 'arrow')).toBe(false);
    expect(takenOn(button, '?', 'plain')).toBe(false);
  });

  it('leaves arrows to widgets that have their own', () => {
    for (const role of ['slider', 'separator', 'tab', 'grid', 'radiogroup']) {
      expect(takenOn(`<div role="${role}" data-here></div>`, 'Home', 'arrow'), role).toBe(true);
    }
  });

  it('takes keys pressed on nothing in particular', () => {
    for (const family of ['press', 'arrow', 'plain'] as const) {
      expect(takenOn('<main><p data-here></p></main>', 'x', family)).toBe(false);
    }
  });
});
