import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import type { LabNames } from '../shared/lab-names.ts';
import { shownKeys } from './shown-keys.ts';

interface SlotListProps {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

/** Prog arrays: which program each slot of interest holds. */
export function SlotList({ result, view, names, onHover, onPin }: SlotListProps) {
  const arrays = result.maps.flatMap((lab, mapIdx) =>
    lab.type === 'prog_array' ? [{ mapIdx, maxEntries: lab.maxEntries }] : [],
  );
  if (arrays.length === 0) return null;
  return (
    <div className="machine-block">
      <h2>Slots</h2>
      <ul className="slots">
        {arrays.flatMap(({ mapIdx }) =>
          shownKeys(result, view, mapIdx).map((key) => {
            const value = view.slots[mapIdx]?.[key] ?? null;
            const selection: Selection = { kind: 'slot', mapIdx, key };
            return (
              <li key={`${mapIdx}/${key}`}>
                <button
                  type="button"
                  className="slot"
                  onMouseEnter={() => onHover(selection)}
                  onMouseLeave={() => onHover(null)}
                  onFocus={() => onHover(selection)}
                  onBlur={() => onHover(null)}
                  onClick={() => onPin(selection)}
                >
                  <code>{names.slot(mapIdx, key)}</code>
                  <span className="slot-arrow" aria-hidden="true">
                    →
                  </span>
                  <code className={value === null ? 'slot-none' : 'slot-prog'}>
                    {names.slotValue(value)}
                  </code>
                </button>
              </li>
            );
          }),
        )}
      </ul>
      {arrays.map(({ mapIdx, maxEntries }) => {
        const rest = maxEntries - shownKeys(result, view, mapIdx).length;
        return rest > 0 ? (
          <p key={mapIdx} className="quiet">
            {names.progArray(mapIdx)}: {rest} more, empty and not named by any direct call
          </p>
        ) : null;
      })}
    </div>
  );
}
