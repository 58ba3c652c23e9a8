import type { MachineView, SlotValue, SlotWrite } from '../../../core/machine/index.ts';
import { slotKey } from '../../../store/histories.ts';
import type { LabNames } from '../../shared/lab-names.ts';
import { ActorName } from '../ActorName.tsx';
import { useMachine } from '../machine-tools.ts';
import { Section } from '../Section.tsx';
import { Thing } from '../Thing.tsx';
import { DescRow } from './DescRow.tsx';
import { Fact, Facts } from './Facts.tsx';
import { HistoryList } from './HistoryList.tsx';

interface SlotFactsProps {
  readonly view: MachineView;
  readonly mapIdx: number;
  readonly slot: number;
}

function ProgThing({ value, names }: { value: SlotValue; names: LabNames }) {
  if (value === null) return <span className="slot-none">none</span>;
  return (
    <Thing selection={{ kind: 'prog', progIdx: value }}>
      <code>{names.prog(value)}</code>
    </Thing>
  );
}

/** A slot of a prog array: what it holds, who follows it, and who wrote it when. */
export function SlotFacts(props: SlotFactsProps) {
  const { view, mapIdx, slot } = props;
  const { result, names } = useMachine();
  const addr = result.mapAddrs[mapIdx];
  return (
    <>
      <div className="machine-block">
        <Facts label="The slot">
          <Fact name="holds">
            <ProgThing value={view.slots[mapIdx]?.[slot] ?? null} names={names} />
          </Fact>
          <Fact name="map">
            <code>{names.progArray(mapIdx)}</code>
            {addr !== undefined && <code className="quiet">{addr.toString(16)}</code>}
          </Fact>
          <Fact name="key">
            <code>{slot}</code>
            <span className="quiet">of {result.maps[mapIdx]?.maxEntries}</span>
          </Fact>
        </Facts>
      </div>
      <Followers {...props} />
      <Writes {...props} />
    </>
  );
}

/** Direct tail calls that are poked when the slot changes. */
function Followers({ view, mapIdx, slot }: SlotFactsProps) {
  const { result } = useMachine();
  const followers = view.descs.flat().filter(({ progIdx, pokeIdx }) => {
    const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
    return poke?.mapIdx === mapIdx && poke.key === slot;
  });
  return (
    <Section
      name="inspect-followers"
      title="Direct tail calls that follow it"
      note={String(followers.length)}
    >
      {followers.length === 0 && (
        <p className="quiet">None: only indirect calls, which load the slot each time.</p>
      )}
      <ul className="rows">
        {followers.map((desc) => (
          <DescRow key={`${desc.progIdx}/${desc.pokeIdx}`} desc={desc} />
        ))}
      </ul>
    </Section>
  );
}

function Writes({ view, mapIdx, slot }: SlotFactsProps) {
  const { result, names, history } = useMachine();
  const writes = history.slots.get(slotKey(mapIdx, slot)) ?? [];
  const steps = result.timeline?.steps ?? [];
  return (
    <Section name="inspect-writes" title="Written" note={`${writes.length} times in this run`}>
      <HistoryList
        label={`Writes to ${names.slot(mapIdx, slot)}`}
        list={writes}
        cursor={view.cursor}
        render={({ step, old, new: next }: SlotWrite) => (
          <>
            <ActorName actor={steps[step]?.actor ?? -1} short />
            <span>
              <code>{names.slotValue(old)}</code> → <code>{names.slotValue(next)}</code>
            </span>
          </>
        )}
        words={({ old, new: next }) => `${names.slotValue(old)} to ${names.slotValue(next)}`}
        empty="No step writes it: it stays empty."
      />
    </Section>
  );
}
