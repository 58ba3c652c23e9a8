import { useState } from 'react';
import type { Choice, MachineView, Session } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { countBefore } from '../../store/histories.ts';
import type { Selection } from '../../store/model.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import { cpuLetters } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { CpuCard } from './CpuCard.tsx';
import type { CpuCardProps } from './cpu-card-props.ts';
import { createLooks } from './cpu-look.ts';
import { type Fetch, fetchKey } from './cpu-phrases.ts';
import { type MachineTools, useMachine } from './machine-tools.ts';
import { linesOfActors } from './protocol-lines.ts';
import { Section } from './Section.tsx';
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

/** True for an actor that ever runs a program: its card keeps room for that. */
function runsPrograms(result: LabResult, actor: number): boolean {
  return result.input?.actors[actor]?.ops.some(({ op }) => op.kind === 'run') ?? true;
}

/** What an actor that does nothing will do next. */
function restWords(
  { result, names, history }: MachineTools,
  actor: number,
  { cursor, ops: now }: MachineView,
): string {
  if (now[actor]) return '';
  const ops = result.input?.actors[actor]?.ops ?? [];
  const next = ops[countBefore(history.ops[actor] ?? [], cursor)];
  if (next) return `next: ${names.op(next.op)}`;
  return ops.length === 0 ? '' : 'has done all of its statements';
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
  const tools = useMachine();
  const { lit } = tools;
  const cpus = cpuLetters(result);
  const [looks] = useState(createLooks);
  const [fetchLists] = useState(createFetchLists);
  if (cpus.length === 0) return null;
  const standsAtSite = view.cpus.some(({ next }) => next === 'site');
  const isBetween = inside === 0;
  const choices = session && standsAtSite && isBetween ? session.choicesAt(view.cursor) : [];
  const lines = linesOfActors(result, view.cursor, view.ops);
  const mover = isBetween ? -1 : (session?.steps[view.cursor]?.actor ?? -1);
  return (
    <Section name="cpus" title="CPUs" className="cpus">
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
              rest={restWords(tools, actor, view)}
              isLit={lit.has({ kind: 'cpu', actor })}
              runsPrograms={runsPrograms(result, actor)}
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
    </Section>
  );
}
