import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { lineText, protocolLines } from './protocol-lines.ts';

const WAIT_WORDS = {
  rcu: 'waits in synchronize_rcu() for every reader that may be inside the old code',
  'tasks-trace': 'waits for every sleepable reader (tasks trace RCU)',
} as const;

interface NowPanelProps {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
}

/** The system call under way, what it waits for and which locks are held. */
export function NowPanel({ result, view, names }: NowPanelProps) {
  const { locks, gracePeriods } = view;
  const underWay = view.ops.flatMap((op, actor) => (op ? [{ actor, op }] : []));
  const waits = gracePeriods.filter(({ purpose }) => purpose === 'wait');
  return (
    <div className="machine-block now">
      <h2>Now</h2>
      {underWay.map(({ actor, op }) => (
        <p key={actor} className="now-op">
          <span className="now-actor">{names.actor(actor)}</span> <code>{names.op(op)}</code>
        </p>
      ))}
      {underWay.length === 0 && (
        <p className="now-op">
          <span className="quiet">nothing under way</span>
        </p>
      )}
      <Statements result={result} cursor={view.cursor} />
      {waits.map(({ ordinal, flavour }) => (
        <p key={ordinal} className="now-wait">
          {WAIT_WORDS[flavour]}
        </p>
      ))}
      {locks.length > 0 && (
        <ul className="locks" aria-label="Locks held">
          {locks.map(({ lock }) => (
            <li key={names.lock(lock)}>
              <LockIcon /> {names.lock(lock)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The statement that ran last, under the one of map_poke that called it. */
function Statements({ result, cursor }: { result: LabResult; cursor: number }) {
  const lines = protocolLines(result.timeline?.steps ?? [], cursor);
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

function LockIcon() {
  return (
    <svg className="lock-icon" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d="M3.5 5V3.5a2.5 2.5 0 0 1 5 0V5M2.5 5h7v5.5h-7z" />
    </svg>
  );
}
