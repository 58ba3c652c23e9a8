import { useState } from 'react';
import '../shared/tokens.css';
import '../shared/shared.css';
import './base.css';
import './shell.css';
import './header.css';
import './controls.css';
import './messages.css';
import './narrow.css';
import { useCommands } from '../commands/use-commands.ts';
import { focusEditor } from '../editor/focus.ts';
import { type DialogName, useSignal } from '../shared/signals.ts';
import { Dialogs } from './Dialogs.tsx';
import { Header } from './Header.tsx';
import { LabIntro } from './LabIntro.tsx';
import { NARROW } from './layout.ts';
import { NarrowWorkspace } from './NarrowWorkspace.tsx';
import { Notices } from './Notices.tsx';
import { useMedia } from './use-media.ts';
import { usePlayback } from './use-playback.ts';
import { useThemeAttribute } from './use-theme.ts';
import { WideWorkspace } from './WideWorkspace.tsx';

/** The whole page. */
export function App() {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const narrow = useMedia(NARROW);
  const openSteer = () => setDialog('steer');
  useThemeAttribute();
  usePlayback();
  useCommands();
  useSignal('open-dialog', setDialog);
  useSignal('focus-editor', focusEditor);
  return (
    <div className="page">
      <Header narrow={narrow} onOpen={setDialog} />
      <main className="page-main">
        <Notices />
        <LabIntro narrow={narrow} />
        {narrow ? <NarrowWorkspace onSteer={openSteer} /> : <WideWorkspace />}
      </main>
      <Dialogs open={dialog} onClose={() => setDialog(null)} />
    </div>
  );
}
