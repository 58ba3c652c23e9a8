import { memo } from 'react';
import type { MachineView } from '../../core/machine/index.ts';
import { freeingNote } from '../shared/freeing-note.ts';
import { useMachine } from './machine-tools.ts';
import { Section } from './Section.tsx';
import { Thing } from './Thing.tsx';

const STATE_MARKS = {
  absent: '–',
  loading: '◌',
  loaded: '●',
  held: '◐',
  unloaded: '◔',
  freed: '✕',
} as const;

/** Each state of a program's life in words. */
const STATE_WORDS = {
  absent: 'not loaded',
  loading: 'being loaded',
  loaded: 'loaded',
  held: 'held by a slot alone',
  unloaded: 'waiting to be freed',
  freed: 'freed: filled with int3',
} as const;

/** Programs and where they are in their lives. */
export const ProgList = memo(ProgSection, ({ view: was }, { view: is }) => {
  return was.progs === is.progs && was.gracePeriods === is.gracePeriods;
});

function ProgSection({ view }: { view: MachineView }) {
  const { result, names } = useMachine();
  if (result.progs.length === 0) return null;
  const loaded = view.progs.filter((state) => state === 'loaded').length;
  return (
    <Section name="progs" title="Programs" note={`${loaded} of ${result.progs.length} loaded`}>
      <ul className="rows progs" aria-label="Programs">
        {result.progs.map((prog, progIdx) => {
          const state = view.progs[progIdx] ?? 'absent';
          const note = freeingNote(view, progIdx, names) ?? STATE_WORDS[state];
          const bytes = (prog.jit?.funcs ?? []).reduce((sum, func) => sum + func.bytes.length, 0);
          return (
            <ProgRow
              key={progIdx}
              progIdx={progIdx}
              name={prog.name}
              state={prog.jit ? state : 'absent'}
              note={prog.jit ? note : 'refused'}
              bytes={bytes}
            />
          );
        })}
      </ul>
    </Section>
  );
}

interface ProgRowProps {
  readonly progIdx: number;
  readonly name: string;
  readonly state: keyof typeof STATE_MARKS;
  readonly note: string;
  readonly bytes: number;
}

const ProgRow = memo(function ProgRow({ progIdx, name, state, note, bytes }: ProgRowProps) {
  return (
    <li className={`thing-row prog is-${state}`}>
      <Thing selection={{ kind: 'prog', progIdx }} className="row-name">
        <span className="prog-mark" aria-hidden="true">
          {STATE_MARKS[state]}
        </span>
        <code>{name}</code>
        <span className="prog-state">{note}</span>
      </Thing>
      {bytes > 0 && <span className="row-value quiet">{bytes} bytes</span>}
    </li>
  );
});
