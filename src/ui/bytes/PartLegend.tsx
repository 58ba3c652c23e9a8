import { PART_LABELS, PART_ORDER } from '../shared/parts.ts';

/** Letter and word of every hue. */
export function PartLegend() {
  return (
    <ul className="part-legend" aria-label="Parts of an image">
      {PART_ORDER.filter((part) => part !== 'body').map((part) => (
        <li key={part} className={`legend-item is-${part}`} title={PART_LABELS[part].meaning}>
          <b className="legend-letter">{PART_LABELS[part].letter}</b>
          {PART_LABELS[part].word}
        </li>
      ))}
      <li className="legend-item is-flying">
        <b className="legend-letter">cc</b>in flight
      </li>
    </ul>
  );
}
