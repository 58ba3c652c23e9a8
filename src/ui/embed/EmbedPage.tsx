import { Suspense } from 'react';
import { stateOfEmbed } from '../../store/embed.ts';
import type { Sharing } from '../../store/share.ts';
import './embed.css';
import { useCommands } from '../commands/use-commands.ts';
import { pageAddress } from '../share/page-address.ts';
import { Notices } from '../shell/Notices.tsx';
import { usePage } from '../shell/page-context.tsx';
import { usePlayback } from '../shell/use-playback.ts';
import { useThemeAttribute } from '../shell/use-theme.ts';
import { Views } from '../shell/Views.tsx';
import { Waiting } from '../shell/Waiting.tsx';
import { EmbedBar } from './EmbedBar.tsx';
import { EmbedPanes } from './EmbedPanes.tsx';

/** In place of everything, when the address opens nothing: what is wrong, and the page that can say more. */
function Failed({ state }: { state: string }) {
  const notice = usePage((page) => page.notices.find(({ tone }) => tone === 'error'));
  if (!notice) return null;
  return (
    <main className="embed-failed">
      <div role="alert">
        <h1>{notice.title}</h1>
        <p>{notice.body}</p>
      </div>
      <a href={pageAddress(state)} target="_blank" rel="noopener">
        {state === '' ? 'Open pokescope' : 'Open it on a page of its own'}
      </a>
    </main>
  );
}

/** The page inside of another one. `fragment` is the one that it was opened with. */
export function EmbedPage({ sharing, fragment }: { sharing: Sharing; fragment: string }) {
  const panes = usePage((page) => page.embed?.panes);
  const isOpen = usePage((page) => page.openings > 0);
  useThemeAttribute();
  usePlayback();
  useCommands();
  if (!isOpen || !panes) return <Failed state={stateOfEmbed(fragment)} />;
  return (
    <div className="embed">
      <EmbedBar sharing={sharing} />
      <main className="embed-main">
        <Notices />
        <Suspense fallback={<Waiting label="Panes" />}>
          <EmbedPanes panes={panes} />
        </Suspense>
      </main>
      <Views />
    </div>
  );
}
