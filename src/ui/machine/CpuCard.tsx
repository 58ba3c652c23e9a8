import { memo, useRef } from 'react';
import type { CpuView } from '../../core/machine/index.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { CpuDetails } from './CpuDetails.tsx';
import { CpuWhere } from './CpuWhere.tsx';
import type { CpuCardProps } from './cpu-card-props.ts';
import { modeWords } from './cpu-phrases.ts';
import { Statements } from './Statements.tsx';
import { Thing } from './Thing.tsx';
import { useVisible } from './use-visible.ts';

/** One CPU: what it does, where, what it may fetch next, registers and stack. */
export const CpuCard = memo(function CpuCard(props: CpuCardProps) {
  const { cpu, state, look, result, verdicts, Controls } = props;
  const ref = useRef<HTMLLIElement>(null);
  const visible = useVisible(ref);
  const isRunning = state.run !== null;
  const kind = props.runsPrograms ? ' runs-programs' : '';
  return (
    <li
      ref={ref}
      className={`cpu-card is-cpu-${cpu.hue}${isRunning ? '' : ' is-idle'}${kind}`}
      data-lit={props.isLit || undefined}
    >
      <Head {...props} />
      {verdicts.map((entry) => (
        <VerdictNote key={`${entry.step} ${entry.title}`} entry={entry} />
      ))}
      <div className="cpu-doing">
        {isRunning ? <CpuWhere {...props} /> : <Statements text={props.statements} />}
        {!isRunning && !props.op && <p className="cpu-rest quiet">{props.rest}</p>}
      </div>
      {Controls && (
        <div className="cpu-controls">
          <Controls actor={cpu.actor} />
        </div>
      )}
      {props.runsPrograms && look && (
        <CpuDetails result={result} cpu={cpu} look={isRunning ? look : null} visible={visible} />
      )}
    </li>
  );
});

function Head({ cpu, state, op, names }: CpuCardProps) {
  const doing = state.run === null && op ? names.op(op) : modeWords(state, names);
  const isOff = state.mode === 'trapped' || state.mode === 'handler';
  return (
    <p className="cpu-head">
      <Thing selection={{ kind: 'cpu', actor: cpu.actor }} className="cpu-name">
        <CpuTag {...cpu} />
        <b>
          {cpu.name} <span className="visually-hidden">({cpu.letter})</span>
        </b>
      </Thing>
      <span className={`cpu-mode is-${state.mode}`}>{doing}</span>
      {state.retval !== null && state.run === null && (
        <span className="quiet">last run returned {state.retval}</span>
      )}
      <span className="cpu-badges">
        {state.run && <RcuBadge flavour={state.run.flavour} />}
        {isOff && <span className="badge is-hot">IF off</span>}
        {state.ipi !== null && <span className="badge is-hot">IPI pending</span>}
        {state.run && state.tailCalls > 0 && (
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
      <span aria-hidden="true">{isTrace ? 'RCU trace' : 'RCU'}</span>
      <span className="visually-hidden">
        inside one {isTrace ? 'tasks-trace ' : ''}RCU read section
      </span>
    </span>
  );
}

function VerdictNote({ entry: { verdict, title, sentence } }: { entry: VerdictEntry }) {
  return (
    <details className={`verdict${verdict.stops ? ' is-fatal' : ''}`}>
      <summary className="verdict-title">
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M2 2l8 8M10 2l-8 8" />
        </svg>
        {title}
      </summary>
      <p>{sentence}</p>
    </details>
  );
}
