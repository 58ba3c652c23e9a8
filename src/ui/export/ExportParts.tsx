// Small parts that the pages of the export dialog share.

import type { ReactNode } from 'react';
import type { StepRange } from '../../store/model.ts';
import type { Said } from './use-said.ts';

/** A label over its control. */
export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="export-field">
      <span className="export-label" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

interface ChooserProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  onChange(value: string): void;
}

export function Chooser({ label, value, options, onChange }: ChooserProps) {
  return (
    <select
      className="export-select"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface TickProps {
  readonly label: string;
  readonly checked: boolean;
  onChange(checked: boolean): void;
}

export function Tick({ label, checked, onChange }: TickProps) {
  return (
    <label className="export-tick">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

interface RangeProps {
  readonly range: StepRange;
  readonly last: number;
  onChange(range: StepRange): void;
}

/** First and last step, which stay in order and within the run. */
export function RangeFields({ range, last, onChange }: RangeProps) {
  const { from, to } = range;
  const limit = (value: number, least: number, most: number) =>
    Math.max(least, Math.min(most, Math.round(Number.isFinite(value) ? value : least)));
  const field = (label: string, value: number, set: (value: number) => void) => (
    <input
      className="export-number"
      type="number"
      aria-label={label}
      min={1}
      max={last}
      value={value}
      onChange={(event) => set(event.currentTarget.valueAsNumber)}
    />
  );
  return (
    <span className="export-range">
      {field('First step', from + 1, (value) => onChange({ from: limit(value, 1, to) - 1, to }))}
      <span aria-hidden="true">to</span>
      {field('Last step', to, (value) => onChange({ from, to: limit(value, from + 1, last) }))}
    </span>
  );
}

/** Buttons of a page, and what the last one came to. */
export function Actions({ said, children }: { said: Said; children: ReactNode }) {
  return (
    <div className="export-actions">
      {children}
      <p className={said.isError ? 'export-said is-error' : 'export-said'} role="status">
        {said.words}
      </p>
    </div>
  );
}
