import {
  Checkbox,
  CheckboxGroup,
  Input,
  Label,
  NumberField,
  Radio,
  RadioGroup,
  Switch,
} from 'react-aria-components';
import type { EmbedOptions, Pane } from '../../store/model.ts';

/** What the author chose so far. `from` and `to` count when `ranged`. */
export interface EmbedDraft extends Pick<EmbedOptions, 'theme' | 'panes' | 'readOnly'> {
  readonly ranged: boolean;
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
}

interface EmbedChoicesProps {
  readonly draft: EmbedDraft;
  /** Steps of the run. */
  readonly steps: number;
  onChange(part: Partial<EmbedDraft>): void;
}

const THEMES = [
  { value: 'system', label: 'Auto' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast', label: 'Contrast' },
] as const;

const PANES: readonly { readonly pane: Pane; readonly label: string }[] = [
  { pane: 'editor', label: 'Text' },
  { pane: 'bytes', label: 'Bytes' },
  { pane: 'machine', label: 'Machine' },
  { pane: 'timeline', label: 'Timeline' },
  { pane: 'explore', label: 'Explore' },
];

function Themes({ draft, onChange }: EmbedChoicesProps) {
  return (
    <RadioGroup
      className="embed-choice"
      value={draft.theme ?? 'system'}
      onChange={(value) => {
        const theme = THEMES.find((each) => each.value === value)?.value ?? 'system';
        onChange({ theme: theme === 'system' ? null : theme });
      }}
    >
      <Label>Theme</Label>
      <div className="embed-values">
        {THEMES.map(({ value, label }) => (
          <Radio key={value} value={value} className="share-radio">
            {label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

/** In the order in which they were ticked; the last one cannot be taken away. */
function Panes({ draft, onChange }: EmbedChoicesProps) {
  return (
    <CheckboxGroup
      className="embed-choice"
      value={[...draft.panes]}
      onChange={(names) => {
        const panes = names.flatMap((name) => PANES.find(({ pane }) => pane === name)?.pane ?? []);
        if (panes.length > 0) onChange({ panes });
      }}
    >
      <Label>Panes</Label>
      <div className="embed-values">
        {PANES.map(({ pane, label }) => (
          <Checkbox key={pane} value={pane} className="share-check">
            {label}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange(value: number): void;
}

function Count({ label, value, min, max, onChange }: CountProps) {
  return (
    <NumberField
      className="embed-number"
      aria-label={label}
      value={value}
      minValue={min}
      maxValue={max}
      formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}
      onChange={(next) => onChange(Number.isFinite(next) ? next : min)}
    >
      <Input />
    </NumberField>
  );
}

function Steps({ draft, steps, onChange }: EmbedChoicesProps) {
  const { ranged, from, to } = draft;
  return (
    <div className="embed-choice" role="group" aria-label="Steps">
      <span aria-hidden="true">Steps</span>
      <div className="embed-values">
        <Switch
          className="share-switch"
          isSelected={ranged}
          isDisabled={steps === 0}
          onChange={(next) => onChange({ ranged: next })}
        >
          <span className="share-switch-track" />
          Only some
        </Switch>
        {ranged && (
          <>
            <Count
              label="First step"
              value={from}
              min={0}
              max={to}
              onChange={(next) => onChange({ from: next })}
            />
            to
            <Count
              label="Last step"
              value={to}
              min={from}
              max={steps}
              onChange={(next) => onChange({ to: next })}
            />
          </>
        )}
      </div>
    </div>
  );
}

function SizeAndRights({ draft, onChange }: EmbedChoicesProps) {
  return (
    <>
      <div className="embed-choice" role="group" aria-label="Size">
        <span aria-hidden="true">Size</span>
        <div className="embed-values">
          <Count
            label="Width in pixels"
            value={draft.width}
            min={240}
            max={4000}
            onChange={(width) => onChange({ width })}
          />
          ×
          <Count
            label="Height in pixels"
            value={draft.height}
            min={160}
            max={4000}
            onChange={(height) => onChange({ height })}
          />
          px
        </div>
      </div>
      <div className="embed-choice">
        <span aria-hidden="true">Rights</span>
        <Switch
          className="share-switch"
          isSelected={draft.readOnly}
          onChange={(readOnly) => onChange({ readOnly })}
        >
          <span className="share-switch-track" />
          Read-only
        </Switch>
      </div>
    </>
  );
}

/** Everything that can be chosen for an embed. */
export function EmbedChoices(props: EmbedChoicesProps) {
  return (
    <div className="embed-choices">
      <Themes {...props} />
      <Panes {...props} />
      <Steps {...props} />
      <SizeAndRights {...props} />
    </div>
  );
}
