import type { GracePeriodView, LockView, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { letterOf } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { type ActorLines, linesOfActors, lineText } from './protocol-lines.ts';

interface NowPanelProps {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
}

/** The system calls under way with their statements, who waits for whom, and which locks are held. */
export function NowPanel(props: NowPanelProps) {
  const { result, view, names } = props;
  const underWay = view.ops.flatMap((op, actor) => (op ? [{ actor, op }] : []));
  const lines = linesOfActors(result.timeline?.steps ?? [], view.cursor, view.ops);
  return (
    <div className="machine-block now">
      <h2>Now</h2>
      {underWay.map(({ actor, op }) => (
        <div key={actor} className="now-call">
          <p className="now-op">
            <Actor {...props} actor={actor} /> <code>{names.op(op)}</code>
          </p>
          <Statements result={result} lines={lines.find((of) => of.actor === actor)} />
        </div>
      ))}
      {underWay.length === 0 && (
        <p className="now-op">
          <span className="quiet">nothing under way</span>
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

/** The statement that the actor is at, under the one of map_poke that called it. */
function Statements({ result, lines }: { result: LabResult; lines: ActorLines | undefined }) {
  if (!lines) return null;
  const { mapPoke, textPoke } = result.protocols;
  const texts = [lineText(mapPoke.text, lines.mapPoke), lineText(textPoke.text, lines.textPoke)];
  return (
    <>
      {texts.filter(Boolean).map((text, depth) => (
        <code key={text} className={depth === 0 ? 'statement' : 'statement is-inner'}>
          {text}
        </code>
      ))}
    </>
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
