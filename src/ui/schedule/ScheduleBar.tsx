import { usePage } from '../shell/page-context.tsx';
import { ChoiceStrip } from './ChoiceStrip.tsx';
import { Flyout } from './Flyout.tsx';
import { InsnSteps, RunAllList, RunToList } from './RunControls.tsx';
import './schedule-bar.css';
import { SteerStatus } from './SteerStatus.tsx';
import { ContinueButtons, StopsList } from './StopsList.tsx';
import { WatchList, WatchStrip } from './WatchList.tsx';

function RunFlyout() {
  return (
    <Flyout label="Run to" name="Run to">
      {(close) => (
        <>
          <RunToList onDone={close} />
          <RunAllList onDone={close} />
          <InsnSteps />
        </>
      )}
    </Flyout>
  );
}

function counted(label: string, count: number): string {
  return count === 0 ? label : `${label} ${count}`;
}

/** Steering by hand: what can be done next, and below it whose run this is, stops and watches. */
export function ScheduleBar() {
  const hasRun = usePage((page) => page.result?.timeline != null);
  const stops = usePage((page) => page.breakpoints.length);
  const watches = usePage((page) => page.watches.length);
  return (
    <section className="schedule-bar" aria-label="Steering">
      <ChoiceStrip />
      <div className="schedule-tools">
        <SteerStatus />
        <WatchStrip />
        {hasRun && <RunFlyout />}
        <Flyout label={counted('Stops', stops)} name="Breakpoints">
          {() => <StopsList />}
        </Flyout>
        <ContinueButtons />
        <Flyout label={counted('Watches', watches)} name="Watches" stays>
          {() => <WatchList />}
        </Flyout>
      </div>
    </section>
  );
}
