// Every step of the run as a table, of which only the rows in view are in the document. Not a table
// of react-aria-components: those build a node for each of 100,000 rows before they show the first.

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type RefObject, useId, useMemo, useRef } from 'react';
import type { Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { letterOf } from '../shared/cpu-letters.ts';
import { type LabNames, labNames } from '../shared/lab-names.ts';
import { kindWords, placeOf } from './event-facts.ts';
import { useFollowRow } from './use-follow-row.ts';

interface EventTableProps {
  readonly result: LabResult;
  readonly cursor: number;
  /** Steps to be shown, ascending; null: all. */
  readonly rows: readonly number[] | null;
  readonly pinnedSteps: readonly number[];
  readonly hoveredSteps: readonly number[];
  readonly sentenceOf: SentenceOf;
  /** Rows of two lines, for narrow pages. */
  readonly isNarrow: boolean;
  onSeek(cursor: number): void;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection): void;
}

const NO_STEPS: readonly Step[] = [];
const OVERSCAN = 8;
/** Height of a row (px), as in the style sheet. */
const ROW = 28;
const NARROW_ROW = 64;
/** Rows of a page by keys. */
const PAGE = 10;
/** Assumed before the table is laid out. */
const FIRST_VIEW = { width: 800, height: 400 };

const COLUMNS = ['step', 'actor', 'kind', 'what happens', 'place'] as const;

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Row of step `step`, or of the last one shown before it; -1 if there is none. */
export function rowOfStep(rows: readonly number[] | null, step: number): number {
  if (!rows) return step;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** True if `step` is among `steps`, which ascend. */
function holds(steps: readonly number[], step: number): boolean {
  return steps[rowOfStep(steps, step)] === step;
}

/** The rows in view, and how they follow the cursor. */
function useRows(props: EventTableProps, ref: RefObject<HTMLDivElement | null>) {
  const { result, cursor, rows, isNarrow } = props;
  const steps = result.timeline?.steps ?? NO_STEPS;
  const count = rows?.length ?? steps.length;
  const height = isNarrow ? NARROW_ROW : ROW;
  // oxlint-disable-next-line react/incompatible-library -- its answers are read here, and memoised nowhere
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => ref.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollPaddingStart: isNarrow ? 0 : ROW,
    initialRect: FIRST_VIEW,
  });
  const current = rowOfStep(rows, cursor - 1);
  const following = useFollowRow(virtual, current, ref);
  return { steps, count, virtual, current, following };
}

function Head() {
  return (
    <div className="event-row event-head" role="row" aria-rowindex={1}>
      {COLUMNS.map((name) => (
        <span key={name} role="columnheader">
          {name}
        </span>
      ))}
    </div>
  );
}

/** Clicks and keys of the table. */
function useRowActions(props: EventTableProps, list: ReturnType<typeof useRows>) {
  const { rows, onSeek, onPin } = props;
  const { count, current, following } = list;
  const stepOf = (row: number) => rows?.[row] ?? row;
  const choose = (step: number) => {
    following.follow();
    onSeek(step + 1);
    onPin({ kind: 'step', step });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && current >= 0) choose(stepOf(current));
    else if (move !== undefined && count > 0) {
      following.follow();
      onSeek(stepOf(Math.max(0, Math.min(count - 1, current + move))) + 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { stepOf, choose, onKeyDown };
}

interface RowsProps extends EventTableProps {
  readonly list: ReturnType<typeof useRows>;
  readonly id: string;
  stepOf(row: number): number;
  choose(step: number): void;
}

function Rows(props: RowsProps) {
  const { list, id, stepOf, choose, result, cursor, sentenceOf, onHover } = props;
  const { pinnedSteps, hoveredSteps } = props;
  const names = useMemo(() => labNames(result), [result]);
  return list.virtual.getVirtualItems().map(({ index, start }) => {
    const idx = stepOf(index);
    const step = list.steps[idx];
    if (!step) return null;
    return (
      <EventRow
        key={idx}
        id={`${id}-${index}`}
        row={index}
        top={start}
        idx={idx}
        step={step}
        result={result}
        names={names}
        sentenceOf={sentenceOf}
        isCurrent={idx === cursor - 1}
        isPinned={holds(pinnedSteps, idx)}
        isHovered={holds(hoveredSteps, idx)}
        onChoose={choose}
        onHover={onHover}
      />
    );
  });
}

export function EventTable(props: EventTableProps) {
  const { cursor, isNarrow, onHover } = props;
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const list = useRows(props, ref);
  const { isLost, onUserScroll, onScroll, follow } = list.following;
  const { stepOf, choose, onKeyDown } = useRowActions(props, list);
  const isOn = list.current >= 0 && stepOf(list.current) === cursor - 1;
  return (
    <div className="event-table">
      <div
        ref={ref}
        className={isNarrow ? 'event-grid is-narrow' : 'event-grid'}
        role="grid"
        tabIndex={0}
        aria-label="Events"
        aria-rowcount={list.count + 1}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={isOn ? `${id}-${list.current}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
        onWheel={onUserScroll}
        onTouchMove={onUserScroll}
        onPointerDown={onUserScroll}
        onMouseLeave={() => onHover(null)}
      >
        <Head />
        <div className="event-room" role="rowgroup" style={{ height: list.virtual.getTotalSize() }}>
          <Rows {...props} list={list} id={id} stepOf={stepOf} choose={choose} />
        </div>
      </div>
      {isLost && (
        <button type="button" className="event-back" onClick={follow}>
          Back to step {cursor}
        </button>
      )}
    </div>
  );
}

interface EventRowProps {
  readonly id: string;
  readonly row: number;
  readonly top: number;
  readonly idx: number;
  readonly step: Step;
  readonly result: LabResult;
  readonly names: LabNames;
  readonly sentenceOf: SentenceOf;
  readonly isCurrent: boolean;
  readonly isPinned: boolean;
  readonly isHovered: boolean;
  onChoose(step: number): void;
  onHover(selection: Selection | null): void;
}

function sameRow(some: EventRowProps, other: EventRowProps): boolean {
  const keys = Object.keys(some) as (keyof EventRowProps)[];
  // What a click does is the same for all of them.
  return keys.every((key) => key === 'onChoose' || key === 'onHover' || some[key] === other[key]);
}

const EventRow = memo(function EventRow(props: EventRowProps) {
  const { id, row, top, idx, step, result, names, sentenceOf } = props;
  const { isCurrent, isPinned, isHovered, onChoose, onHover } = props;
  const cpu = letterOf(result, step.actor);
  const tones = [isCurrent && 'is-current', isPinned && 'is-pinned', isHovered && 'is-hovered'];
  const kinds = kindWords(step);
  return (
    <div
      id={id}
      className={['event-row', ...tones].filter(Boolean).join(' ')}
      role="row"
      aria-rowindex={row + 2}
      aria-selected={isPinned}
      aria-current={isCurrent ? 'step' : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(idx)}
      onMouseEnter={() => onHover({ kind: 'step', step: idx })}
    >
      <span role="gridcell" className="event-step">
        {idx + 1}
      </span>
      <span role="gridcell" className="event-actor">
        {cpu && <CpuTag {...cpu} />} {names.actor(step.actor)}
      </span>
      <span role="gridcell" className="event-kind" title={kinds}>
        {kinds}
      </span>
      <span role="gridcell" className="event-what">
        {sentenceOf(idx)}
      </span>
      <span role="gridcell" className="event-place">
        {placeOf(step, names)}
      </span>
    </div>
  );
}, sameRow);
