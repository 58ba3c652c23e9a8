import { memo } from 'react';
import type { MachineView, PokeCall, Session } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { letterOf } from '../shared/cpu-letters.ts';
import { ActorName } from './ActorName.tsx';
import { useMachine } from './machine-tools.ts';
import { ProtocolText, type ProtocolTextProps } from './ProtocolText.tsx';
import { type ActorLines, linesOfActors, protocolLines } from './protocol-lines.ts';
import { mapPokeVariables, textPokeVariables, type Variable } from './protocol-values.ts';
import './protocol.css';

export interface ProtocolPaneProps {
  readonly view: MachineView;
  /** Reads variables; null while the machine is not here. */
  readonly session: Session | null;
  /** Stands in the gutter of each line. */
  readonly LineControl?: ProtocolTextProps['LineControl'];
}

function othersIn(result: LabResult, lines: readonly ActorLines[], role: 'mapPoke' | 'textPoke') {
  return lines
    .flatMap((of) => {
      const cpu = letterOf(result, of.actor);
      return cpu && of[role] !== null ? [`${of[role]}${cpu.letter}${cpu.hue}`] : [];
    })
    .sort()
    .join(' ');
}

/** Both protocols, the statement lit that the last step ran, where each CPU is, and the variables. */
export function ProtocolPane({ view, session, LineControl }: ProtocolPaneProps) {
  const { result } = useMachine();
  const lines = protocolLines(result, view.cursor);
  const all = linesOfActors(result, view.cursor, view.ops);
  const { mapPoke, textPoke } = result.protocols;
  return (
    <div className="protocols">
      <PokeCalls view={view} session={session} />
      <ProtocolText
        title="map_poke"
        {...mapPoke}
        LineControl={LineControl}
        line={lines.mapPoke}
        others={othersIn(result, all, 'mapPoke')}
      />
      <ProtocolText
        title="text_poke"
        {...textPoke}
        LineControl={LineControl}
        line={lines.textPoke}
        others={othersIn(result, all, 'textPoke')}
      />
    </div>
  );
}

interface PokeCallsProps extends Pick<ProtocolPaneProps, 'view' | 'session'> {
  /** Only those of this one. */
  readonly actor?: number;
}

/** Runs of map_poke under way, each with its variables. */
export function PokeCalls({ view, session, actor: only }: PokeCallsProps) {
  const { names } = useMachine();
  const actors = view.ops.flatMap((op, actor) =>
    op && op.kind !== 'run' && (only ?? actor) === actor ? [actor] : [],
  );
  const calls = actors.flatMap((actor) => {
    const call = session && session.length >= view.cursor && session.pokeAt(view.cursor, actor);
    return call ? [{ actor, call }] : [];
  });
  if (calls.length === 0) {
    return (
      <p className="protocol-quiet quiet">
        {session
          ? 'No update is inside map_poke now. While one is, its variables stand here.'
          : 'Variables are shown as soon as the machine has been fetched.'}
      </p>
    );
  }
  return calls.map(({ actor, call }) => {
    const op = view.ops[actor];
    return (
      <section key={actor} className="poke-call" aria-label={`Variables of ${names.actor(actor)}`}>
        <p className="poke-call-head">
          <ActorName actor={actor} /> {op && <code>{names.op(op)}</code>}
          {call.fixup && <span className="quiet">fixing up what it loads</span>}
        </p>
        <CallVariables call={call} />
      </section>
    );
  });
}

function CallVariables({ call }: { call: PokeCall }) {
  const { result, names } = useMachine();
  return (
    <>
      <Variables title="map_poke" of={mapPokeVariables(result, names, call)} />
      {call.textPoke && (
        <Variables title="text_poke" of={textPokeVariables(result, names, call, call.textPoke)} />
      )}
    </>
  );
}

function Variables({ title, of }: { title: string; of: readonly Variable[] }) {
  return (
    <dl className="variables" aria-label={`Variables of ${title}`}>
      {of.map((variable) => (
        <VariableRow key={variable.name} {...variable} />
      ))}
    </dl>
  );
}

const VariableRow = memo(function VariableRow({ name, value, note }: Variable) {
  return (
    <div className="variable">
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <code>{value}</code>
        {note !== '' && <span className="quiet">{note}</span>}
      </dd>
    </div>
  );
});
