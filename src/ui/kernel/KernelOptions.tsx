import { useId } from 'react';
import { Label, Radio, RadioGroup, Switch } from 'react-aria-components';
import {
  KNOWN_VERSIONS,
  kernelWords,
  type OptionGroup,
  type OptionInfo,
  optionGroups,
  readKernel,
  withKernel,
  withOption,
  withVersion,
} from '../../store/kernel-choice.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import './kernel-options.css';

interface GroupProps {
  readonly group: OptionGroup;
  readonly chosen: string | null;
  onChoose(word: string | null): void;
}

function OptionWords({ option, id }: { option: OptionInfo; id: string }) {
  return (
    <span className="kernel-words">
      <span className="kernel-name">
        {option.label} {!option.isDefault && <code>{option.word}</code>}
      </span>
      <span id={id} className="kernel-change">
        {option.change}
      </span>
    </span>
  );
}

/** Options of which one holds. */
function OneOf({ group, chosen, onChoose }: GroupProps) {
  const { byDefault, options } = group;
  const all = byDefault ? [byDefault, ...options] : options;
  const id = useId();
  return (
    <RadioGroup
      className="kernel-group"
      value={chosen ?? byDefault?.word ?? ''}
      onChange={(word) => onChoose(word === byDefault?.word ? null : word)}
    >
      <Label className="kernel-head">Mitigations</Label>
      {all.map((option) => (
        <Radio
          key={option.word}
          value={option.word}
          className="kernel-choice is-radio"
          aria-label={option.label}
          aria-describedby={id + option.word}
        >
          <OptionWords option={option} id={id + option.word} />
        </Radio>
      ))}
    </RadioGroup>
  );
}

function Toggle({ group, chosen, onChoose }: GroupProps) {
  const [option] = group.options;
  const id = useId();
  if (!option) return null;
  return (
    <Switch
      className="kernel-choice"
      aria-label={option.label}
      aria-describedby={id}
      isSelected={chosen === option.word}
      onChange={(isOn) => onChoose(isOn ? option.word : null)}
    >
      <span className="kernel-track" />
      <OptionWords option={option} id={id} />
    </Switch>
  );
}

function Versions({ version, onChoose }: { version: string; onChoose(version: string): void }) {
  return (
    <RadioGroup
      className="kernel-group"
      orientation="horizontal"
      value={version}
      onChange={onChoose}
    >
      <Label className="kernel-head">Linux</Label>
      <div className="kernel-versions">
        {KNOWN_VERSIONS.map((each) => (
          <Radio key={each} value={each} className="kernel-version">
            {each}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

/** The kernel that the lab runs under and every option that it has; what is chosen is written into the text. */
export function KernelOptions() {
  const text = usePage((page) => page.text);
  const { rewrite } = useActions();
  const choice = readKernel(text);
  const groups = optionGroups(choice.version);
  const propsOf = (group: OptionGroup): GroupProps & { readonly key: string } => ({
    key: group.group,
    group,
    chosen: group.options.find(({ word }) => choice.options.includes(word))?.word ?? null,
    onChoose: (word) => rewrite(withKernel(text, withOption(choice, group, word))),
  });
  const isOneOf = ({ byDefault }: OptionGroup): boolean => byDefault !== null;
  return (
    <div className="kernel-options">
      <Versions
        version={choice.version}
        onChoose={(version) => rewrite(withKernel(text, withVersion(choice, version)))}
      />
      {groups.filter(isOneOf).map((group) => {
        const { key, ...props } = propsOf(group);
        return <OneOf key={key} {...props} />;
      })}
      <div className="kernel-group" role="group" aria-label="Options">
        {groups
          .filter((group) => !isOneOf(group))
          .map((group) => {
            const { key, ...props } = propsOf(group);
            return <Toggle key={key} {...props} />;
          })}
      </div>
      <p className="kernel-line">
        In the text: <code>.kernel {kernelWords(choice)}</code>
      </p>
    </div>
  );
}
