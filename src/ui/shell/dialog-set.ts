// All dialogs as one lazy chunk: they share the library that makes them accessible.

export { SteerSheet } from '../schedule/SteerSheet.tsx';
export { ShareDialog } from '../share/ShareDialog.tsx';
export { HelpSheet } from './HelpSheet.tsx';
export { LabChooser } from './LabChooser.tsx';
export { Palette } from './Palette.tsx';
export { WorkspacesDialog } from './WorkspacesDialog.tsx';
