import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { freeingNote } from '../shared/freeing-note.ts';
import type { LabNames } from '../shared/lab-names.ts';

interface ProgListProps {
  readonly result: LabResult;
  readonly view: MachineView;
  readonly names: LabNames;
}

/** Programs and where they are in their lives. */
export function ProgList({ result, view, names }: ProgListProps) {
  if (result.progs.length === 0) return null;
  return (
    <div className="machine-block">
      <h2>Programs</h2>
      <ul className="progs">
        {result.progs.map((prog, progIdx) => {
          const state = view.progs[progIdx] ?? 'absent';
          return (
            <li key={progIdx} className={`prog is-${state}`}>
              <code>{prog.name}</code>
              <span className="prog-state">
                {prog.jit ? (freeingNote(view, progIdx, names) ?? state) : 'refused'}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
