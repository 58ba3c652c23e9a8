import { selectMuted, selectShownResult } from '../../store/prediction.ts';
import { sessionOf, verdictsOf } from '../../store/run-selectors.ts';
import { selectLit, selectPinned, selectView } from '../../store/selectors.ts';
import { selectSentences } from '../../store/sentences.ts';
import { MachinePane } from '../machine/MachinePane.tsx';
import { BreakpointDot } from '../schedule/BreakpointDot.tsx';
import { CpuChoices } from '../schedule/CpuChoices.tsx';
import { ConnectedExplorer } from './ConnectedExplorer.tsx';
import { useRestingPage } from './late-page.ts';
import { NARROW } from './layout.ts';
import { useActions, usePage } from './page-context.tsx';
import { useMedia } from './use-media.ts';
import { Waiting } from './Waiting.tsx';

/** The machine, connected to the store; in a drag it waits for the cursor to rest. */
export function LoadedMachine() {
  const narrow = useMedia(NARROW);
  const { hover, pin, seek } = useActions();
  // Elsewhere it has a place of its own.
  const hasExplorer = usePage((page) => !page.embed && !page.presenting) && !narrow;
  const result = useRestingPage(selectShownResult);
  const isMuted = useRestingPage(selectMuted);
  const stale = useRestingPage((page) => page.stale);
  const view = useRestingPage(selectView);
  const text = useRestingPage((page) => page.resultText);
  const highlight = useRestingPage(selectLit);
  const touched = useRestingPage(selectPinned);
  const pinned = useRestingPage((page) => page.pinned);
  const hovered = useRestingPage((page) => page.hovered);
  const syntax = useRestingPage((page) => page.syntax);
  const session = useRestingPage(sessionOf);
  const inside = useRestingPage((page) => page.inside);
  const verdicts = useRestingPage(verdictsOf);
  const sentenceOf = useRestingPage(selectSentences);
  if (!result) return <Waiting label="Machine" />;
  return (
    <MachinePane
      result={result}
      text={text}
      stale={stale}
      isMuted={isMuted}
      view={view}
      session={session}
      inside={inside}
      verdicts={verdicts}
      sentenceOf={sentenceOf}
      CpuControls={CpuChoices}
      LineControl={BreakpointDot}
      {...(hasExplorer && { Explorer: ConnectedExplorer })}
      syntax={syntax}
      pinned={pinned}
      hovered={hovered}
      touched={touched}
      highlight={highlight}
      onHover={hover}
      onPin={pin}
      onSeek={seek}
    />
  );
}
