import { memo } from 'react';
import type { LockRef, LockUse, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { lockKey } from '../../store/histories.ts';
import { ActorName } from './ActorName.tsx';
import { useMachine } from './machine-tools.ts';
import { LockIcon } from './NowPanel.tsx';
import { Section } from './Section.tsx';
import { StepLink } from './StepLink.tsx';
import { Thing } from './Thing.tsx';
import { lastUse } from './wait-reasons.ts';

/** Maps whose locks get a line; a lab with more has them in the events. */
const MOST = 8;

function locksOf(result: LabResult): LockRef[] {
  const mutexes = result.maps.flatMap(({ type }, mapIdx): LockRef[] =>
    type === 'prog_array' ? [{ kind: 'poke_mutex', mapIdx }] : [],
  );
  return mutexes.length === 0 ? [] : [...mutexes.slice(0, MOST), { kind: 'text_mutex' }];
}

interface LockListProps {
  readonly view: MachineView;
}

/**
 * Every lock that an update takes: who has it, since when, and who sleeps on it. As long as nobody takes or
 * gives one, nothing changes.
 */
export const LockList = memo(LockSection, (was, is) => was.view.locks === is.view.locks);

function LockSection({ view: { locks }, view: now }: LockListProps) {
  const { result } = useMachine();
  const all = locksOf(result);
  if (all.length === 0) return null;
  const held = locks.filter(({ holder }) => holder !== null).length;
  return (
    <Section name="locks" title="Locks" note={held === 0 ? 'all free' : `${held} held`}>
      <ul className="rows" aria-label="Locks">
        {all.map((lock) => {
          const view = locks.find((one) => lockKey(one.lock) === lockKey(lock));
          return (
            <LockRow
              key={lockKey(lock)}
              lock={lock}
              holder={view?.holder ?? null}
              waiters={view?.waiters ?? NOBODY}
              since={view ? lastUse({ result, view: now }, lock, isTaken) : null}
            />
          );
        })}
      </ul>
    </Section>
  );
}

const NOBODY: readonly number[] = [];

function isTaken({ kind }: LockUse): boolean {
  return kind === 'lock';
}

interface LockRowProps {
  readonly lock: LockRef;
  readonly holder: number | null;
  readonly waiters: readonly number[];
  readonly since: number | null;
}

const LockRow = memo(function LockRow({ lock, holder, waiters, since }: LockRowProps) {
  const { names } = useMachine();
  return (
    <li className="thing-row lock-row">
      <Thing selection={{ kind: 'lock', lock }} className="row-name">
        <LockIcon isHeld={holder !== null} />
        <code>{lock.kind}</code>
        {lock.kind === 'poke_mutex' && (
          <code className="quiet">{names.progArray(lock.mapIdx)}</code>
        )}
      </Thing>
      <span className="row-value">
        {holder === null ? <span className="quiet">free</span> : <ActorName actor={holder} />}
        {waiters.length > 0 && (
          <span className="row-extra">
            <span className="quiet">wanted by</span>
            {waiters.map((actor) => (
              <ActorName key={actor} actor={actor} short />
            ))}
          </span>
        )}
        {since !== null && holder !== null && (
          <StepLink step={since} word="since" label={`${names.lock(lock)} was taken`} />
        )}
      </span>
    </li>
  );
});
