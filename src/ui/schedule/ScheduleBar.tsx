import { usePage } from '../shell/page-context.tsx';
import { ChoiceStrip } from './ChoiceStrip.tsx';
import { InsnSteps, RunAllList } from './RunControls.tsx';
import { RunMenu } from './RunMenu.tsx';
import './schedule-bar.css';
import { SteerStatus } from './SteerStatus.tsx';
import { ContinueButtons, StopsList } from './StopsList.tsx';
import { type ToolContentProps, ToolPopover } from './ToolPopover.tsx';
import { WatchList, WatchStrip } from './WatchList.tsx';

function RunContent({ onDone }: ToolContentProps) {
  return (
    <>
      <RunAllList onDone={onDone} />
      <InsnSteps />
    </>
  );
}

function counted(label: string, count: number): string {
  return count === 0 ? label : `${label} ${count}`;
}

/** Steering by hand: what can be done next, and below it whose run this is, stops and watches. */
export function ScheduleBar() {
  const hasRun = usePage((page) => Boolean(page.result?.timeline));
  const stops = usePage((page) => page.breakpoints.length);
  const watches = usePage((page) => page.watches.length);
  return (
    <section className="schedule-bar" aria-label="Steering">
      <ChoiceStrip />
      <div className="schedule-tools">
        <SteerStatus />
        <WatchStrip />
        {/* No toolbar: it would take the arrow keys, which step here. */}
        <div className="steer-tools" role="group" aria-label="Steering tools">
          {hasRun && <RunMenu />}
          {hasRun && <ToolPopover label="Run all" name="Run all" Content={RunContent} />}
          <ToolPopover label={counted('Stops', stops)} name="Breakpoints" Content={StopsList} />
          <ContinueButtons />
          <ToolPopover
            label={counted('Watches', watches)}
            name="Watches"
            stays
            Content={WatchList}
          />
        </div>
      </div>
    </section>
  );
}
