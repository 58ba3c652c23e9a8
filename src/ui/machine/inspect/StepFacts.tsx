import { bytesToHex } from '../../../core/base/index.ts';
import type { MachineEvent, MachineView } from '../../../core/machine/index.ts';
import type { Selection } from '../../../store/model.ts';
import type { SentenceOf } from '../../../store/sentences.ts';
import { EVENT_WORDS } from '../../schedule/event-kinds.ts';
import type { LabNames } from '../../shared/lab-names.ts';
import { ActorName } from '../ActorName.tsx';
import { lineOf } from '../choice-paths.ts';
import { placeLabel } from '../code-place.ts';
import { type MachineTools, useMachine } from '../machine-tools.ts';
import { lineText } from '../protocol-lines.ts';
import { retWords } from '../protocol-values.ts';
import { Section } from '../Section.tsx';
import { StepLink } from '../StepLink.tsx';
import { selectionName } from '../selection-names.ts';
import { Thing } from '../Thing.tsx';
import { Fact, Facts } from './Facts.tsx';

interface StepFactsProps {
  readonly view: MachineView;
  readonly step: number;
  readonly sentenceOf: SentenceOf;
}

/** A step: its sentence, where it comes from, and each of its events with the thing that it is about. */
export function StepFacts({ view, step: idx, sentenceOf }: StepFactsProps) {
  const { result, text } = useMachine();
  const step = result.timeline?.steps[idx];
  if (!step) return <p className="quiet">This run has no such step any more.</p>;
  const { protocol, source, actor, events } = step;
  const isHere = view.cursor === idx + 1;
  return (
    <>
      <div className="machine-block">
        <p className="step-sentence">{sentenceOf(idx)}</p>
        <Facts label="The step">
          <Fact name="by">
            <ActorName actor={actor} />
          </Fact>
          {source && (
            <Fact name="statement">
              <Thing selection={{ kind: 'source', span: source }}>
                <span className="quiet">line {lineOf(text, source.start)}</span>{' '}
                <code>{text.slice(source.start, source.end)}</code>
              </Thing>
            </Fact>
          )}
          {protocol && (
            <Fact name="protocol">
              <span>
                <code>{protocol.role}</code> <span className="quiet">line {protocol.line}</span>
              </span>
              <code className="statement">{statementAt(result, protocol)}</code>
            </Fact>
          )}
          <Fact name="time">
            {isHere ? 'now: it was done last' : <StepLink step={idx} word="go to step" />}
          </Fact>
        </Facts>
      </div>
      <Section name="inspect-events" title="Events" note={String(events.length)}>
        <ol className="events" aria-label="Events of the step">
          {events.map((event, nth) => (
            <EventRow key={`${nth} ${event.kind}`} event={event} />
          ))}
        </ol>
      </Section>
    </>
  );
}

function statementAt(
  { protocols }: MachineTools['result'],
  { role, line }: { role: 'map_poke' | 'text_poke'; line: number },
): string {
  return lineText(protocols[role === 'map_poke' ? 'mapPoke' : 'textPoke'].text, line);
}

/** The thing that an event is about; null if it has none that can be pointed at. */
function subjectOf(event: MachineEvent): Selection | null {
  if ('site' in event && event.site) return { kind: 'site', site: event.site };
  if ('pokeIdx' in event) {
    return { kind: 'desc', progIdx: event.progIdx, pokeIdx: event.pokeIdx };
  }
  if ('lock' in event) return { kind: 'lock', lock: event.lock };
  if ('key' in event && event.key >= 0) {
    return { kind: 'slot', mapIdx: event.mapIdx, key: event.key };
  }
  if ('progIdx' in event && event.progIdx !== null) return { kind: 'prog', progIdx: event.progIdx };
  return null;
}

/** What is special about an event, in a few words; '' where its kind and subject say all. */
function detailOf(event: MachineEvent, result: MachineTools['result'], names: LabNames): string {
  switch (event.kind) {
    case 'store':
      return `byte ${event.off}: ${bytesToHex(event.before, ' ')} → ${bytesToHex(event.after, ' ')}`;
    case 'poke-begin':
      return `found ${bytesToHex(event.found, ' ')}, wants ${bytesToHex(event.wanted, ' ')}`;
    case 'poke-end':
      return `returns ${event.ret}: ${retWords(event.ret)}`;
    case 'slot-write':
      return `${names.slotValue(event.old)} → ${names.slotValue(event.new)}`;
    case 'slot-read':
      return names.slotValue(event.value);
    case 'sync':
      return event.waits.length === 0
        ? 'nobody to wait for'
        : `waits for ${event.waits.map(names.actor).join(', ')}`;
    case 'rcu-begin':
      return event.readers.length === 0
        ? `grace period ${event.ordinal}, no readers`
        : `grace period ${event.ordinal}, readers: ${event.readers.map(names.actor).join(', ')}`;
    case 'rcu-end':
      return `grace period ${event.ordinal}`;
    case 'fetch':
      return `${bytesToHex(event.bytes, ' ')}${event.age > 0 ? ', not what memory holds' : ''}`;
    case 'block':
      return blockWords(event, result);
    case 'run-end':
      return `returned ${event.retval}`;
    case 'op-begin':
      return names.op(event.op);
    case 'op-end':
      return `${names.op(event.op)}: ${event.errno === 0 ? 'returns 0' : `-${event.errno}`}`;
    case 'prog':
      return event.state;
    case 'helper':
      return event.name;
    case 'bug':
    case 'halt':
      return event.message;
    default:
      return '';
  }
}

function blockWords(
  { insns, from, to }: Extract<MachineEvent, { kind: 'block' }>,
  result: MachineTools['result'],
): string {
  const count = `${insns} ${insns === 1 ? 'instruction' : 'instructions'}`;
  const place = (at: typeof from): string => (at ? placeLabel(result, at) : 'kernel code');
  return `${count}, ${place(from)} to ${place(to)}`;
}

function EventRow({ event }: { event: MachineEvent }) {
  const tools = useMachine();
  const subject = subjectOf(event);
  const detail = detailOf(event, tools.result, tools.names);
  return (
    <li className="event">
      <span className="event-words">{EVENT_WORDS[event.kind]}</span>
      {subject && (
        <Thing selection={subject} className="event-subject">
          {selectionName(tools, subject)}
        </Thing>
      )}
      {detail !== '' && <code className="event-detail quiet">{detail}</code>}
    </li>
  );
}
