// The lab language for Monaco: colours of its words, comment and bracket rules. What the words mean is
// the language service's to say: see providers.ts.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import { INITIAL_LINE_STATE, type LineState, tokenizeLine } from '../../core/asm/index.ts';
import { EDITOR_ACTIONS } from './editor-actions.ts';
import { LANGUAGE_ID } from './language-id.ts';

/** A line state in the shape that Monaco wants. */
function monacoState(line: LineState): Monaco.languages.IState & { readonly line: LineState } {
  return {
    line,
    clone: () => monacoState(line),
    equals: (other) => 'line' in other && other.line === line,
  };
}

const TOKENS: Monaco.languages.TokensProvider = {
  getInitialState: () => monacoState(INITIAL_LINE_STATE),
  tokenize: (text, before) => {
    const known = 'line' in before && typeof before.line === 'number';
    const { tokens, state } = tokenizeLine(text, known ? Number(before.line) : INITIAL_LINE_STATE);
    return {
      tokens: tokens.map(({ kind, start }) => ({ startIndex: start, scopes: kind })),
      endState: monacoState(state),
    };
  },
};

const CONFIGURATION: Monaco.languages.LanguageConfiguration = {
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ],
  autoClosingPairs: [
    { open: '(', close: ')', notIn: ['comment'] },
    { open: '[', close: ']', notIn: ['comment'] },
    { open: '{', close: '}', notIn: ['comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: '{', close: '}' },
  ],
  // A directive and its dot are one word.
  wordPattern: /\.?[A-Za-z_]\w*|-?\d\w*/,
};

/** Tells Monaco about the language, once. */
export function registerLabLanguage(monaco: typeof Monaco): void {
  if (monaco.languages.getLanguages().some(({ id }) => id === LANGUAGE_ID)) return;
  monaco.languages.register({ id: LANGUAGE_ID });
  monaco.languages.setTokensProvider(LANGUAGE_ID, TOKENS);
  monaco.languages.setLanguageConfiguration(LANGUAGE_ID, CONFIGURATION);
  // On Linux Monaco has Ctrl+Shift+I instead, which browsers keep for themselves.
  const { KeyMod, KeyCode } = monaco;
  monaco.editor.addKeybindingRule({
    keybinding: KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF,
    command: EDITOR_ACTIONS.format,
    when: 'editorTextFocus && !editorReadonly',
  });
}
