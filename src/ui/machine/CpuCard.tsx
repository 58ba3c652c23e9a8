import { type ComponentType, memo, useRef } from 'react';
import {
  type CodePlace,
  type CpuView,
  type MachineNames,
  type OpRef,
  type Verdict,
  verdictSentence,
  verdictTitle,
} from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { CpuDetails } from './CpuDetails.tsx';
import { CpuWhere } from './CpuWhere.tsx';
import type { CpuLook } from './cpu-look.ts';
import { type Fetch, modeWords } from './cpu-phrases.ts';
import { Statements } from './Statements.tsx';
import { useVisible } from './use-visible.ts';

export interface CpuCardProps {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  readonly names: LabNames;
  readonly machineNames: MachineNames | null;
  readonly cpu: CpuLetter;
  readonly state: CpuView;
  /** The system call or run under way. */
  readonly op: OpRef | null;
  /** Statements of the protocols that its call is at; see `statementsOf`. */
  readonly statements: string;
  /** Where it is, when that is inside a folded step; else that of `state` holds. */
  readonly place: CodePlace | null;
  /** Null where no state can be read. */
  readonly look: CpuLook | null;
  /** What it may fetch at the poke site that it stands before. */
  readonly fetches: readonly Fetch[];
  /** Choices to take, from the scheduling controls. */
  readonly Controls?: ComponentType<{ readonly actor: number }> | undefined;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

/** One CPU: what it does, where, what it may fetch next, registers and stack. */
export const CpuCard = memo(function CpuCard(props: CpuCardProps) {
  const { cpu, state, look, result, Controls } = props;
  const ref = useRef<HTMLLIElement>(null);
  const visible = useVisible(ref);
  const isRunning = state.run !== null;
  return (
    <li ref={ref} className={`cpu-card is-cpu-${cpu.hue}${isRunning ? '' : ' is-idle'}`}>
      <Head {...props} />
      {state.verdicts.map((verdict, nth) => (
        <VerdictNote key={nth} {...props} verdict={verdict} />
      ))}
      {isRunning ? <CpuWhere {...props} /> : <Statements text={props.statements} />}
      {Controls && <Controls actor={cpu.actor} />}
      {isRunning && look && <CpuDetails result={result} cpu={cpu} look={look} visible={visible} />}
    </li>
  );
});

function Head({ cpu, state, op, names }: CpuCardProps) {
  const doing = state.run === null && op ? names.op(op) : modeWords(state, names);
  const isOff = state.mode === 'trapped' || state.mode === 'handler';
  return (
    <p className="cpu-head">
      <CpuTag {...cpu} />
      <b>
        {cpu.name} <span className="visually-hidden">({cpu.letter})</span>
      </b>
      <span className={`cpu-mode is-${state.mode}`}>{doing}</span>
      {state.retval !== null && state.run === null && (
        <span className="quiet">last run returned {state.retval}</span>
      )}
      <span className="cpu-badges">
        {state.run && <RcuBadge flavour={state.run.flavour} />}
        {isOff && <span className="badge is-hot">IF off</span>}
        {state.ipi !== null && <span className="badge is-hot">IPI pending</span>}
        {state.run && (
          <span className="badge">
            <span aria-hidden="true">tail {state.tailCalls}/33</span>
            <span className="visually-hidden">{state.tailCalls} of 33 tail calls</span>
          </span>
        )}
      </span>
    </p>
  );
}

function RcuBadge({ flavour }: Pick<NonNullable<CpuView['run']>, 'flavour'>) {
  const isTrace = flavour === 'tasks-trace';
  return (
    <span className="badge is-rcu">
      <span aria-hidden="true">{isTrace ? 'RCU trace ×1' : 'RCU ×1'}</span>
      <span className="visually-hidden">
        inside one {isTrace ? 'tasks-trace ' : ''}RCU read section
      </span>
    </span>
  );
}

function VerdictNote({
  verdict,
  cpu,
  machineNames,
}: Pick<CpuCardProps, 'cpu' | 'machineNames'> & { verdict: Verdict }) {
  return (
    <div className={`verdict${verdict.stops ? ' is-fatal' : ''}`}>
      <p className="verdict-title">
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M2 2l8 8M10 2l-8 8" />
        </svg>
        {verdictTitle(verdict)}
      </p>
      {machineNames && <p>{verdictSentence(cpu.name, verdict, machineNames)}</p>}
    </div>
  );
}
