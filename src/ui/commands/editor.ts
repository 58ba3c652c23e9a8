// Commands of the editor. Keys that the full editor has by itself are in editor-keys.ts.

import { EDITOR_ACTIONS } from '../editor/editor-actions.ts';
import type { Command } from './command.ts';

/** A command without a key of the page's: the editor does it by the name of its action. */
function asked(action: keyof typeof EDITOR_ACTIONS, title: string): Command {
  return {
    id: `editor-${action}`,
    title,
    group: 'Editor',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ signal }) => signal('editor-action', EDITOR_ACTIONS[action]),
  };
}

export const EDITOR: readonly Command[] = [
  {
    id: 'editor',
    title: 'Go to the editor',
    group: 'Editor',
    keys: ['e'],
    shown: ['E'],
    family: 'plain',
    run: ({ signal }) => signal('focus-editor'),
  },
  asked('format', 'Format the text'),
  asked('notes', 'Show or hide notes between the words'),
  asked('outline', 'Outline of the text'),
  asked('definition', 'Go to the definition'),
  asked('references', 'Find all references'),
  asked('rename', 'Rename'),
  asked('fix', 'Quick fix'),
  asked('nextProblem', 'To the next problem'),
  asked('previousProblem', 'To the previous problem'),
  asked('breakpoint', 'Breakpoint on this line'),
  asked('comment', 'Comment lines in or out'),
  asked('suggest', 'Suggestions'),
  asked('signature', 'Signature of the call'),
  asked('hover', 'Explain the word at the caret'),
  asked('foldAll', 'Fold all'),
  asked('unfoldAll', 'Unfold all'),
  asked('find', 'Find in the text'),
];
