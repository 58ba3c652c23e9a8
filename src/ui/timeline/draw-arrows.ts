// D3 drawing of who waits for whom: from each wait to the step of each reader that let it go on, from
// each sync to the CPUs that took its IPI. Solid for an IPI, dashed for a grace period, dotted for
// locks and handlers; an arrow to a step that is yet to come ends at the cursor, with a hollow head.

import { select } from 'd3';
import { LANE_LINES, type LaneLayout, markLine } from './lane-layout.ts';
import type { ColumnScale } from './visible-bands.ts';
import type { Wait } from './waits.ts';

export interface Arrow {
  readonly key: string;
  readonly kind: Wait['kind'];
  readonly isLit: boolean;
  readonly isPending: boolean;
  /** Columns, and middles of the marks' lines (px). */
  readonly from: number;
  readonly to: number;
  readonly fromY: number;
  readonly toY: number;
}

/** Arrows of `waits` when `cursor` steps are done; `lit` ones are drawn strongly. */
export function arrowsOf(
  layout: LaneLayout,
  waits: readonly Wait[],
  lit: ReadonlySet<Wait>,
  cursor: number,
): Arrow[] {
  const lines = new Map<number, number>();
  for (const placed of layout.lanes) {
    if (placed.lane.actor !== null) lines.set(placed.lane.actor, markLine(placed));
  }
  return waits.flatMap((wait) =>
    wait.answers.flatMap((answer): Arrow[] => {
      const fromY = lines.get(wait.actor);
      const toY = lines.get(answer.actor);
      if (fromY === undefined || toY === undefined || fromY === toY) return [];
      const isPending = answer.step === null || answer.step >= cursor;
      const to = answer.step === null || (isPending && !lit.has(wait)) ? cursor : answer.step + 0.5;
      return [
        {
          key: `${wait.kind} ${wait.step} ${answer.actor}`,
          kind: wait.kind,
          isLit: lit.has(wait),
          isPending,
          from: wait.step + 0.5,
          to: Math.max(to, wait.step + 0.5),
          fromY,
          toY,
        },
      ];
    }),
  );
}

/** True if nothing of them looks different: a drawing of the one shows the other. */
export function sameArrows(some: readonly Arrow[], others: readonly Arrow[]): boolean {
  if (some.length !== others.length) return false;
  return some.every((arrow, nth) => {
    const other = others[nth];
    return other !== undefined && KEYS.every((key) => arrow[key] === other[key]);
  });
}

const KEYS = ['key', 'isLit', 'isPending', 'from', 'to', 'fromY', 'toY'] as const;

/** Half of a mark's height; half the width and the length of an arrow's head; its bends (px). */
const EDGE = LANE_LINES.markHeight / 2;
const HEAD = 4;
const HEAD_LENGTH = 5;
const BEND = 3;

export function drawArrows(root: SVGGElement, arrows: readonly Arrow[], x: ColumnScale): void {
  const groups = select(root)
    .selectAll<SVGGElement, Arrow>('g.arrow')
    .data(arrows, (arrow) => arrow.key)
    .join((enter) => {
      const arrow = enter.append('g');
      arrow.append('path').attr('class', 'arrow-line');
      arrow.append('path').attr('class', 'arrow-head');
      return arrow;
    })
    .attr('class', ({ kind, isLit, isPending }) =>
      ['arrow', `is-${kind}`, isLit && 'is-lit', isPending && 'is-pending']
        .filter(Boolean)
        .join(' '),
    );
  groups.select('.arrow-line').attr('d', (arrow) => linePath(arrow, x));
  groups.select('.arrow-head').attr('d', (arrow) => headPath(arrow, x));
}

/** Along the gap below the upper lane's marks, where no label stands. */
function linePath(arrow: Arrow, x: ColumnScale): string {
  const { fromY, toY } = arrow;
  const way = toY > fromY ? 1 : -1;
  const gap = Math.min(fromY, toY) + EDGE + 1 + HEAD_LENGTH;
  const left = x(arrow.from);
  const right = x(arrow.to);
  const end = toY - way * (EDGE + 1 + HEAD_LENGTH);
  const bend = Math.min(BEND, Math.abs(right - left) / 2);
  const side = right < left ? -bend : bend;
  return (
    `M${left},${fromY + way * EDGE}V${gap - way * bend}` +
    `Q${left},${gap} ${left + side},${gap}H${right - side}` +
    `Q${right},${gap} ${right},${gap + way * bend}V${end}`
  );
}

function headPath({ fromY, toY, to }: Arrow, x: ColumnScale): string {
  const way = toY > fromY ? 1 : -1;
  const tip = toY - way * (EDGE + 1);
  return `M${x(to)},${tip}l${-HEAD},${-way * HEAD_LENGTH}h${2 * HEAD}z`;
}
