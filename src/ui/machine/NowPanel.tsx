import type { MachineView } from '../../core/machine/index.ts';
import type { LabNames } from '../shared/lab-names.ts';

const WAIT_WORDS = {
  rcu: 'waits in synchronize_rcu() for every reader that may be inside the old code',
  'tasks-trace': 'waits for every sleepable reader (tasks trace RCU)',
} as const;

/** The system call under way, what it waits for and which locks are held. */
export function NowPanel({ view, names }: { view: MachineView; names: LabNames }) {
  const { op, waiting, locks } = view;
  return (
    <div className="machine-block now">
      <h3>Now</h3>
      <p className="now-op">
        {op ? (
          <>
            <span className="now-actor">{names.actor(op.actor)}</span>{' '}
            <code>{names.op(op.op)}</code>
          </>
        ) : (
          <span className="quiet">nothing under way</span>
        )}
      </p>
      {waiting && <p className="now-wait">{WAIT_WORDS[waiting]}</p>}
      {locks.length > 0 && (
        <ul className="locks" aria-label="Locks held">
          {locks.map((lock) => (
            <li key={names.lock(lock)}>
              <LockIcon /> {names.lock(lock)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function LockIcon() {
  return (
    <svg className="lock-icon" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d="M3.5 5V3.5a2.5 2.5 0 0 1 5 0V5M2.5 5h7v5.5h-7z" />
    </svg>
  );
}
