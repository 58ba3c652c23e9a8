import { sessionOf, verdictsOf } from '../../store/run-selectors.ts';
import { selectLit, selectView } from '../../store/selectors.ts';
import { MachinePane } from '../machine/MachinePane.tsx';
import { BreakpointDot } from '../schedule/BreakpointDot.tsx';
import { CpuChoices } from '../schedule/CpuChoices.tsx';
import { useActions, usePage } from './page-context.tsx';
import { Waiting } from './Waiting.tsx';

/** The machine, connected to the store. */
export function LoadedMachine() {
  const { hover, pin } = useActions();
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const text = usePage((page) => page.resultText);
  const highlight = usePage(selectLit);
  const session = usePage(sessionOf);
  const inside = usePage((page) => page.inside);
  const verdicts = usePage(verdictsOf);
  if (!result) return <Waiting label="Machine" />;
  return (
    <MachinePane
      result={result}
      text={text}
      view={view}
      session={session}
      inside={inside}
      verdicts={verdicts}
      CpuControls={CpuChoices}
      LineControl={BreakpointDot}
      highlight={highlight}
      onHover={hover}
      onPin={pin}
    />
  );
}
