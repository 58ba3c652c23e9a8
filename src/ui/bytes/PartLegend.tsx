import { useMemo } from 'react';
import type { ProgResult } from '../../core/pipeline/index.ts';
import { PART_LABELS, PART_ORDER } from '../shared/parts.ts';

/** Parts that stand in some image, in the order of the letters. */
function partsIn(progs: readonly ProgResult[]): (typeof PART_ORDER)[number][] {
  const seen = new Set(
    progs.flatMap(({ jit }) => jit?.funcs.flatMap(({ insns }) => [...new Set(insns.part)]) ?? []),
  );
  return PART_ORDER.filter((part, idx) => part !== 'body' && seen.has(idx));
}

/** Letter and word of every hue that the images have. */
export function PartLegend({ progs }: { readonly progs: readonly ProgResult[] }) {
  const parts = useMemo(() => partsIn(progs), [progs]);
  return (
    <ul className="part-legend" aria-label="Parts of an image">
      {parts.map((part) => (
        <li key={part} className={`legend-item is-${part}`} title={PART_LABELS[part].meaning}>
          <b className="legend-letter">{PART_LABELS[part].letter}</b>
          {PART_LABELS[part].word}
        </li>
      ))}
      {progs.some(({ jit }) => jit?.funcs[0]?.code === 'bpf') ? (
        <li className="legend-item">No image: the interpreter reads these insns</li>
      ) : (
        <li className="legend-item is-flying">
          <b className="legend-letter">cc</b>in flight
        </li>
      )}
    </ul>
  );
}
