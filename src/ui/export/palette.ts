// The page's tokens for a theme that need not be the one on screen, read from their one file.

import tokens from '../shared/tokens.css?raw';

export const PICTURE_THEMES = ['light', 'dark', 'contrast'] as const;
export type PictureTheme = (typeof PICTURE_THEMES)[number];

/** Colour of a token, e.g. `--ink`; throws for one that there is not. */
export type Palette = (token: `--${string}`) => string;

/** A rule for the root: its selectors, and what it declares. */
const ROOT_RULE = /(:root[^{}]*)\{([^{}]*)\}/g;
const DECLARATION = /(--[\w-]+):\s*([^;]+);/g;

function isFor(selectors: string, theme: PictureTheme): boolean {
  return selectors.split(',').some((selector) => {
    const named = /data-theme="(\w+)"/.exec(selector);
    return named === null || named[1] === theme;
  });
}

function declarations(theme: PictureTheme): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, selectors = '', body = ''] of tokens.matchAll(ROOT_RULE)) {
    if (!isFor(selectors, theme)) continue;
    for (const [, name = '', value = ''] of body.matchAll(DECLARATION)) {
      found.set(name, value.trim());
    }
  }
  return found;
}

/** A token that is another one by name. */
const ALIAS = /^var\((--[\w-]+)\)$/;

export function paletteOf(theme: PictureTheme): Palette {
  const known = declarations(theme);
  const colourOf = (token: string): string => {
    const value = known.get(token);
    if (value === undefined) throw new Error(`invariant broken: no token ${token} for ${theme}`);
    const alias = ALIAS.exec(value)?.[1];
    return alias === undefined ? value : colourOf(alias);
  };
  return colourOf;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** `share` (0..1) of `one` in `other`; both as #rrggbb. Files cannot count on `color-mix`. */
export function mixed(one: string, share: number, other: string): string {
  const ground = channels(other);
  const parts = channels(one).map((channel, nth) =>
    Math.round(channel * share + (ground[nth] ?? 0) * (1 - share)),
  );
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
