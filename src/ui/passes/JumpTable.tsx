import { type ReactNode, useState } from 'react';
import type { PassTrace } from '../../core/jit/index.ts';
import { FORM_WORDS } from './jump-forms.ts';
import { type JumpRow, jumpOrder, jumpRow, type PassFact } from './pass-facts.ts';
import { formWords, jumpsOf, turnWords, whyOf } from './pass-words.ts';
import './jump-table.css';

/** Rows at first, and rows more each time. */
const ROWS = 50;

interface JumpTableProps {
  readonly trace: PassTrace;
  readonly facts: readonly PassFact[];
  readonly texts: readonly string[];
  readonly passIdx: number;
  readonly jumpIdx: number | null;
  onJump(jumpIdx: number): void;
  /** The row below the pointer, or with the focus. */
  onPointed(jumpIdx: number | null): void;
}

function Offset({ distance, before }: JumpRow) {
  return before === null || before.distance === distance ? (
    <>{distance}</>
  ) : (
    <>
      <span className="jump-was">{before.distance} → </span>
      {distance}
    </>
  );
}

function Form({ row }: { row: JumpRow }) {
  const { form, before, turned } = row;
  const isOther = before !== null && before.form !== form;
  return (
    <span title={turnWords(row)}>
      {turned && isOther && (
        <span className="jump-was">
          <span className={`pass-mark is-${before.form}`} aria-hidden="true" />
          {FORM_WORDS[before.form]} →{' '}
        </span>
      )}
      <span className={`pass-mark is-${form}`} aria-hidden="true" />
      {formWords(row)}
    </span>
  );
}

interface RowProps extends Pick<JumpTableProps, 'trace' | 'onJump' | 'onPointed'> {
  readonly row: JumpRow;
  readonly text: string;
  readonly isFollowed: boolean;
}

function Row({ trace, row, text, isFollowed, onJump, onPointed }: RowProps) {
  const { jumpIdx, jump, form, since, turned } = row;
  const held = !turned && form === 'short' && since > 0 ? `, short since pass ${since + 1}` : '';
  const why = whyOf(row, trace.rules) + held;
  return (
    <tr
      className={isFollowed ? 'is-followed' : undefined}
      onMouseEnter={() => onPointed(jumpIdx)}
      onMouseLeave={() => onPointed(null)}
      onFocus={() => onPointed(jumpIdx)}
      onBlur={() => onPointed(null)}
    >
      <th scope="row">
        <button
          type="button"
          className="jump-pick"
          aria-pressed={isFollowed}
          aria-label={`Follow insn ${jump.insnIdx}`}
          onClick={() => onJump(jumpIdx)}
        >
          {jump.insnIdx}
        </button>
      </th>
      <td>
        <code>{text}</code>
        <span className="jump-because">{why}</span>
      </td>
      <td className="jump-offset">
        <Offset {...row} />
      </td>
      <td className="jump-form">
        <Form row={row} />
      </td>
      <td className="jump-why">{why}</td>
    </tr>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <tbody>
      <tr className="jump-group">
        <th colSpan={5} scope="rowgroup">
          {title}
        </th>
      </tr>
      {children}
    </tbody>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">Insn</th>
        <th scope="col">Statement</th>
        <th scope="col" className="jump-offset">
          Offset
        </th>
        <th scope="col">Form</th>
        <th scope="col" className="jump-why">
          Why
        </th>
      </tr>
    </thead>
  );
}

/** The jumps of one pass, those that it changed first. */
export function JumpTable(props: JumpTableProps) {
  const { trace, facts, texts, passIdx, jumpIdx, onJump, onPointed } = props;
  const [most, setMost] = useState(ROWS);
  const order = jumpOrder(facts, passIdx);
  const turned = facts[passIdx]?.turned.length ?? 0;
  const others = order.length - turned;
  const rows = (from: number, to: number) =>
    order
      .slice(from, Math.min(to, most))
      .map((idx) => (
        <Row
          key={idx}
          trace={trace}
          row={jumpRow(trace, passIdx, idx)}
          text={texts[idx] ?? ''}
          isFollowed={idx === jumpIdx}
          onJump={onJump}
          onPointed={onPointed}
        />
      ));
  if (order.length === 0) return null;
  return (
    <>
      <table className="jump-table">
        <caption className="visually-hidden">
          Jumps of this pass, those that it changed first
        </caption>
        <Head />
        {turned > 0 && (
          <Group title={`${jumpsOf(turned)} changed in this pass`}>{rows(0, turned)}</Group>
        )}
        {others > 0 && (
          <Group title={`${jumpsOf(others)} ${turned > 0 ? 'as before' : 'in this pass'}`}>
            {rows(turned, order.length)}
          </Group>
        )}
      </table>
      {order.length > most && (
        <button type="button" className="button" onClick={() => setMost(most + 4 * ROWS)}>
          Show more of {jumpsOf(order.length)}
        </button>
      )}
    </>
  );
}
