import type { GracePeriodView, LockView, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { letterOf } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { linesOfActors } from './protocol-lines.ts';
import { Statements, statementsOf } from './Statements.tsx';

interface NowPanelProps {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
}

/** What is under way outside of CPUs, which have cards; who waits for whom, and which locks are held. */
export function NowPanel(props: NowPanelProps) {
  const { result, view, names } = props;
  const underWay = view.ops.flatMap((op, actor) =>
    op && !letterOf(result, actor) ? [{ actor, op }] : [],
  );
  const isQuiet = underWay.length + view.gracePeriods.length + view.locks.length === 0;
  const lines = linesOfActors(result.timeline?.steps ?? [], view.cursor, view.ops);
  return (
    <div className="machine-block now">
      <h2>Now</h2>
      {underWay.map(({ actor, op }) => (
        <div key={actor} className="now-call">
          <p className="now-op">
            <Actor {...props} actor={actor} /> <code>{names.op(op)}</code>
          </p>
          <Statements
            text={statementsOf(
              result,
              lines.find((of) => of.actor === actor),
            )}
          />
        </div>
      ))}
      {isQuiet && (
        <p className="now-op">
          <span className="quiet">
            {view.ops.some(Boolean) ? 'nobody waits, no lock is held' : 'nothing under way'}
          </span>
        </p>
      )}
      {view.gracePeriods.map((period) => (
        <GracePeriod key={period.ordinal} {...props} period={period} />
      ))}
      {view.locks.length > 0 && (
        <ul className="locks" aria-label="Locks held">
          {view.locks.map((lock) => (
            <Lock key={names.lock(lock.lock)} {...props} lock={lock} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** An actor by name, with its letter if it is a CPU. */
function Actor({ result, names, actor }: NowPanelProps & { actor: number }) {
  const letter = letterOf(result, actor);
  return (
    <span className="now-actor">
      {letter && <CpuTag {...letter} />} {names.actor(actor)}
    </span>
  );
}

const WAIT_CALLS = { rcu: 'synchronize_rcu()', 'tasks-trace': 'synchronize_rcu_tasks_trace()' };

/** Who waits for which readers: an update for its grace period, or an image to be freed. */
function GracePeriod({ period, ...props }: NowPanelProps & { period: GracePeriodView }) {
  const { ordinal, flavour, purpose, actor, progIdx, readers } = period;
  const { names } = props;
  return (
    <p className="now-wait">
      {purpose === 'wait' ? (
        <>
          <Actor {...props} actor={actor} /> waits in {WAIT_CALLS[flavour]}: grace period {ordinal}
        </>
      ) : (
        <>
          The image of <code>{names.slotValue(progIdx)}</code> is freed after grace period {ordinal}
          {flavour === 'rcu' ? '' : ` (${flavour})`}, which
        </>
      )}{' '}
      {readers.length === 0 ? 'has no reader left' : 'waits for'}{' '}
      {readers.map((reader) => (
        <Actor key={reader} {...props} actor={reader} />
      ))}
    </p>
  );
}

function Lock({ lock: { lock, holder, waiters }, ...props }: NowPanelProps & { lock: LockView }) {
  return (
    <li>
      <LockIcon />
      <code>{props.names.lock(lock)}</code>
      {holder === null ? (
        <span className="quiet">just released</span>
      ) : (
        <span className="lock-who">
          <span className="quiet">held by</span> <Actor {...props} actor={holder} />
        </span>
      )}
      {waiters.map((waiter) => (
        <span key={waiter} className="lock-who">
          <Actor {...props} actor={waiter} /> <span className="quiet">sleeps</span>
        </span>
      ))}
    </li>
  );
}

function LockIcon() {
  return (
    <svg className="lock-icon" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d="M3.5 5V3.5a2.5 2.5 0 0 1 5 0V5M2.5 5h7v5.5h-7z" />
    </svg>
  );
}
