// How the user likes the page; the same in every tab.

import type { Slice } from './model.ts';

type PreferenceKey =
  | 'theme'
  | 'syntax'
  | 'pane'
  | 'welcome'
  | 'setTheme'
  | 'setSyntax'
  | 'setPane'
  | 'closeWelcome';

export const preferencesSlice: Slice<PreferenceKey> = (set) => ({
  theme: 'system',
  syntax: 'att',
  pane: 'bytes',
  welcome: true,

  setTheme: (theme) => set({ theme }),
  setSyntax: (syntax) => set({ syntax }),
  setPane: (pane) => set({ pane }),
  closeWelcome: () => set({ welcome: false }),
});
