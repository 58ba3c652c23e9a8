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
  foreground: '--ink',
  descriptionForeground: '--ink-2',
  disabledForeground: '--ink-3',
  errorForeground: '--danger-ink',
  'icon.foreground': '--ink-2',
  focusBorder: '--accent',
  'textLink.foreground': '--accent',
  'textLink.activeForeground': '--accent',
  'textCodeBlock.background': '--bg-sunken',
  'keybindingLabel.foreground': '--ink-2',
  'keybindingLabel.background': '--bg-sunken',
  'keybindingLabel.border': '--line-strong',
  'keybindingLabel.bottomBorder': '--line-strong',

  'editor.background': '--bg-pane',
  'editor.foreground': '--ink',
  'editorGutter.background': '--bg-pane',
  'editorGutter.foldingControlForeground': '--ink-3',
  'editorLineNumber.foreground': '--ink-3',
  'editorLineNumber.activeForeground': '--ink',
  'editorCursor.foreground': '--ink',
  'editor.lineHighlightBackground': '--bg-sunken',
  'editor.lineHighlightBorder': '--bg-sunken',
  'editor.foldBackground': '--bg-sunken',
  'editor.placeholder.foreground': '--ink-3',
  'editorBracketMatch.background': '--accent-soft',
  'editorBracketMatch.border': '--accent',
  'editorBracketHighlight.foreground1': '--ink-2',
  'editorBracketHighlight.foreground2': '--ink-2',
  'editorBracketHighlight.foreground3': '--ink-2',
  'editorError.foreground': '--danger',
  'editorWarning.foreground': '--flight',
  'editorInfo.foreground': '--accent',
  'editorLightBulb.foreground': '--flight-ink',
  'editorLightBulbAutoFix.foreground': '--flight-ink',
  'editorInlayHint.foreground': '--ink-3',
  'editorInlayHint.typeForeground': '--ink-3',
  'editorLink.activeForeground': '--accent',

  'editorWidget.background': '--bg-raised',
  'editorWidget.foreground': '--ink',
  'editorWidget.border': '--line-strong',
  'editorWidget.resizeBorder': '--accent',
  'editorHoverWidget.background': '--bg-raised',
  'editorHoverWidget.foreground': '--ink',
  'editorHoverWidget.border': '--line-strong',
  'editorHoverWidget.statusBarBackground': '--bg-sunken',
  'editorHoverWidget.highlightForeground': '--accent',
  'editorSuggestWidget.background': '--bg-raised',
  'editorSuggestWidget.foreground': '--ink',
  'editorSuggestWidget.border': '--line-strong',
  'editorSuggestWidget.highlightForeground': '--accent',
  'editorSuggestWidget.focusHighlightForeground': '--accent',
  'editorSuggestWidget.selectedBackground': '--accent-soft',
  'editorSuggestWidget.selectedForeground': '--ink',
  'editorSuggestWidget.selectedIconForeground': '--ink',
  'editorSuggestWidgetStatus.foreground': '--ink-2',
  'editorMarkerNavigation.background': '--bg-raised',
  'editorMarkerNavigationError.background': '--danger',
  'editorMarkerNavigationError.headerBackground': '--danger-soft',
  'editorMarkerNavigationWarning.background': '--flight',
  'editorMarkerNavigationWarning.headerBackground': '--flight-soft',
  'editorMarkerNavigationInfo.background': '--accent',
  'editorMarkerNavigationInfo.headerBackground': '--accent-soft',

  'list.hoverBackground': '--bg-hover',
  'list.hoverForeground': '--ink',
  'list.focusBackground': '--accent-soft',
  'list.focusForeground': '--ink',
  'list.focusHighlightForeground': '--accent',
  'list.highlightForeground': '--accent',
  'list.activeSelectionBackground': '--accent-soft',
  'list.activeSelectionForeground': '--ink',
  'list.activeSelectionIconForeground': '--ink',
  'list.inactiveSelectionBackground': '--bg-hover',
  'list.inactiveSelectionForeground': '--ink',
  'menu.background': '--bg-raised',
  'menu.foreground': '--ink',
  'menu.border': '--line-strong',
  'editorActionList.background': '--bg-raised',
  'editorActionList.foreground': '--ink',
  'editorActionList.focusBackground': '--accent-soft',
  'editorActionList.focusForeground': '--ink',
  'quickInput.background': '--bg-raised',
  'quickInput.foreground': '--ink',
  'quickInputList.focusBackground': '--accent-soft',
  'quickInputList.focusForeground': '--ink',
  'quickInputList.focusIconForeground': '--ink',
  'quickInputTitle.background': '--bg-sunken',
  'pickerGroup.foreground': '--ink-2',
  'pickerGroup.border': '--line-soft',
  'input.background': '--bg-pane',
  'input.foreground': '--ink',
  'input.border': '--line-strong',
  'input.placeholderForeground': '--ink-3',
  'inputOption.activeBackground': '--accent-soft',
  'inputOption.activeForeground': '--ink',
  'inputOption.activeBorder': '--accent',
  'inputValidation.errorBackground': '--danger-soft',
  'inputValidation.errorForeground': '--danger-ink',
  'inputValidation.errorBorder': '--danger',
  'inputValidation.infoBackground': '--accent-soft',
  'inputValidation.infoForeground': '--ink',
  'inputValidation.infoBorder': '--accent',
  'peekView.border': '--accent',
  'peekViewTitle.background': '--bg-sunken',
  'peekViewTitleLabel.foreground': '--ink',
  'peekViewTitleDescription.foreground': '--ink-2',
  'peekViewEditor.background': '--bg-pane',
  'peekViewEditorGutter.background': '--bg-pane',
  'peekViewEditor.matchHighlightBackground': '--accent-soft',
  'peekViewResult.background': '--bg-sunken',
  'peekViewResult.fileForeground': '--ink',
  'peekViewResult.lineForeground': '--ink',
  'peekViewResult.matchHighlightBackground': '--accent-soft',
  'peekViewResult.selectionBackground': '--accent-soft',
  'peekViewResult.selectionForeground': '--ink',
  'symbolIcon.keywordForeground': '--syntax-keyword',
  'symbolIcon.functionForeground': '--syntax-number',
  'symbolIcon.methodForeground': '--syntax-number',
  'symbolIcon.moduleForeground': '--syntax-keyword',
  'symbolIcon.structForeground': '--syntax-string',
  'symbolIcon.interfaceForeground': '--accent',
  'symbolIcon.eventForeground': '--flight-ink',
  'symbolIcon.enumeratorMemberForeground': '--accent',
  'symbolIcon.variableForeground': '--accent',
  'symbolIcon.operatorForeground': '--ink-2',
  'symbolIcon.referenceForeground': '--ink-2',
  'symbolIcon.typeParameterForeground': '--syntax-string',
  'symbolIcon.keyForeground': '--ink-2',
  'symbolIcon.namespaceForeground': '--ink-2',
};

