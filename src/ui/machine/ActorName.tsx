import { CpuTag } from '../shared/CpuTag.tsx';
import { letterOf } from '../shared/cpu-letters.ts';
import { useMachine } from './machine-tools.ts';

interface ActorNameProps {
  readonly actor: number;
  /** The letter alone where there is one; the name is still read out. */
  readonly short?: boolean;
}

/** An actor by name, with its letter if it is a CPU. */
export function ActorName({ actor, short = false }: ActorNameProps) {
  const { result, names } = useMachine();
  const letter = letterOf(result, actor);
  const isShort = short && letter !== null;
  return (
    <span className="actor-name">
      {letter && <CpuTag {...letter} />}
      <span className={isShort ? 'visually-hidden' : ''}>{names.actor(actor)}</span>
    </span>
  );
}
