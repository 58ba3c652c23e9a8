import { useId, useState } from 'react';
import { type WatchValue, watchValues } from '../../store/run-selectors.ts';
import { parseWatch } from '../../store/watch-parse.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { letterOf } from '../shared/cpu-letters.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import './watches.css';

function ValueOf({ value }: { value: WatchValue }) {
  if (value.error) return <span className="watch-error">{value.error.message}</span>;
  return (
    <span className={value.changed ? 'watch-value is-changed' : 'watch-value'}>
      <code>{value.shown}</code>
      {value.changed && <span className="visually-hidden"> (changed)</span>}
    </span>
  );
}

function Whose({ actor }: { actor: number }) {
  const cpu = usePage((page) => page.result && letterOf(page.result, actor));
  return cpu ? <CpuTag {...cpu} /> : null;
}

function AddWatch() {
  const { addWatch } = useActions();
  const [text, setText] = useState('');
  const errorId = useId();
  const parsed = text.trim() === '' ? null : parseWatch(text);
  const error = parsed && !parsed.ok ? parsed.error : null;
  const add = (): void => {
    if (!parsed?.ok) return;
    addWatch(text);
    setText('');
  };
  return (
    <form
      className="watch-form"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <input
        className="watch-input"
        aria-label="Watch"
        aria-invalid={error !== null}
        aria-describedby={errorId}
        placeholder="rax   [rbp-4]:4   table[0]   cpu1.rsp"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button is-small" disabled={!parsed?.ok}>
        Watch
      </button>
      <p id={errorId} className={error ? 'watch-note is-error' : 'watch-note'} role="status">
        {error
          ? `${error.message} (at “${text.slice(error.at) || 'the end'}”)`
          : 'A register, [address]:bytes, or a slot; sums of them. R0 to R10 are BPF’s.'}
      </p>
    </form>
  );
}

/** Expressions with their values at the cursor. */
export function WatchList() {
  const { removeWatch } = useActions();
  const watches = usePage((page) => page.watches);
  const values = usePage(watchValues);
  return (
    <section className="run-part">
      <h3>Watches</h3>
      {watches.length > 0 && (
        <ul className="watches" aria-label="Watches">
          {watches.map(({ text }, idx) => {
            const value = values[idx];
            return (
              <li key={text}>
                {value && <Whose actor={value.actor} />}
                <code className="watch-text">{text}</code>
                {value && <ValueOf value={value} />}
                <button
                  type="button"
                  className="button is-small is-quiet"
                  aria-label={`Remove: ${text}`}
                  onClick={() => removeWatch(idx)}
                >
                  Remove
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <AddWatch />
    </section>
  );
}

/** The same in one line. */
export function WatchStrip() {
  const values = usePage(watchValues);
  return (
    <ul className="watch-strip" aria-label="Watched values">
      {values.map((value) => (
        <li key={value.text}>
          <Whose actor={value.actor} />
          <code className="watch-text">{value.text}</code>
          <ValueOf value={value} />
        </li>
      ))}
    </ul>
  );
}