/** Behind words, so see-through: what is selected, found or meant must stay readable. */
const WASHES: Readonly<Record<string, readonly [token: string, alpha: string]>> = {
  'editor.selectionBackground': ['--accent', '40'],
  'editor.inactiveSelectionBackground': ['--accent', '26'],
  'editor.selectionHighlightBackground': ['--accent', '26'],
  'editor.wordHighlightBackground': ['--accent', '22'],
  'editor.wordHighlightStrongBackground': ['--accent', '33'],
  'editor.wordHighlightTextBackground': ['--accent', '22'],
  'editor.findMatchBackground': ['--flight', '80'],
  'editor.findMatchHighlightBackground': ['--flight', '40'],
  'editor.hoverHighlightBackground': ['--accent', '22'],
  'editor.rangeHighlightBackground': ['--accent', '1a'],
  'editor.snippetTabstopHighlightBackground': ['--accent', '26'],
  'scrollbarSlider.background': ['--ink-3', '40'],
  'scrollbarSlider.hoverBackground': ['--ink-3', '73'],
  'scrollbarSlider.activeBackground': ['--ink-3', '99'],
  'widget.shadow': ['--ink', '1f'],
  'editorInlayHint.background': ['--bg-pane', '00'],
  'editorInlayHint.typeBackground': ['--bg-pane', '00'],
};

/** Themes of high contrast draw lines where the others only shade. */
const CONTRAST_COLOURS: Readonly<Record<string, string>> = {
  contrastBorder: '--line-strong',
  contrastActiveBorder: '--accent',
  'editor.selectionForeground': '--ink',
  'editor.lineHighlightBorder': '--line-soft',
};

const BASES = { light: 'vs', dark: 'vs-dark', contrast: 'hc-light' } as const;

/** Monaco takes only `#rrggbb`; the build shortens to `#rgb` where it can. */
function fullHex(colour: string): string {
  return colour.replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');
}

/** Defines and puts on the theme that fits the style sheet's present values. */
export function applyTheme(monaco: typeof Monaco, theme: keyof typeof BASES): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => fullHex(style.getPropertyValue(name).trim());
  const rules = Object.entries(TOKEN_COLOURS).map(([token, name]) => ({
    token,
    foreground: colour(name).slice(1),
  }));
  const named = theme === 'contrast' ? { ...EDITOR_COLOURS, ...CONTRAST_COLOURS } : EDITOR_COLOURS;
  const colors: Record<string, string> = {};
  for (const [key, name] of Object.entries(named)) colors[key] = colour(name);
  for (const [key, [name, alpha]] of Object.entries(WASHES)) colors[key] = colour(name) + alpha;
  monaco.editor.defineTheme('page', {
    base: BASES[theme],
    inherit: true,
    rules: rules.filter((rule) => rule.foreground !== ''),
    colors,
  });
  monaco.editor.setTheme('page');
}
