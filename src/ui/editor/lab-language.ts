// The lab language for Monaco: colours of its words, comment and bracket rules, completion.

import type * as Monaco from 'monaco-editor/editor/editor.api';

export const LANGUAGE_ID = 'pokescope-lab';

const DIRECTIVES = ['kernel', 'map', 'prog', 'func', 'init', 'cpu', 'expect', 'protocol', 'layout'];
const STATEMENTS = ['if', 'goto', 'gotol', 'may_goto', 'call', 'callx', 'exit', 'lock', 'll'];
const OPERATIONS = ['run', 'update', 'delete', 'load', 'unload', 'close', 'times', 'len', 'in'];
const TYPES = ['u8', 'u16', 'u32', 'u64', 's8', 's16', 's32', 's64'];
const SWAPS = ['be16', 'be32', 'be64', 'le16', 'le32', 'le64', 'bswap16', 'bswap32', 'bswap64'];

const TOKENS: Monaco.languages.IMonarchLanguage = {
  directives: DIRECTIVES.map((word) => `.${word}`),
  statements: [...STATEMENTS, ...OPERATIONS],
  types: [...TYPES, ...SWAPS],
  tokenizer: {
    root: [
      [/\/\*/, 'comment', '@comment'],
      [/(\/\/|#).*$/, 'comment'],
      [/^\s*[A-Za-z_.$][\w.$]*:/, 'label'],
      [/\.[a-z]\w*/, { cases: { '@directives': 'keyword', '@default': 'comment' } }],
      [/\b[rw](10|\d)\b/, 'register'],
      [/[-+]?\b(0x[0-9a-fA-F]+|\d+)\b/, 'number'],
      [
        /[A-Za-z_]\w*/,
        { cases: { '@statements': 'statement', '@types': 'type', '@default': 'name' } },
      ],
    ],
    comment: [
      [/\*\//, 'comment', '@pop'],
      [/[^*]+|\*/, 'comment'],
    ],
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

/** Names that the text itself introduces: maps, programs, functions, labels. */
function namesIn(text: string): string[] {
  const declared = text.matchAll(/^\s*\.(?:map|prog|func)\s+(\w+)|^\s*([A-Za-z_]\w*):/gm);
  return [...new Set([...declared].map((match) => match[1] ?? match[2] ?? ''))];
}

function completions(
  kinds: typeof Monaco.languages.CompletionItemKind,
  helpers: readonly string[],
  model: Monaco.editor.ITextModel,
  position: Monaco.Position,
): Monaco.languages.CompletionItem[] {
  const word = model.getWordUntilPosition(position);
  const range = {
    startLineNumber: position.lineNumber,
    endLineNumber: position.lineNumber,
    startColumn: word.startColumn,
    endColumn: word.endColumn,
  };
  const before = model.getLineContent(position.lineNumber).slice(0, word.startColumn - 1);
  const item = (kind: Monaco.languages.CompletionItemKind) => (label: string) => ({
    label,
    kind,
    insertText: label,
    range,
  });
  if (/\bcall\s+$/.test(before)) {
    return [
      ...helpers.map(item(kinds.Function)),
      ...namesIn(model.getValue()).map(item(kinds.Reference)),
    ];
  }
  return [
    ...(before.trim() === '' ? DIRECTIVES.map((name) => item(kinds.Keyword)(`.${name}`)) : []),
    ...STATEMENTS.map(item(kinds.Keyword)),
    ...namesIn(model.getValue()).map(item(kinds.Reference)),
  ];
}

/** Tells Monaco about the language; `helpers` are the names that `call` completes. */
export function registerLabLanguage(monaco: typeof Monaco, helpers: readonly string[]): void {
  if (monaco.languages.getLanguages().some(({ id }) => id === LANGUAGE_ID)) return;
  monaco.languages.register({ id: LANGUAGE_ID });
  monaco.languages.setMonarchTokensProvider(LANGUAGE_ID, TOKENS);
  monaco.languages.setLanguageConfiguration(LANGUAGE_ID, CONFIGURATION);
  monaco.languages.registerCompletionItemProvider(LANGUAGE_ID, {
    triggerCharacters: ['.'],
    provideCompletionItems: (model, position) => ({
      suggestions: completions(monaco.languages.CompletionItemKind, helpers, model, position),
    }),
  });
}
