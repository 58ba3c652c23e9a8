import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

/** Programs and where they are in their lives. */
export function ProgList({ result, view }: { result: LabResult; view: MachineView }) {
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
              <span className="prog-state">{prog.jit ? state : 'refused'}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
