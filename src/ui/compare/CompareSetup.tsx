import { useId } from 'react';
import { libraryOf } from '../../store/explorer-library.ts';
import type { SideNames } from '../../store/open-view.ts';
import { AS_THE_LAB, type ComparePart, PARTS, withPart } from './compare-choice.ts';

interface PartProps {
  readonly side: 'A' | 'B';
  readonly part: ComparePart;
  readonly choice: SideNames;
  readonly onChange: (choice: SideNames) => void;
}

function PartSelect({ side, part, choice, onChange }: PartProps) {
  const id = useId();
  const found = PARTS.find((one) => one.part === part);
  if (!found) return null;
  const { role, label } = found;
  const isCode = role === 'map_poke' || role === 'text_poke';
  return (
    <>
      <label className={isCode ? 'compare-label is-code' : 'compare-label'} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="compare-select"
        aria-label={`${label} of ${side}`}
        value={choice[part] ?? AS_THE_LAB}
        onChange={(event) => onChange(withPart(choice, part, event.currentTarget.value))}
      >
        <option value={AS_THE_LAB}>as the lab has it</option>
        {libraryOf(role).map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

/** What one side runs under. */
export function CompareSetup({ side, choice, onChange }: Omit<PartProps, 'part'>) {
  const entry = libraryOf('map_poke').find(({ name }) => name === choice.mapPoke);
  return (
    <fieldset className="compare-setup">
      <legend>
        <span className="compare-letter" aria-hidden="true">
          {side}
        </span>
        <span className="visually-hidden">Side {side}</span>
      </legend>
      {PARTS.map(({ part }) => (
        <PartSelect key={part} side={side} part={part} choice={choice} onChange={onChange} />
      ))}
      <p className="compare-about">
        {entry ? `${entry.source}. ${entry.expected}.` : 'The protocol that the lab runs under.'}
      </p>
    </fieldset>
  );
}
