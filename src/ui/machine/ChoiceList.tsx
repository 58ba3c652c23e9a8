import type { LabResult, ProgResult } from '../../core/pipeline/index.ts';
import type { TailCallChoice } from '../../core/rewrite/index.ts';
import type { Selection } from '../../store/model.ts';
import { type ChoicePath, choicePaths, lineOf } from './choice-paths.ts';
import { Section } from './Section.tsx';
import './choices.css';

interface Pointing {
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

interface ChoiceListProps extends Pointing {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
}

/** Choices shown at most; a program can hold a thousand tail calls. */
const SHOWN_CHOICES = 40;

function pointers({ onHover, onPin }: Pointing, selection: Selection) {
  return {
    onMouseEnter: () => onHover(selection),
    onMouseLeave: () => onHover(null),
    onFocus: () => onHover(selection),
    onBlur: () => onHover(null),
    onClick: () => onPin(selection),
  };
}

function PathView({ path, pointing }: { path: ChoicePath; pointing: Pointing }) {
  return (
    <li className="choice-path">
      <code>{path.title}</code>
      {path.omitted > 0 && <span className="quiet"> after {path.omitted} other branches</span>}
      <ol>
        {path.places.map(({ span, code, outcome }) => (
          <li key={`${span.start} ${outcome}`}>
            <button
              type="button"
              className="choice-place"
              {...pointers(pointing, { kind: 'source', span })}
            >
              <code>{code}</code> <span className="quiet">{outcome}</span>
            </button>
          </li>
        ))}
      </ol>
    </li>
  );
}

interface ChoiceProps extends ChoiceListProps {
  readonly progIdx: number;
  readonly prog: ProgResult;
  readonly choice: TailCallChoice;
}

function Choice({ result, text, progIdx, prog, choice, ...pointing }: ChoiceProps) {
  const span = prog.spans[choice.sourceIdx];
  const func = prog.xlated?.subprogs[choice.subprogIdx]?.name ?? prog.name;
  const differs = choice.paths.length > 1;
  return (
    <li>
      <button
        type="button"
        className="choice"
        {...pointers(pointing, { kind: 'insn', progIdx, insnIdx: choice.insnIdx })}
      >
        <span className={`choice-form is-${choice.form}`}>{choice.form}</span>
        <span>
          {func}
          {span ? `, line ${lineOf(text, span.start)}` : ''}
        </span>
      </button>
      <details open={differs}>
        <summary>{choice.explanation.replace(/^(in)?direct: /, '')}</summary>
        <ul>
          {choicePaths(result, prog, choice, text).map((path, idx) => (
            <PathView key={`${path.title} ${idx}`} path={path} pointing={pointing} />
          ))}
        </ul>
      </details>
    </li>
  );
}

/** Every tail call: direct or indirect, and the paths that made the verifier choose. */
export function ChoiceList(props: ChoiceListProps) {
  const choices = props.result.progs.flatMap((prog, progIdx) =>
    (prog.xlated?.tailCalls ?? []).map((choice) => ({ prog, progIdx, choice })),
  );
  if (choices.length === 0) return null;
  return (
    <Section name="choices" title="Tail calls: direct or indirect">
      <ul className="choices">
        {choices.slice(0, SHOWN_CHOICES).map(({ prog, progIdx, choice }) => (
          <Choice
            key={`${progIdx} ${choice.insnIdx}`}
            {...props}
            prog={prog}
            progIdx={progIdx}
            choice={choice}
          />
        ))}
      </ul>
      {choices.length > SHOWN_CHOICES && (
        <p className="quiet">and {choices.length - SHOWN_CHOICES} more</p>
      )}
    </Section>
  );
}
