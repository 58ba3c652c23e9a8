import { memo } from 'react';
import type { MachineView, SlotValue } from '../../core/machine/index.ts';
import { lastBefore, slotKey } from '../../store/histories.ts';
import { useMachine } from './machine-tools.ts';
import { Section } from './Section.tsx';
import { StepLink } from './StepLink.tsx';
import { shownKeys } from './shown-keys.ts';
import { Thing } from './Thing.tsx';

interface SlotListProps {
  readonly slots: MachineView['slots'];
  readonly cursor: number;
}

/** Prog arrays: which program each slot of interest holds. Drawn again when one is written. */
export const SlotList = memo(SlotSection, (was, is) => was.slots === is.slots);

function SlotSection({ slots, cursor }: SlotListProps) {
  const { result, names, history } = useMachine();
  const arrays = result.maps.flatMap((lab, mapIdx) =>
    lab.type === 'prog_array'
      ? [{ mapIdx, keys: shownKeys(result, slots, mapIdx), maxEntries: lab.maxEntries }]
      : [],
  );
  if (arrays.length === 0) return null;
  return (
    <Section name="slots" title="Slots">
      <ul className="rows slots" aria-label="Slots">
        {arrays.flatMap(({ mapIdx, keys }) =>
          keys.map((key) => (
            <SlotRow
              key={`${mapIdx}/${key}`}
              mapIdx={mapIdx}
              slot={key}
              value={slots[mapIdx]?.[key] ?? null}
              since={
                lastBefore(history.slots.get(slotKey(mapIdx, key)) ?? [], cursor)?.step ?? null
              }
            />
          )),
        )}
      </ul>
      {arrays.map(({ mapIdx, keys, maxEntries }) => {
        const rest = maxEntries - keys.length;
        return rest > 0 ? (
          <p key={mapIdx} className="quiet">
            {names.progArray(mapIdx)}: {rest} more, empty and not named by any direct call
          </p>
        ) : null;
      })}
    </Section>
  );
}

interface SlotRowProps {
  readonly mapIdx: number;
  readonly slot: number;
  readonly value: SlotValue;
  readonly since: number | null;
}

const SlotRow = memo(function SlotRow({ mapIdx, slot, value, since }: SlotRowProps) {
  const { names } = useMachine();
  return (
    <li className="thing-row">
      <Thing selection={{ kind: 'slot', mapIdx, key: slot }} className="slot row-name">
        <code>{names.slot(mapIdx, slot)}</code>
        <span className="slot-arrow" aria-hidden="true">
          →
        </span>
        <code className={value === null ? 'slot-none' : 'slot-prog'}>{names.slotValue(value)}</code>
      </Thing>
      {since !== null && (
        <span className="row-value">
          <StepLink step={since} word="since" label={`${names.slot(mapIdx, slot)} was written`} />
        </span>
      )}
    </li>
  );
});
