// The lab language for Monaco: colours of its words, comment and bracket rules, completion, hover.
// What the words are and mean is core/asm's to say.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import {
  EXPECT_WORDS,
  INITIAL_LINE_STATE,
  INSN_WORDS,
  LAB_DIRECTIVES,
  type LineState,
  OP_WORDS,
  tokenizeLine,
  type VocabularyEntry,
} from '../../core/asm/index.ts';
import { HELPERS, type Helper, helperByName } from '../../core/bpf/index.ts';

export const LANGUAGE_ID = 'pokescope-lab';

type Model = Monaco.editor.ITextModel;

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
  // A directive and its dot are one word.
  wordPattern: /\.?[A-Za-z_]\w*|-?\d\w*/,
};

function prototype({ name, returns, args, id }: Helper): string {
  return `${returns} bpf_${name}(${args.join(', ')}) #${id}`;
}

/** Names that the text itself introduces: maps, programs, functions, labels. */
function namesIn(text: string): VocabularyEntry[] {
  const declared = text.matchAll(/^\s*\.(map|prog|func)\s+(\w+)|^\s*([A-Za-z_]\w*):/gm);
  const kinds = new Map([...declared].map(([, kind, name, label]) => [name ?? label, kind]));
  return [...kinds].map(([name = '', kind = 'label']) => ({ name, form: kind, doc: '' }));
}

/** What may stand behind `before`, the line's text up to the word. */
function wordsFor(before: string, text: string): readonly VocabularyEntry[] {
  if (/\bcall\s+$/.test(before)) {
    const helpers = HELPERS.map((helper) => ({
      name: helper.name,
      form: prototype(helper),
      doc: '',
    }));
    return [...namesIn(text), ...helpers];
  }
  const starts = before.trim() === '' ? [...LAB_DIRECTIVES, ...OP_WORDS, ...EXPECT_WORDS] : [];
  return [...starts, ...INSN_WORDS, ...namesIn(text)];
}

function complete(monaco: typeof Monaco, model: Model, position: Monaco.Position) {
  const { startColumn, endColumn } = model.getWordUntilPosition(position);
  const { lineNumber } = position;
  const range = new monaco.Range(lineNumber, startColumn, lineNumber, endColumn);
  const before = model.getLineContent(lineNumber).slice(0, startColumn - 1);
  const suggestions = wordsFor(before, model.getValue()).map(({ name, form, doc }) => ({
    label: name,
    insertText: name,
    detail: form,
    documentation: doc,
    kind: monaco.languages.CompletionItemKind.Keyword,
    range,
  }));
  return { suggestions };
}

const EXPLAINED = new Map(
  [...LAB_DIRECTIVES, ...OP_WORDS, ...EXPECT_WORDS, ...INSN_WORDS].map((word) => [word.name, word]),
);

function explain(word: string): string | null {
  const entry = EXPLAINED.get(word);
  if (entry) return `\`${entry.form}\`\n\n${entry.doc}`;
  const helper = helperByName(word);
  return helper && `\`${prototype(helper)}\``;
}

/** Tells Monaco about the language, once. */
export function registerLabLanguage(monaco: typeof Monaco): void {
  if (monaco.languages.getLanguages().some(({ id }) => id === LANGUAGE_ID)) return;
  monaco.languages.register({ id: LANGUAGE_ID });
  monaco.languages.setTokensProvider(LANGUAGE_ID, TOKENS);
  monaco.languages.setLanguageConfiguration(LANGUAGE_ID, CONFIGURATION);
  monaco.languages.registerCompletionItemProvider(LANGUAGE_ID, {
    triggerCharacters: ['.'],
    provideCompletionItems: (model, position) => complete(monaco, model, position),
  });
  monaco.languages.registerHoverProvider(LANGUAGE_ID, {
    provideHover: (model, position) => {
      const word = model.getWordAtPosition(position)?.word;
      const value = word ? explain(word) : null;
      return value ? { contents: [{ value }] } : null;
    },
  });
}
