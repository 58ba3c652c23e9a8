import { KNOWN_VERSIONS, optionGroups, withOption } from '../../store/kernel-choice.ts';
import { LAB_GROUPS } from '../../store/labs.ts';
import type { NamedLab } from '../../store/model.ts';
import type { BuildSide } from '../../store/open-view.ts';
import { GIVEN, PAGE } from './build-choice.ts';

interface SetupProps {
  readonly side: 'A' | 'B';
  readonly choice: BuildSide;
  readonly own: readonly NamedLab[];
  readonly onChange: (choice: BuildSide) => void;
}

function LabSelect({ side, choice, own, onChange }: SetupProps) {
  return (
    <select
      className="compare-select"
      aria-label={`Lab of ${side}`}
      value={choice.lab}
      onChange={(event) => onChange({ ...choice, lab: event.currentTarget.value })}
    >
      <option value={PAGE}>the lab on the page</option>
      {choice.given && <option value={GIVEN}>{choice.given.name}, from the link</option>}
      {own.length > 0 && (
        <optgroup label="Your labs">
          {own.map(({ id, name }) => (
            <option key={id} value={`own:${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      )}
      {LAB_GROUPS.map(({ title, labs }) => (
        <optgroup key={title} label={title}>
          {labs.map((lab) => (
            <option key={lab.id} value={`lab:${lab.id}`}>
              {lab.title}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function Options({ side, choice, onChange }: Omit<SetupProps, 'own'>) {
  const isOwn = choice.kernel === '';
  const groups = isOwn ? [] : optionGroups(choice.kernel);
  if (groups.length === 0) {
    return (
      <span className="builds-none">{isOwn ? 'as the text has them' : 'none for this kernel'}</span>
    );
  }
  const { kernel: version, options } = choice;
  return groups.flatMap((group) =>
    group.options.map(({ word, change }) => {
      const isChosen = options.includes(word);
      const next = withOption({ version, options }, group, isChosen ? null : word);
      return (
        <label key={word} className="builds-option" title={change}>
          <input
            type="checkbox"
            aria-label={`${word} of ${side}`}
            checked={isChosen}
            onChange={() => onChange({ ...choice, options: next.options })}
          />
          {word}
        </label>
      );
    }),
  );
}

/** What one side is built from. */
export function BuildSetup(props: SetupProps) {
  const { side, choice, onChange } = props;
  return (
    <fieldset className="compare-setup">
      <legend>
        <span className="compare-letter" aria-hidden="true">
          {side}
        </span>
        <span className="visually-hidden">Side {side}</span>
      </legend>
      <span className="compare-label">Lab</span>
      <LabSelect {...props} />
      <span className="compare-label">Kernel</span>
      <select
        className="compare-select"
        aria-label={`Kernel of ${side}`}
        value={choice.kernel}
        onChange={(event) =>
          onChange({ ...choice, kernel: event.currentTarget.value, options: [] })
        }
      >
        <option value="">as the text has it</option>
        {KNOWN_VERSIONS.map((version) => (
          <option key={version} value={version}>
            {version}
          </option>
        ))}
      </select>
      <span className="compare-label">Options</span>
      <span className="builds-options">
        <Options side={side} choice={choice} onChange={onChange} />
      </span>
    </fieldset>
  );
}
