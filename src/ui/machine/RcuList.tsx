import { memo } from 'react';
import type { CpuView, GracePeriodView } from '../../core/machine/index.ts';
import { lastBefore } from '../../store/histories.ts';
import { ActorName } from './ActorName.tsx';
import { useMachine } from './machine-tools.ts';
import { Section } from './Section.tsx';
import { StepLink } from './StepLink.tsx';
import { leaveWords } from './wait-reasons.ts';

interface RcuListProps {
  readonly cpus: readonly CpuView[];
  readonly periods: readonly GracePeriodView[];
  readonly cursor: number;
}

/**
 * Who is inside a read section, and the grace periods under way with the readers that they wait for. As long as
 * CPUs and periods are the same, so is all that the cursor could add.
 */
export const RcuList = memo(RcuSection, (was, is) => {
  return was.cpus === is.cpus && was.periods === is.periods;
});

function RcuSection({ cpus, periods, cursor }: RcuListProps) {
  const { names, history } = useMachine();
  const inside = cpus.flatMap(({ run }, actor) => (run ? [{ actor, run }] : []));
  const note =
    periods.length === 0
      ? 'no grace period'
      : `${periods.length} grace period${periods.length === 1 ? '' : 's'}`;
  return (
    <Section name="rcu" title="RCU" note={note}>
      <ul className="rows" aria-label="Readers">
        {inside.length === 0 && (
          <li className="thing-row quiet">No CPU is inside a read section.</li>
        )}
        {inside.map(({ actor, run }) => {
          const since = lastBefore(history.runs[actor] ?? [], cursor);
          return (
            <li key={actor} className="thing-row">
              <span className="row-name is-plain">
                <ActorName actor={actor} />
                <span className="quiet">reads in</span> <code>{names.prog(run.progIdx)}</code>
              </span>
              <span className="row-value">
                {run.flavour === 'tasks-trace' && <span className="badge is-rcu">tasks trace</span>}
                {since && (
                  <StepLink
                    step={since.step}
                    word="since"
                    label={`${names.actor(actor)} entered`}
                  />
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {periods.length > 0 && (
        <ul className="periods" aria-label="Grace periods">
          {periods.map((period) => (
            <Period key={period.ordinal} period={period} cpus={cpus} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Period({ period, cpus }: { period: GracePeriodView; cpus: readonly CpuView[] }) {
  const { names, history } = useMachine();
  const { ordinal, flavour, purpose, actor, progIdx, readers } = period;
  const begun = history.gracePeriods[ordinal - 1];
  return (
    <li className={`period is-${purpose}`}>
      <p className="period-head">
        <b>Grace period {ordinal}</b>
        {flavour === 'tasks-trace' && <span className="badge is-rcu">tasks trace</span>}
        {begun && <StepLink step={begun.step} word="since" label={`Grace period ${ordinal}`} />}
      </p>
      <p>
        {purpose === 'wait' ? (
          <>
            <ActorName actor={actor} /> waits for it
          </>
        ) : (
          <>
            frees the image of <code>{names.slotValue(progIdx)}</code>
          </>
        )}
        {readers.length === 0 && <span className="quiet">; no reader is left</span>}
      </p>
      {readers.map((reader) => (
        <p key={reader} className="period-reader">
          <ActorName actor={reader} /> {leaveWords(cpus[reader], names)}
        </p>
      ))}
    </li>
  );
}
