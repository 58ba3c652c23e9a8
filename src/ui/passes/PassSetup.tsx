import { type ReactNode, useId } from 'react';
import { libraryOf } from '../../store/explorer-library.ts';
import { profileWords } from '../../store/profile-words.ts';
import { usePage } from '../shell/page-context.tsx';
import type { PassesOf } from './use-passes.ts';

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Pick({ label, value, onChange, children }: PickProps) {
  const id = useId();
  return (
    <span className="passes-pick">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
    </span>
  );
}

interface PassSetupProps {
  readonly choice: PassesOf;
  /** Names of the functions of the chosen program. */
  readonly funcs: readonly string[];
  readonly onChange: (choice: PassesOf) => void;
}

/** Whose passes, and by which kernel's JIT. */
export function PassSetup({ choice, funcs, onChange }: PassSetupProps) {
  const result = usePage((page) => page.result);
  const { progIdx, funcIdx, kernel } = choice;
  return (
    <div className="passes-setup">
      <Pick
        label="Program"
        value={`${progIdx}`}
        onChange={(value) => onChange({ ...choice, progIdx: Number(value), funcIdx: 0 })}
      >
        {result?.progs.map(({ name }, idx) => (
          <option key={name} value={idx}>
            {name}
          </option>
        ))}
      </Pick>
      {funcs.length > 1 && (
        <Pick
          label="Function"
          value={`${funcIdx}`}
          onChange={(value) => onChange({ ...choice, funcIdx: Number(value) })}
        >
          {funcs.map((name, idx) => (
            <option key={name} value={idx}>
              {name}
            </option>
          ))}
        </Pick>
      )}
      <Pick
        label="Kernel"
        value={kernel ?? ''}
        onChange={(value) => onChange({ ...choice, kernel: value === '' ? null : value })}
      >
        <option value="">as the lab: {result ? profileWords(result) : ''}</option>
        {libraryOf('kernel').map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Pick>
    </div>
  );
}
