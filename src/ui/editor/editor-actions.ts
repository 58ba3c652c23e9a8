// What the editor can be asked for by name: Monaco's own actions, and those of the page.

/** Ids of actions; those with a dot and `editor` are Monaco's. */
export const EDITOR_ACTIONS = {
  format: 'editor.action.formatDocument',
  definition: 'editor.action.revealDefinition',
  references: 'editor.action.goToReferences',
  rename: 'editor.action.rename',
  outline: 'editor.action.quickOutline',
  hover: 'editor.action.showHover',
  suggest: 'editor.action.triggerSuggest',
  signature: 'editor.action.triggerParameterHints',
  fix: 'editor.action.quickFix',
  nextProblem: 'editor.action.marker.next',
  previousProblem: 'editor.action.marker.prev',
  comment: 'editor.action.commentLine',
  foldAll: 'editor.foldAll',
  unfoldAll: 'editor.unfoldAll',
  find: 'actions.find',
  breakpoint: 'lab.toggleBreakpoint',
  notes: 'lab.toggleNotes',
} as const;
