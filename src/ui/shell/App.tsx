import { lazy, Suspense, useState } from 'react';
import '../shared/tokens.css';
import '../shared/shared.css';
import './base.css';
import './shell.css';
import './header.css';
import './controls.css';
import './messages.css';
import { useCommands } from '../commands/use-commands.ts';
import { focusEditor } from '../editor/focus.ts';
import { isReference } from '../shared/reference-address.ts';
import { type DialogName, useSignal } from '../shared/signals.ts';
import { Dialogs } from './Dialogs.tsx';
import { Header } from './Header.tsx';
import { LabIntro } from './LabIntro.tsx';
import { NARROW } from './layout.ts';
import { Notices } from './Notices.tsx';
import { usePage, usePageStore } from './page-context.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useMedia } from './use-media.ts';
import { usePlayback } from './use-playback.ts';
import { useThemeAttribute } from './use-theme.ts';
import { Views } from './Views.tsx';
import { Waiting } from './Waiting.tsx';
import { WideWorkspace } from './WideWorkspace.tsx';

/** Phones get tabs, and not the edges that can be dragged; walls get one pane or two. */
const LazyNarrow = lazy(async () => {
  const { NarrowWorkspace } = await import('./NarrowWorkspace.tsx');
  return { default: NarrowWorkspace };
});
const LazyPresentation = lazy(async () => {
  const { Presentation } = await import('./Presentation.tsx');
  return { default: Presentation };
});

function Workspace({ narrow }: { narrow: boolean }) {
  return narrow ? <LazyNarrow /> : <WideWorkspace />;
}

/** Everything in its usual place. */
function Desk() {
  const narrow = useMedia(NARROW);
  return (
    <>
      <Header narrow={narrow} />
      <main className="page-main">
        <Notices />
        <LabIntro narrow={narrow} />
        <Suspense fallback={<Waiting label="Panes" />}>
          <Workspace narrow={narrow} />
        </Suspense>
      </main>
    </>
  );
}

function useInstall(): void {
  const store = usePageStore();
  useSignal('install', () => {
    void import('./installation.ts').then(({ install }) => install(store));
  });
}

/** The whole page. */
export function App() {
  const [dialog, setDialog] = useState<DialogName | null>(
    isReference(location.hash) ? 'protocols' : null,
  );
  const presenting = usePage((page) => page.presenting);
  useThemeAttribute();
  usePlayback();
  useCommands();
  useSignal('open-dialog', setDialog);
  useSignal('focus-editor', focusEditor);
  useInstall();
  useFileDrop();
  return (
    <div className="page">
      {presenting ? (
        <Suspense fallback={<Waiting label="Presentation" />}>
          <LazyPresentation panes={presenting} />
        </Suspense>
      ) : (
        <Desk />
      )}
      <Views />
      <Dialogs open={dialog} onClose={() => setDialog(null)} />
    </div>
  );
}
