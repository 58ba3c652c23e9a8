import { sessionOf, verdictsOf } from '../../store/run-selectors.ts';
import { selectLit, selectPinned, selectView } from '../../store/selectors.ts';
import { selectSentences } from '../../store/sentences.ts';
import { MachinePane } from '../machine/MachinePane.tsx';
import { BreakpointDot } from '../schedule/BreakpointDot.tsx';
import { CpuChoices } from '../schedule/CpuChoices.tsx';
import { useActions, usePage } from './page-context.tsx';
import { Waiting } from './Waiting.tsx';

/** The machine, connected to the store. */
export function LoadedMachine() {
  const { hover, pin, seek } = useActions();
  const result = usePage((page) => page.result);
  const stale = usePage((page) => page.stale);
  const view = usePage(selectView);
  const text = usePage((page) => page.resultText);
  const highlight = usePage(selectLit);
  const touched = usePage(selectPinned);
  const pinned = usePage((page) => page.pinned);
  const hovered = usePage((page) => page.hovered);
  const syntax = usePage((page) => page.syntax);
  const session = usePage(sessionOf);
  const inside = usePage((page) => page.inside);
  const verdicts = usePage(verdictsOf);
  const sentenceOf = usePage(selectSentences);
  if (!result) return <Waiting label="Machine" />;
  return (
    <MachinePane
      result={result}
      text={text}
      stale={stale}
      view={view}
      session={session}
      inside={inside}
      verdicts={verdicts}
      sentenceOf={sentenceOf}
      CpuControls={CpuChoices}
      LineControl={BreakpointDot}
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
