import { useState } from 'react';
import type { Choice, MachineView, Session } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import { cpuLetters } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { CpuCard } from './CpuCard.tsx';
import type { CpuCardProps } from './cpu-card-props.ts';
import { createLooks } from './cpu-look.ts';
import { type Fetch, fetchKey } from './cpu-phrases.ts';
import { linesOfActors } from './protocol-lines.ts';
import { statementsOf } from './Statements.tsx';

export interface CpuListProps {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  readonly view: MachineView;
  readonly names: LabNames;
  /** What can be read of the run beyond its events; null when that is not known. */
  readonly session: Session | null;
  /** x86 instructions done inside the step that follows the cursor. */
  readonly inside: number;
  /** All that goes wrong in the run. */
  readonly verdicts: readonly VerdictEntry[];
  readonly Controls?: CpuCardProps['Controls'];
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

const NO_FETCHES: readonly Fetch[] = [];

const NO_VERDICTS: readonly VerdictEntry[] = [];

/** What has gone wrong on a CPU so far. */
function verdictsOn(all: readonly VerdictEntry[], actor: number, cursor: number) {
  const found = all.filter((entry) => entry.actor === actor && entry.step < cursor);
  return found.length > 0 ? found : NO_VERDICTS;
}

/** By actor: what it may fetch, the same array as long as that stays the same. */
function createFetchLists() {
  const known = new Map<number, { key: string; fetches: readonly Fetch[] }>();
  return (choices: readonly Choice[], actor: number): readonly Fetch[] => {
    const fetches = choices.flatMap((choice) =>
      choice.actor === actor && choice.fetch ? [choice.fetch] : [],
    );
    if (fetches.length === 0) return NO_FETCHES;
    const key = fetchKey(fetches);
    const last = known.get(actor);
    if (last?.key === key) return last.fetches;
    known.set(actor, { key, fetches });
    return fetches;
  };
}

/** A card for each CPU, in the order of their numbers. */
export function CpuList(props: CpuListProps) {
  const { result, view, session, inside, verdicts, ...rest } = props;
  const cpus = cpuLetters(result);
  const [looks] = useState(createLooks);
  const [fetchLists] = useState(createFetchLists);
  if (cpus.length === 0) return null;
  const standsAtSite = view.cpus.some(({ next }) => next === 'site');
  const isBetween = inside === 0;
  const choices = session && standsAtSite && isBetween ? session.choicesAt(view.cursor) : [];
  const lines = linesOfActors(result.timeline?.steps ?? [], view.cursor, view.ops);
  const mover = isBetween ? -1 : (session?.steps[view.cursor]?.actor ?? -1);
  return (
    <div className="machine-block cpus">
      <h2>CPUs</h2>
      <ul aria-label="CPUs">
        {cpus.map((cpu) => {
          const { actor } = cpu;
          const state = view.cpus[actor];
          const look = session ? looks({ session, view, inside }, actor) : null;
          return state ? (
            <CpuCard
              key={actor}
              {...rest}
              result={result}
              verdicts={verdictsOn(verdicts, actor, view.cursor)}
              cpu={cpu}
              state={state}
              op={view.ops[actor] ?? null}
              statements={statementsOf(
                result,
                lines.find((of) => of.actor === actor),
              )}
              place={actor === mover ? (look?.().state?.place ?? null) : null}
              look={look}
              fetches={fetchLists(choices, actor)}
            />
          ) : null;
        })}
      </ul>
    </div>
  );
}
