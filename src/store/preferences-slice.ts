// How the user likes the page.

import type { Slice } from './model.ts';
import { WHOLE_PIPELINE } from './open-view.ts';

type PreferenceKey =
  | 'theme'
  | 'syntax'
  | 'pane'
  | 'welcome'
  | 'bytesLayout'
  | 'addressing'
  | 'timelineView'
  | 'lowerView'
  | 'pipeline'
  | 'view'
  | 'inlayNotes'
  | 'foldedLanes'
  | 'presenting'
  | 'embed'
  | 'setTheme'
  | 'setSyntax'
  | 'setPane'
  | 'closeWelcome'
  | 'setBytesLayout'
  | 'setAddressing'
  | 'setTimelineView'
  | 'setLowerView'
  | 'setPipeline'
  | 'setView'
  | 'setInlayNotes'
  | 'toggleLane'
  | 'foldLanes'
  | 'present';

export const preferencesSlice: Slice<PreferenceKey> = (set, get) => ({
  theme: 'system',
  syntax: 'att',
  pane: 'bytes',
  welcome: true,
  bytesLayout: 'stacked',
  addressing: 'offset',
  timelineView: 'lanes',
  lowerView: 'run',
  pipeline: WHOLE_PIPELINE,
  view: null,
  inlayNotes: true,
  foldedLanes: [],
  presenting: null,
  embed: null,

  setTheme: (theme) => set({ theme }),
  setSyntax: (syntax) => set({ syntax }),
  setPane: (pane) => set({ pane }),
  setBytesLayout: (bytesLayout) => set({ bytesLayout }),
  setAddressing: (addressing) => set({ addressing }),
  setTimelineView: (timelineView) => set({ timelineView }),
  // It opens whole, as any view does, unless a link says otherwise.
  setLowerView: (lowerView) => set({ lowerView, pipeline: WHOLE_PIPELINE }),
  setPipeline: (pipeline) => set({ pipeline }),
  setView: (view) => set({ view }),
  setInlayNotes: (inlayNotes) => set({ inlayNotes }),
  toggleLane: (id) => {
    const { foldedLanes } = get();
    const others = foldedLanes.filter((folded) => folded !== id);
    set({ foldedLanes: others.length < foldedLanes.length ? others : [...foldedLanes, id] });
  },
  foldLanes: (foldedLanes) => set({ foldedLanes }),
  present: (presenting) => set({ presenting }),
  closeWelcome: () => set({ welcome: false }),
});
