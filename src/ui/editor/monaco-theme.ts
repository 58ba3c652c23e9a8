// Monaco's colours are the page's: read from the style sheet whenever the theme changes.

import type * as Monaco from 'monaco-editor/editor/editor.api';

const TOKEN_COLOURS: Readonly<Record<string, string>> = {
  comment: '--syntax-comment',
  directive: '--syntax-keyword',
  keyword: '--syntax-keyword',
  number: '--syntax-number',
  type: '--syntax-string',
  string: '--syntax-string',
  label: '--syntax-string',
  helper: '--syntax-number',
  register: '--syntax-name',
  name: '--syntax-name',
  operator: '--ink-2',
  punct: '--ink-2',
};

const EDITOR_COLOURS: Readonly<Record<string, string>> = {
  'editor.background': '--bg-pane',
  'editor.foreground': '--ink',
  'editorGutter.background': '--bg-pane',
  'editorLineNumber.foreground': '--ink-3',
  'editorLineNumber.activeForeground': '--ink',
  'editorCursor.foreground': '--ink',
  'editor.lineHighlightBackground': '--bg-sunken',
  'editor.lineHighlightBorder': '--bg-sunken',
  'editorWidget.background': '--bg-raised',
  'editorWidget.border': '--line-strong',
  'editorHoverWidget.background': '--bg-raised',
  'editorHoverWidget.border': '--line-strong',
  'editorSuggestWidget.background': '--bg-raised',
  'editorSuggestWidget.border': '--line-strong',
  'editorError.foreground': '--danger',
  'editorWarning.foreground': '--flight',
  'editorInfo.foreground': '--accent',
  'editorBracketHighlight.foreground1': '--ink-2',
  'editorBracketHighlight.foreground2': '--ink-2',
  'editorBracketHighlight.foreground3': '--ink-2',
  focusBorder: '--accent',
};

/** Monaco takes only `#rrggbb`; the build shortens to `#rgb` where it can. */
function fullHex(colour: string): string {
  return colour.replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');
}

/** Defines and puts on the theme that fits the style sheet's present values. */
export function applyTheme(monaco: typeof Monaco, base: 'light' | 'dark' | 'contrast'): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => fullHex(style.getPropertyValue(name).trim());
  const rules = Object.entries(TOKEN_COLOURS).map(([token, name]) => ({
    token,
    foreground: colour(name).slice(1),
  }));
  const colors = Object.fromEntries(
    Object.entries(EDITOR_COLOURS).map(([key, name]) => [key, colour(name)]),
  );
  monaco.editor.defineTheme('page', {
    base: base === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: rules.filter((rule) => rule.foreground !== ''),
    colors,
  });
  monaco.editor.setTheme('page');
}
