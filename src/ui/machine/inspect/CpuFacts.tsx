import { useState } from 'react';
import type { MachineView, OpStretch, RunStretch, Session } from '../../../core/machine/index.ts';
import { cpuLetters } from '../../shared/cpu-letters.ts';
import { createLooks } from '../cpu-look.ts';
import { modeWords, nextWords } from '../cpu-phrases.ts';
import { useMachine } from '../machine-tools.ts';
import { PokeCalls } from '../ProtocolPane.tsx';
import { RegisterGrid } from '../RegisterGrid.tsx';
import { Section } from '../Section.tsx';
import { StackTable } from '../StackTable.tsx';
import { StepLink } from '../StepLink.tsx';
import { waitsAt } from '../wait-reasons.ts';
import { AddrPlace } from './AddrPlace.tsx';
import { Fact, Facts } from './Facts.tsx';
import { HistoryList } from './HistoryList.tsx';
import { WaitFacts } from './WaitFacts.tsx';

interface CpuFactsProps {
  readonly view: MachineView;
  readonly session: Session | null;
  readonly inside: number;
  readonly actor: number;
}

/** A CPU in depth: where it is, why it waits, registers, stack, what it did and what it ran. */
export function CpuFacts({ view, session, inside, actor }: CpuFactsProps) {
  const { result, names, history } = useMachine();
  const cpu = view.cpus[actor];
  if (!cpu) return <p className="quiet">This text has no such CPU any more.</p>;
  const op = view.ops[actor];
  const waits = waitsAt({ result, view, names }).filter((wait) => wait.actor === actor);
  const runs = history.runs[actor] ?? [];
  const ops = history.ops[actor] ?? [];
  return (
    <>
      <div className="machine-block">
        <Facts label="The CPU">
          <Fact name="does">{op && !cpu.run ? names.op(op) : modeWords(cpu, names)}</Fact>
          {cpu.place && (
            <Fact name="stands at">
              <AddrPlace place={cpu.place} length={1} />
            </Fact>
          )}
          {cpu.next !== 'none' && <Fact name="next">{nextWords(cpu.next)}</Fact>}
          <Fact name="RCU">{cpu.run ? sectionWords(cpu.run.flavour) : 'outside'}</Fact>
          {cpu.run && <Fact name="tail calls">{cpu.tailCalls} of 33</Fact>}
          {cpu.ipi !== null && <Fact name="IPI">that of sync {cpu.ipi} is pending</Fact>}
        </Facts>
        {waits.map((wait) => (
          <WaitFacts key={wait.what} wait={wait} />
        ))}
      </div>
      {op && op.kind !== 'run' && (
        <Section name="inspect-call" title="Variables">
          <PokeCalls view={view} session={session} actor={actor} />
        </Section>
      )}
      <Registers view={view} session={session} inside={inside} actor={actor} />
      <Section name="inspect-ops" title="Statements" note={`${ops.length} begun in this run`}>
        <HistoryList
          label={`Statements of ${names.actor(actor)}`}
          list={ops}
          cursor={view.cursor}
          render={(stretch) => <OpEntry stretch={stretch} cursor={view.cursor} />}
          words={({ op: one }) => names.op(one)}
          empty="It does nothing in this run."
        />
      </Section>
      {runs.length > 0 && (
        <Section name="inspect-runs" title="Runs" note={`${runs.length} in this run`}>
          <HistoryList
            label={`Programs that ${names.actor(actor)} ran`}
            list={runs}
            cursor={view.cursor}
            render={(stretch) => <RunEntry stretch={stretch} cursor={view.cursor} />}
            words={({ progIdx, ordinal }) => `run ${ordinal} of ${names.prog(progIdx)}`}
            empty=""
          />
        </Section>
      )}
    </>
  );
}

function sectionWords(flavour: 'rcu' | 'tasks-trace'): string {
  return flavour === 'rcu' ? 'inside one read section' : 'inside one tasks-trace read section';
}

function OpEntry({ stretch: { op, end, errno }, cursor }: { stretch: OpStretch; cursor: number }) {
  const { names } = useMachine();
  const isOver = end !== null && end < cursor;
  return (
    <>
      <code>{names.op(op)}</code>
      {isOver && errno !== null && (
        <span className="quiet">{errno === 0 ? 'returned 0' : `returned -${errno}`}</span>
      )}
    </>
  );
}

function RunEntry(props: { stretch: RunStretch; cursor: number }) {
  const { names } = useMachine();
  const { progIdx, end, retval } = props.stretch;
  const isOver = end !== null && end < props.cursor;
  return (
    <>
      <code>{names.prog(progIdx)}</code>
      {isOver && (
        <span className="quiet">
          returned {retval} in <StepLink step={end} />
        </span>
      )}
    </>
  );
}

/** Registers and stack; nothing while no program runs or the machine is not here. */
function Registers({ view, session, inside, actor }: CpuFactsProps) {
  const { result } = useMachine();
  const [looks] = useState(createLooks);
  const cpu = cpuLetters(result).find((one) => one.actor === actor);
  if (!session || !cpu || view.cursor > session.length || !view.cpus[actor]?.run) return null;
  const moment = looks({ session, view, inside }, actor)();
  if (!moment.state) return null;
  return (
    <>
      <Section name="inspect-registers" title="Registers" className="cpus">
        <RegisterGrid moment={moment} cpu={cpu.name} />
      </Section>
      <Section name="inspect-stack" title="Stack" className={`is-cpu-${cpu.hue}`}>
        <StackTable result={result} moment={moment} cpu={cpu.name} />
      </Section>
    </>
  );
}
