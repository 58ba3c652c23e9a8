import { useMemo } from 'react';
import type { ExplainInput } from './explain-context.ts';
import { type ExplainedField, explainInsn } from './explain-insn.ts';
import './explain-card.css';

export interface ExplainCardProps {
  /** The insn that is pinned or pointed at; null for none. */
  readonly input: ExplainInput | null;
  /** The byte meant, or null for the whole insn. */
  readonly nth: number | null;
  readonly pinned: boolean;
}

/** The encoding of one instruction, field by field. */
export function ExplainCard({ input, nth, pinned }: ExplainCardProps) {
  const explained = useMemo(() => (input ? explainInsn(input) : null), [input]);
  if (!explained) {
    return (
      <p className="dock-blank">
        Point at an instruction, or click one to keep it: its encoding stands here field by field,
        with the reason for every value.
      </p>
    );
  }
  return (
    <div className="explain-card">
      <p className="dock-head">
        <b>{explained.place}</b>
        <code>{explained.text}</code>
        <span className="explain-why">{explained.why}</span>
        {pinned && <span className="explain-pinned">pinned</span>}
      </p>
      <ul className="explain-fields" aria-label="Fields of the encoding">
        {explained.fields.map((field) => (
          <FieldLine key={field.from} field={field} isMeant={isMeant(field, nth)} />
        ))}
      </ul>
    </div>
  );
}

function isMeant({ from, to }: ExplainedField, nth: number | null): boolean {
  return nth !== null && from <= nth && nth < to;
}

function FieldLine({
  field,
  isMeant,
}: {
  readonly field: ExplainedField;
  readonly isMeant: boolean;
}) {
  const { letter, name, hex, value, meaning, why } = field;
  return (
    <li className={`explain-field is-${field.field}`} aria-current={isMeant ? 'true' : undefined}>
      <span className="explain-letter" aria-hidden="true">
        {letter}
      </span>
      <span className="explain-hex">{hex}</span>
      <span className="explain-value">
        <b>{name}</b> {value === hex ? '' : value}
      </span>
      <span className="explain-text">{why === '' ? meaning : why}</span>
    </li>
  );
}
