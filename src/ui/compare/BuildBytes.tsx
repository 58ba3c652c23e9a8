import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { DiffFunc, DiffGroup, DiffQuestion, ImageDiff } from '../../core/diff/index.ts';
import type { BuildsChoice } from '../../store/open-view.ts';
import { usePage } from '../shell/page-context.tsx';
import { BuildGroup, type BuildTexts, buildTexts } from './BuildGroup.tsx';
import { differences, neighbour, summaryWords } from './build-words.ts';

function Summary({ diff }: { diff: ImageDiff }) {
  const { reasons, silent } = diff;
  const said = reasons.filter(({ groups }) => groups > 0);
  return (
    <>
      <p className="builds-sum" role="status">
        {summaryWords(diff)}
      </p>
      {said.length > 0 && (
        <ul className="builds-reasons">
          {said.map(({ key, title, sentence, groups }) => (
            <li key={key}>
              <strong>{title}</strong> <span className="builds-times">{groups}×</span> {sentence}
            </li>
          ))}
        </ul>
      )}
      {silent.length > 0 && (
        <details className="builds-silent">
          <summary>
            {silent.length} more {silent.length === 1 ? 'property differs' : 'properties differ'}{' '}
            and change no byte here
          </summary>
          <ul className="builds-reasons">
            {silent.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Refusals({ diff }: { diff: ImageDiff }) {
  return (['a', 'b'] as const).flatMap((side) =>
    diff[side].refused.map((words, nth) => (
      <p key={`${side}${nth}`} className="compare-note builds-refused">
        <span className="compare-letter">{side.toUpperCase()}</span> {diff[side].kernel}: {words}
      </p>
    )),
  );
}

interface PlacedGroup {
  readonly group: DiffGroup;
  readonly idx: number;
}

interface FuncProps {
  readonly texts: BuildTexts;
  readonly func: DiffFunc;
  readonly groups: readonly PlacedGroup[];
  readonly current: number | null;
}

function sizeWords({ a, b }: DiffFunc): string {
  const words = (place: DiffFunc['a']): string => (place ? `${place.length} bytes` : 'none');
  return a?.length === b?.length ? words(a) : `${words(a)} in A, ${words(b)} in B`;
}

function Func({ texts, func, groups, current }: FuncProps) {
  if (groups.length === 0) return null;
  return (
    <table className="builds-table">
      <caption>
        <span className="compare-name">{func.name}</span>{' '}
        {func.name !== func.prog && <span className="compare-rest">function of {func.prog}</span>}{' '}
        <span className="builds-aside">{sizeWords(func)}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">A: {texts.diff.a.kernel}</th>
          <th scope="col">B: {texts.diff.b.kernel}</th>
        </tr>
      </thead>
      {groups.map(({ group, idx }) => (
        <BuildGroup
          key={idx}
          texts={texts}
          func={func}
          group={group}
          idx={idx}
          isCurrent={idx === current}
        />
      ))}
    </table>
  );
}

interface Jumping {
  readonly current: number | null;
  readonly jump: (step: 1 | -1) => void;
}

/** A link names the group that was looked at: it is brought into view once. */
function useGroupInView(current: number | null): void {
  const [first] = useState(current);
  useEffect(() => {
    if (first === null) return;
    document.getElementById(`builds-group-${first}`)?.scrollIntoView?.({ block: 'center' });
  }, [first]);
}

/** One difference at a time, by keys and buttons. */
function useJumping(
  list: readonly number[],
  current: number | null,
  setCurrent: (group: number) => void,
): Jumping {
  useGroupInView(current);
  const jump = (step: 1 | -1): void => {
    const next = neighbour(list, current, step);
    if (next === null) return;
    setCurrent(next);
    const group = document.getElementById(`builds-group-${next}`);
    group?.focus({ preventScroll: true });
    group?.scrollIntoView?.({ block: 'center' });
  };
  return { current, jump };
}

const KEYS: Readonly<Record<string, 1 | -1>> = { '.': 1, ',': -1 };

interface ToolsProps extends Jumping {
  readonly list: readonly number[];
  readonly isOnly: boolean;
  readonly onOnly: (isOnly: boolean) => void;
}

function Tools({ list, current, jump, isOnly, onOnly }: ToolsProps) {
  const nth = current === null ? -1 : list.indexOf(current);
  return (
    <div className="builds-tools">
      <button
        type="button"
        className="button"
        disabled={list.length === 0}
        onClick={() => jump(-1)}
      >
        Previous <kbd>,</kbd>
      </button>
      <button type="button" className="button" disabled={list.length === 0} onClick={() => jump(1)}>
        Next <kbd>.</kbd>
      </button>
      <span className="builds-aside" aria-live="polite">
        {nth < 0 ? '' : `difference ${nth + 1} of ${list.length}`}
      </span>
      <label className="builds-option">
        <input
          type="checkbox"
          checked={isOnly}
          onChange={(event) => onOnly(event.currentTarget.checked)}
        />
        only differences
      </label>
    </div>
  );
}

/** Groups to show, numbered through all functions. */
function placed(
  funcs: readonly DiffFunc[],
  isOnly: boolean,
): readonly { readonly func: DiffFunc; readonly groups: readonly PlacedGroup[] }[] {
  let first = 0;
  return funcs.map((func) => {
    const from = first;
    first += func.groups.length;
    const groups = func.groups.map((group, nth): PlacedGroup => ({ group, idx: from + nth }));
    return { func, groups: groups.filter(({ group }) => !isOnly || group.differs) };
  });
}

interface BuildBytesProps {
  readonly diff: ImageDiff;
  readonly question: DiffQuestion;
  readonly choice: BuildsChoice;
  readonly onChange: (change: Partial<BuildsChoice>) => void;
}

/** Both builds, group beside group. */
export function BuildBytes({ diff, question, choice, onChange }: BuildBytesProps) {
  const { group, onlyDifferences: isOnly } = choice;
  const syntax = usePage((page) => page.syntax);
  const texts = useMemo(() => buildTexts(diff, question, syntax), [diff, question, syntax]);
  const box = useRef<HTMLDivElement>(null);
  const list = useMemo(() => differences(diff.funcs.flatMap(({ groups }) => groups)), [diff]);
  const jumping = useJumping(list, group, (next) => onChange({ group: next }));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    jumping.jump(step);
  };
  const funcs = placed(diff.funcs, isOnly);
  return (
    // Keys of the whole box: what has the focus in it may be any of its controls.
    <div
      ref={box}
      className="builds-bytes-view"
      role="group"
      aria-label="Bytes of both"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <Refusals diff={diff} />
      <Summary diff={diff} />
      <Tools
        {...jumping}
        list={list}
        isOnly={isOnly}
        onOnly={(only) => onChange({ onlyDifferences: only })}
      />
      {funcs.map(({ func, groups }, nth) => (
        <Func key={nth} texts={texts} func={func} groups={groups} current={jumping.current} />
      ))}
      {diff.omitted > 0 && (
        <p className="compare-note">{diff.omitted} further groups are not shown.</p>
      )}
    </div>
  );
}
