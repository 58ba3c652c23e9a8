import type { MachineView, Session } from '../../core/machine/index.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import { ChoiceList } from './ChoiceList.tsx';
import { CpuList, type CpuListProps } from './CpuList.tsx';
import { LockList } from './LockList.tsx';
import { useMachine } from './machine-tools.ts';
import { NowPanel } from './NowPanel.tsx';
import { ProgList } from './ProgList.tsx';
import { RcuList } from './RcuList.tsx';
import { SiteList } from './SiteList.tsx';
import { SlotList } from './SlotList.tsx';

interface OverviewProps {
  readonly view: MachineView;
  readonly session: Session | null;
  readonly inside: number;
  readonly verdicts: readonly VerdictEntry[];
  readonly CpuControls?: CpuListProps['Controls'];
}

/** The whole machine: who waits, then CPUs, sites, slots, locks, RCU, programs. */
export function Overview({ view, session, inside, verdicts, CpuControls }: OverviewProps) {
  const { result, text, names, onHover, onPin } = useMachine();
  const pointing = { onHover, onPin };
  return (
    <>
      <NowPanel view={view} />
      <div className="machine-scroll">
        <CpuList
          {...pointing}
          result={result}
          text={text}
          view={view}
          names={names}
          session={session}
          inside={inside}
          verdicts={verdicts}
          Controls={CpuControls}
        />
        <SiteList view={view} />
        <SlotList slots={view.slots} cursor={view.cursor} />
        <LockList view={view} />
        <RcuList cpus={view.cpus} periods={view.gracePeriods} cursor={view.cursor} />
        <ProgList view={view} />
        <ChoiceList {...pointing} result={result} text={text} />
      </div>
    </>
  );
}
