// Keys that the full editor has by itself, for the help sheet. They work while one types.

export interface EditorKey {
  readonly keys: readonly string[];
  readonly title: string;
}

export const EDITOR_KEYS: readonly EditorKey[] = [
  { keys: ['Ctrl M'], title: 'Tab key leaves the editor, or indents (Ctrl Shift M on macOS)' },
  { keys: ['Ctrl Space'], title: 'Suggestions' },
  { keys: ['Ctrl Shift Space'], title: 'Signature of the call' },
  { keys: ['Ctrl K', 'Ctrl I'], title: 'Explain the word at the caret' },
  { keys: ['Ctrl .'], title: 'Quick fix' },
  { keys: ['F8'], title: 'To the next problem; Shift F8 back' },
  { keys: ['F9'], title: 'Breakpoint on this line' },
  { keys: ['F12'], title: 'To the definition; Shift F12 for all references' },
  { keys: ['F2'], title: 'Rename' },
  { keys: ['Ctrl Shift O'], title: 'Outline' },
  { keys: ['Shift Alt F'], title: 'Format the text' },
  { keys: ['Ctrl /'], title: 'Comment lines in or out' },
  { keys: ['Ctrl K', 'Ctrl 0'], title: 'Fold all; Ctrl K Ctrl J unfolds' },
  { keys: ['Ctrl F'], title: 'Find' },
];
