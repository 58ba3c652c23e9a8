import type { CpuMoment } from './cpu-look.ts';
import { flagRows, registerRows } from './register-rows.ts';

interface RegisterGridProps {
  readonly moment: CpuMoment;
  /** "CPU 0". */
  readonly cpu: string;
}

/** Registers in the order of BPF's, then the flags; what the last move changed is marked. */
export function RegisterGrid({ moment: { state, before }, cpu }: RegisterGridProps) {
  if (!state) return null;
  return (
    <>
      <ul className="registers" aria-label={`Registers of ${cpu}`}>
        {registerRows(state, before).map(({ name, bpf, value, was }) => (
          <li key={name} className={was === null ? 'register' : 'register is-changed'}>
            <span className="register-mark" aria-hidden="true">
              {was === null ? '' : '▸'}
            </span>
            <span className="register-name">{name}</span>
            <span className="register-bpf">{bpf}</span>
            <code>{value}</code>
            {was !== null && <span className="visually-hidden"> changed from {was}</span>}
          </li>
        ))}
      </ul>
      <ul className="flags" aria-label={`Flags of ${cpu}`}>
        {flagRows(state, before).map(({ letters, word, isSet, changed }) => (
          <li
            key={letters}
            className={`flag${isSet ? ' is-set' : ''}${changed ? ' is-changed' : ''}`}
          >
            <span aria-hidden="true">{letters}</span>
            <span className="visually-hidden">
              {word} {isSet ? 'set' : 'clear'}
              {changed ? ', changed' : ''}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Names of the registers that the last move changed, for the closed part. */
export function changedNames({ state, before }: CpuMoment): string {
  if (!state || !before) return '';
  const changed = registerRows(state, before).filter(({ was }) => was !== null);
  return changed.map(({ name, bpf }) => (bpf ? `${name} ${bpf}` : name)).join(', ');
}
