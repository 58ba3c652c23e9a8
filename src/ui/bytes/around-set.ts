// What stands around the grid, as one lazy chunk: text and bytes are on screen before it.

export { BytesToolbar } from './BytesToolbar.tsx';
export { DockPanel, DockTabs } from './Dock.tsx';
export { ExplainNote } from './ExplainNote.tsx';
export { objdumpText } from './objdump-text.ts';
export { SearchBar } from './SearchBar.tsx';
