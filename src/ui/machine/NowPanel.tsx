import type { LockView, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { ActorName } from './ActorName.tsx';
import { useMachine } from './machine-tools.ts';
import { type Wait, waitsAt } from './wait-reasons.ts';
import './now.css';

interface NowPanelProps {
  readonly view: MachineView;
}

/**
 * Who waits for whom, and which locks are held. Always as high: what stands below must not move while one
 * scrubs. What does not fit is in the sections for RCU and locks.
 */
export function NowPanel({ view }: NowPanelProps) {
  const { result, names } = useMachine();
  const waits = waitsAt({ result, view, names });
  const hasTables = !hasOneTable(result);
  return (
    <div className="now" role="group" aria-label="Now">
      <p className={`now-line now-waits${waits.length > 0 ? ' is-waiting' : ''}`}>
        {waits[0] ? (
          <WaitWords wait={waits[0]} more={waits.length - 1} />
        ) : (
          <IdleWords result={result} view={view} names={names} />
        )}
      </p>
      <p className={`now-line now-locks${hasTables ? ' has-tables' : ''}`}>
        {view.locks.length === 0 ? (
          <span className="quiet">No lock is held.</span>
        ) : (
          view.locks.map((lock) => <HeldLock key={names.lock(lock.lock)} held={lock} />)
        )}
      </p>
    </div>
  );
}

/** With one table there is one poke_mutex, and nothing to tell apart. */
function hasOneTable({ maps }: LabResult): boolean {
  return maps.filter(({ type }) => type === 'prog_array').length < 2;
}

function WaitWords({ wait, more }: { wait: Wait; more: number }) {
  const isLock = wait.kind === 'lock' && wait.for.length > 0;
  return (
    <span>
      <ActorName actor={wait.actor} />{' '}
      {isLock ? 'waits for ' : `waits in ${wait.what.replace(/, grace.*/, '')} for `}
      {wait.for.length === 0
        ? 'nobody any more'
        : wait.for.map(({ actor }, nth) => (
            <span key={actor}>
              {nth > 0 && ', '}
              <ActorName actor={actor} />
            </span>
          ))}
      {isLock && `, which holds ${wait.what},`}
      {wait.since !== null && <span className="quiet"> since step {wait.since + 1}</span>}
      {more > 0 && <span className="quiet"> · {more} more</span>}
    </span>
  );
}

function underWay(view: MachineView): number[] {
  return view.ops.flatMap((op, actor) => (op ? [actor] : []));
}

/** A grace period without readers, what the last mover is at, or nothing at all. */
function IdleWords({ view, names }: { result: LabResult; view: MachineView; names: LabNames }) {
  const over = view.gracePeriods.find(
    ({ purpose, readers }) => purpose === 'wait' && readers.length === 0,
  );
  if (over) {
    return (
      <span>
        <ActorName actor={over.actor} /> waits in synchronize_rcu(), and grace period {over.ordinal}{' '}
        has no reader left
      </span>
    );
  }
  const actors = underWay(view);
  if (actors.length === 0) return <span className="quiet">Nothing is under way.</span>;
  return (
    <span>
      {actors.map((actor, nth) => {
        const op = view.ops[actor];
        return (
          <span key={actor}>
            {nth > 0 && ' · '}
            <ActorName actor={actor} /> {op && <code>{names.op(op)}</code>}
          </span>
        );
      })}
      <span className="quiet"> · nobody waits</span>
    </span>
  );
}

function HeldLock({ held: { lock, holder, waiters } }: { held: LockView }) {
  const { names, result } = useMachine();
  const isOnly = hasOneTable(result);
  return (
    <span className="now-lock">
      <LockIcon isHeld={holder !== null} />
      <code>{isOnly ? lock.kind : names.lock(lock)}</code>
      {holder === null ? (
        <span className="quiet">just released</span>
      ) : (
        <span>
          <span className="visually-hidden">held by</span> <ActorName actor={holder} short />
        </span>
      )}
      {waiters.length > 0 && (
        <span className="quiet">
          ({waiters.length} {waiters.length === 1 ? 'sleeps' : 'sleep'})
        </span>
      )}
    </span>
  );
}

/** Closed while somebody holds it. */
export function LockIcon({ isHeld }: { isHeld: boolean }) {
  return (
    <svg className="lock-icon" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={isHeld ? 'M3.5 5V3.5a2.5 2.5 0 0 1 5 0V5' : 'M3.5 5V3a2.5 2.5 0 0 1 4.7-1.2'} />
      <path className={isHeld ? 'lock-body is-held' : 'lock-body'} d="M2.5 5h7v5.5h-7z" />
    </svg>
  );
}
