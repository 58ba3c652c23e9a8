import type { LockRef, LockUse, MachineView } from '../../../core/machine/index.ts';
import { lockKey } from '../../../store/histories.ts';
import { ActorName } from '../ActorName.tsx';
import { useMachine } from '../machine-tools.ts';
import { Section } from '../Section.tsx';
import { StepLink } from '../StepLink.tsx';
import { lastUse, waitsAt } from '../wait-reasons.ts';
import { Fact, Facts } from './Facts.tsx';
import { HistoryList } from './HistoryList.tsx';

const GUARDS = {
  poke_mutex: 'one update of this prog array at a time, and the loads of programs that use it',
  text_mutex: 'one text_poke at a time, in the whole kernel',
} as const;

const USE_WORDS = {
  lock: 'takes it',
  unlock: 'gives it back',
  'lock-wait': 'sleeps on it',
} as const;

/** A lock: what it is for, who has it, who waits, and everybody that had it. */
export function LockFacts({ view, lock }: { view: MachineView; lock: LockRef }) {
  const { result, names, history } = useMachine();
  const now = view.locks.find((one) => lockKey(one.lock) === lockKey(lock));
  const holder = now?.holder ?? null;
  const taken = lastUse({ result, view }, lock, ({ kind }) => kind === 'lock');
  const uses = history.locks.get(lockKey(lock)) ?? [];
  const steps = result.timeline?.steps ?? [];
  const sleepers = waitsAt({ result, view, names }).filter(
    (wait) => wait.lock && lockKey(wait.lock) === lockKey(lock),
  );
  const op = holder === null ? null : view.ops[holder];
  return (
    <>
      <div className="machine-block">
        <Facts label="The lock">
          <Fact name="guards">{GUARDS[lock.kind]}</Fact>
          <Fact name="owner">
            {holder === null ? (
              <span className="quiet">{now ? 'just released' : 'free'}</span>
            ) : (
              <>
                <ActorName actor={holder} />
                {op && <code>{names.op(op)}</code>}
                {taken !== null && <StepLink step={taken} word="since" label="It was taken" />}
              </>
            )}
          </Fact>
          <Fact name="waiting">
            {sleepers.length === 0 && <span className="quiet">nobody</span>}
            {sleepers.map(({ actor, since }) => (
              <span key={actor}>
                <ActorName actor={actor} />{' '}
                {since !== null && <StepLink step={since} word="since" label="It began to sleep" />}
              </span>
            ))}
          </Fact>
        </Facts>
      </div>
      <Section name="inspect-uses" title="Taken and given back" note={`${uses.length} times`}>
        <HistoryList
          label={`Uses of ${names.lock(lock)}`}
          list={uses}
          cursor={view.cursor}
          render={({ step, kind }: LockUse) => (
            <>
              <ActorName actor={steps[step]?.actor ?? -1} short /> <span>{USE_WORDS[kind]}</span>
            </>
          )}
          words={({ step, kind }) => `${names.actor(steps[step]?.actor ?? -1)} ${USE_WORDS[kind]}`}
          empty="Nobody takes it in this run."
        />
      </Section>
    </>
  );
}
