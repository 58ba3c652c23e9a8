import { usePage } from '../shell/page-context.tsx';
import { ChoiceStrip } from './ChoiceStrip.tsx';
import { Flyout, type FlyoutContentProps } from './Flyout.tsx';
import { InsnSteps, RunAllList, RunToList } from './RunControls.tsx';
import './schedule-bar.css';
import { SteerStatus } from './SteerStatus.tsx';
import { ContinueButtons, StopsList } from './StopsList.tsx';
import { WatchList, WatchStrip } from './WatchList.tsx';

function RunContent({ onDone }: FlyoutContentProps) {
  return (
    <>
      <RunToList onDone={onDone} />
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
        {hasRun && <Flyout label="Run to" name="Run to" Content={RunContent} />}
        <Flyout label={counted('Stops', stops)} name="Breakpoints" Content={StopsList} />
        <ContinueButtons />
        <Flyout label={counted('Watches', watches)} name="Watches" stays Content={WatchList} />
      </div>
    </section>
  );
}
