import type { MachineView, ProgChange } from '../../../core/machine/index.ts';
import { freeingNote } from '../../shared/freeing-note.ts';
import { ActorName } from '../ActorName.tsx';
import { useMachine } from '../machine-tools.ts';
import { Section } from '../Section.tsx';
import { Thing } from '../Thing.tsx';
import { AddrPlace } from './AddrPlace.tsx';
import { DescRow } from './DescRow.tsx';
import { Fact, Facts } from './Facts.tsx';
import { HistoryList } from './HistoryList.tsx';

const MOST_SLOTS = 16;

function slotsHolding(view: MachineView, progIdx: number): { mapIdx: number; key: number }[] {
  return view.slots.flatMap((slots, mapIdx) =>
    slots.flatMap((value, key) => (value === progIdx ? [{ mapIdx, key }] : [])),
  );
}

interface ProgFactsProps {
  readonly view: MachineView;
  readonly progIdx: number;
}

/** A program: its images, who refers to it, its sites, and its life. */
export function ProgFacts({ view, progIdx }: ProgFactsProps) {
  const { result, history } = useMachine();
  const prog = result.progs[progIdx];
  if (!prog) return <p className="quiet">This text has no such program any more.</p>;
  const descs = view.descs[progIdx] ?? [];
  return (
    <>
      <ProgTable view={view} progIdx={progIdx} />
      <Section name="inspect-images" title="Images">
        <Facts label="Images">
          {(prog.jit?.funcs ?? []).map(({ funcIdx, name, bytes }) => (
            <Fact key={funcIdx} name={name} isCode>
              <AddrPlace place={{ progIdx, funcIdx, byteOff: 0 }} length={bytes.length} />
              <span className="quiet">{bytes.length} bytes</span>
            </Fact>
          ))}
        </Facts>
      </Section>
      <Section name="inspect-progsites" title="Poke descriptors" note={String(descs.length)}>
        <ul className="rows">
          {descs.map((desc) => (
            <DescRow key={desc.pokeIdx} desc={desc} />
          ))}
          {descs.length === 0 && <li className="thing-row quiet">No direct tail call.</li>}
        </ul>
      </Section>
      <Section name="inspect-life" title="Life">
        <HistoryList
          label={`Life of ${prog.name}`}
          list={history.progs[progIdx] ?? []}
          cursor={view.cursor}
          render={({ state }: ProgChange) => <span>{state}</span>}
          words={({ state }) => state}
          empty="No step loads it."
        />
      </Section>
    </>
  );
}

function ProgTable({ view, progIdx }: ProgFactsProps) {
  const { result, names } = useMachine();
  const prog = result.progs[progIdx];
  if (!prog) return null;
  const holding = slotsHolding(view, progIdx);
  const inside = view.cpus.flatMap(({ run }, actor) => (run?.progIdx === progIdx ? [actor] : []));
  const now = freeingNote(view, progIdx, names) ?? view.progs[progIdx];
  return (
    <div className="machine-block">
      <Facts label="The program">
        <Fact name="now">
          {prog.jit ? now : <span className="danger-word">refused by the verifier</span>}
        </Fact>
        <Fact name="type">
          {prog.type}
          {prog.sleepable && <span className="quiet">sleepable: reads under tasks trace</span>}
        </Fact>
        <Fact name="bpf_prog">
          <code>{prog.progAddr.toString(16)}</code>
        </Fact>
        <Fact name="held by">
          {holding.length === 0 && <span className="quiet">no slot</span>}
          {holding.slice(0, MOST_SLOTS).map(({ mapIdx, key }) => (
            <Thing key={`${mapIdx}/${key}`} selection={{ kind: 'slot', mapIdx, key }}>
              <code>{names.slot(mapIdx, key)}</code>
            </Thing>
          ))}
        </Fact>
        <Fact name="run by">
          {inside.length === 0 && <span className="quiet">no CPU now</span>}
          {inside.map((actor) => (
            <ActorName key={actor} actor={actor} />
          ))}
        </Fact>
      </Facts>
    </div>
  );
}
