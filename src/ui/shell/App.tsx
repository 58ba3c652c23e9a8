import { useMemo, useState } from 'react';
import '../shared/tokens.css';
import '../shared/shared.css';
import './base.css';
import './shell.css';
import './header.css';
import './controls.css';
import './messages.css';
import './narrow.css';
import { focusEditor } from '../editor/focus.ts';
import { type DialogName, Dialogs } from './Dialogs.tsx';
import { Header } from './Header.tsx';
import { LabIntro } from './LabIntro.tsx';
import { NARROW } from './layout.ts';
import { NarrowWorkspace } from './NarrowWorkspace.tsx';
import { Notices } from './Notices.tsx';
import { useCommands } from './use-commands.ts';
import { useMedia } from './use-media.ts';
import { usePlayback } from './use-playback.ts';
import { useThemeAttribute } from './use-theme.ts';
import { WideWorkspace } from './WideWorkspace.tsx';

/** The whole page. */
export function App() {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const narrow = useMedia(NARROW);
  const commands = useMemo(
    () => ({
      openHelp: () => setDialog('help'),
      openShare: () => setDialog('share'),
      openLabs: () => setDialog('labs'),
      openSteer: () => setDialog('steer'),
      focusEditor,
    }),
    [],
  );
  useThemeAttribute();
  usePlayback();
  useCommands(commands);
  return (
    <div className="page">
      <Header narrow={narrow} onOpen={setDialog} />
      <main className="page-main">
        <Notices />
        <LabIntro narrow={narrow} />
        {narrow ? <NarrowWorkspace onSteer={commands.openSteer} /> : <WideWorkspace />}
      </main>
      <Dialogs open={dialog} onClose={() => setDialog(null)} />
    </div>
  );
}
