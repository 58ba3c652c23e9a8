import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { CodePlace, Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Syntax } from '../bytes/insn-text.ts';
import { useSize } from '../shared/use-size.ts';
import { type InsnLine, makeLinePrinter } from './insn-lines.ts';

export interface InsnPanelProps {
  readonly result: LabResult;
  readonly syntax: Syntax;
  readonly step: Step;
  readonly stepIdx: number;
  /** Instructions of the step. */
  readonly count: number;
  /** Instructions done inside this step; null while the page stands elsewhere. */
  readonly inside: number | null;
  /** Places of the first `limit` instructions of the step. */
  placesOf(stepIdx: number, limit: number): readonly (CodePlace | null)[];
  onChoose(nth: number): void;
  onClose(): void;
}

/** Instructions that are listed at a time. */
const PAGE = 1000;
/** Height of a line (px), as in the style sheet. */
const LINE = 22;
const OVERSCAN = 8;
/** Lines in view before the list has been measured. */
const FIRST_VIEW = 12;

/** Lines `first..last` of a list that is scrolled to `scrollTop`. */
function linesInView(scrollTop: number, height: number, count: number): [number, number] {
  const first = Math.max(0, Math.floor(scrollTop / LINE) - OVERSCAN);
  const shown = Math.ceil(height / LINE) || FIRST_VIEW;
  return [first, Math.min(count, first + shown + 2 * OVERSCAN)];
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

interface InsnListProps extends InsnPanelProps {
  readonly places: readonly (CodePlace | null)[];
}

/** Scrolls line `inside` into view. */
function useFollowInside(ref: RefObject<HTMLElement | null>, inside: number | null): void {
  useEffect(() => {
    const list = ref.current;
    if (!list || inside === null) return;
    const top = inside * LINE;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + LINE > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + LINE - list.clientHeight;
    }
  }, [ref, inside]);
}

/** The lines, of which only those in view are in the document. */
function InsnList(props: InsnListProps) {
  const { result, syntax, step, count, inside, places } = props;
  const [scrollTop, setScrollTop] = useState(0);
  const ref = useRef<HTMLDivElement>(null);
  const { height } = useSize(ref);
  const id = useId();
  const print = useMemo(() => makeLinePrinter(result, syntax), [result, syntax]);
  const [first, last] = linesInView(scrollTop, height, places.length);
  useFollowInside(ref, inside);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (event.key === 'Escape') props.onClose();
    else if (move !== undefined && !event.altKey) {
      props.onChoose(Math.max(0, Math.min(places.length - 1, (inside ?? -1) + move)));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const nths = Array.from({ length: Math.max(0, last - first) }, (_, nth) => first + nth);
  return (
    <div
      ref={ref}
      className="insn-list"
      role="listbox"
      tabIndex={0}
      aria-label="x86 instructions; the machine is shown before the chosen one"
      aria-activedescendant={inside === null ? undefined : `${id}-${inside}`}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div className="insn-room" role="presentation" style={{ height: places.length * LINE }}>
        {nths.map((nth) => (
          <InsnRow
            key={nth}
            id={`${id}-${nth}`}
            nth={nth}
            count={count}
            line={print(step, places, nth)}
            isChosen={nth === inside}
            onChoose={props.onChoose}
          />
        ))}
      </div>
    </div>
  );
}

interface InsnRowProps {
  readonly id: string;
  readonly nth: number;
  readonly count: number;
  readonly line: InsnLine;
  readonly isChosen: boolean;
  onChoose(nth: number): void;
}

function InsnRow({ id, nth, count, line, isChosen, onChoose }: InsnRowProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-setsize={count}
      aria-posinset={nth + 1}
      className={line.isFirst ? 'insn-line is-first' : 'insn-line'}
      style={{ top: nth * LINE }}
      onClick={() => onChoose(nth)}
    >
      <span className="insn-nth">{nth + 1}</span>
      <span className="insn-where">{line.where}</span>
      <span className="insn-text">{line.text}</span>
      <span className="insn-bpf">{line.isFirst ? line.bpf : ''}</span>
    </div>
  );
}

/** What a folded block holds: every x86 instruction, each a moment that the page can show. */
export function InsnPanel(props: InsnPanelProps) {
  const { stepIdx, count, placesOf } = props;
  const [limit, setLimit] = useState(PAGE);
  const places = useMemo(() => placesOf(stepIdx, limit), [placesOf, stepIdx, limit]);
  return (
    <section className="insn-panel" aria-label={`Instructions of step ${stepIdx + 1}`}>
      <header className="insn-head">
        <span>
          Step <b>{stepIdx + 1}</b>: {count} x86 {count === 1 ? 'instruction' : 'instructions'}
        </span>
        <button type="button" className="insn-close" aria-label="Fold" onClick={props.onClose}>
          ×
        </button>
      </header>
      <InsnList {...props} places={places} />
      {places.length < count && (
        <button type="button" className="insn-more" onClick={() => setLimit(limit + PAGE)}>
          {places.length} of {count}: show {Math.min(PAGE, count - places.length)} more
        </button>
      )}
    </section>
  );
}
