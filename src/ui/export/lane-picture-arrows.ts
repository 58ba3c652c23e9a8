// Who waits for whom, as arrows of the timeline's picture.

import { LANE_LINES } from '../timeline/lane-layout.ts';
import { shownWaits, type Wait } from '../timeline/waits.ts';
import { isWithin, type Scene } from './lane-picture-scene.ts';
import { tag } from './svg.ts';

/** Of more waits than this, only those at the cursor have arrows. */
const MANY_WAITS = 24;

export const ARROW_TOKENS = {
  rcu: '--part-epilogue-ink',
  ipi: '--flight-ink',
  lock: '--ink-3',
  handler: '--ink-3',
} as const;
export const ARROW_DASHES = {
  rcu: '6 3',
  ipi: undefined,
  lock: '1.5 3',
  handler: '1.5 3',
} as const;

function waitsOf(scene: Scene): readonly Wait[] {
  const { model, cursor } = scene;
  const inside = model.waits.filter(({ step }) => isWithin(step, scene));
  return inside.length <= MANY_WAITS ? inside : shownWaits(model.waits, cursor, []).waits;
}

/** From each wait to the steps that let it go on; hollow heads for what is yet to come. */
export function arrows(scene: Scene): string {
  const { lanes, pen, cursor, model } = scene;
  const lines = new Map<number, number>();
  for (const { lane, top } of lanes) {
    if (lane.actor !== null)
      lines.set(lane.actor, top + LANE_LINES.mark + LANE_LINES.markHeight / 2);
  }
  // Those of the shown step stand out.
  const lit = new Set(shownWaits(model.waits, cursor, [cursor - 1]).waits);
  return waitsOf(scene)
    .flatMap((wait) =>
      wait.answers.map((answer) => {
        const from = lines.get(wait.actor);
        const to = lines.get(answer.actor);
        const end = answer.step === null ? model.stepCount : answer.step + 0.5;
        const isIn = isWithin(wait.step + 0.5, scene) && isWithin(end, scene);
        if (from === undefined || to === undefined || from === to || !isIn) return '';
        const stroke = pen.palette(ARROW_TOKENS[wait.kind]);
        const way = to > from ? 1 : -1;
        const [left, right] = [pen.x(wait.step + 0.5), pen.x(end)];
        const gap = Math.min(from, to) + LANE_LINES.markHeight / 2 + 6;
        const tip = to - way * (LANE_LINES.markHeight / 2 + 1);
        const isPending = answer.step === null || answer.step >= cursor;
        const line = `M${left},${from + (way * LANE_LINES.markHeight) / 2}V${gap}H${right}V${tip - way * 5}`;
        const opacity = lit.has(wait) ? undefined : 0.5;
        return (
          tag('path', {
            d: line,
            opacity,
            fill: 'none',
            stroke,
            'stroke-width': 1.25,
            'stroke-dasharray': ARROW_DASHES[wait.kind],
          }) +
          tag('path', {
            d: `M${right},${tip}l-4,${-way * 5}h8z`,
            fill: isPending ? pen.palette('--bg') : stroke,
            stroke,
            opacity,
            'stroke-linejoin': 'round',
          })
        );
      }),
    )
    .join('');
}
