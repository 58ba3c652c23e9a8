import { memo, type ReactNode } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import type { CpuLook, CpuMoment } from './cpu-look.ts';
import { changedNames, RegisterGrid } from './RegisterGrid.tsx';
import { useRemembered } from './remembered.ts';
import { StackTable } from './StackTable.tsx';

interface CpuDetailsProps {
  readonly result: LabResult;
  readonly cpu: CpuLetter;
  readonly look: CpuLook;
  /** False while the card is scrolled away: what it shows then nobody sees. */
  readonly visible: boolean;
}

/** Registers, flags and the stack of one CPU: read when it is in view and open. */
export const CpuDetails = memo(
  function CpuDetails({ result, cpu, look }: CpuDetailsProps) {
    const moment = look();
    if (!moment.state) return null;
    const { callDepth } = moment.state;
    return (
      <>
        <Part name={`registers-${cpu.letter}`} title="Registers" note={registerNote(moment)}>
          <RegisterGrid moment={moment} cpu={cpu.name} />
        </Part>
        <Part
          name={`stack-${cpu.letter}`}
          title="Stack"
          note={`call depth ${callDepth}`}
          opensFirst={true}
        >
          <StackTable result={result} moment={moment} cpu={cpu.name} />
        </Part>
      </>
    );
  },
  (was, is) =>
    !is.visible ||
    (was.visible && was.look === is.look && was.result === is.result && was.cpu === is.cpu),
);

function registerNote(moment: CpuMoment): string {
  const changed = changedNames(moment);
  return changed === '' ? '' : `changed: ${changed}`;
}

interface PartProps {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly opensFirst?: boolean;
  readonly children: ReactNode;
}

function Part({ name, title, note, opensFirst = false, children }: PartProps) {
  const [open, setOpen] = useRemembered(name, opensFirst);
  return (
    <details
      className="cpu-part"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <b>{title}</b> <span className="quiet">{note}</span>
      </summary>
      {open && children}
    </details>
  );
}
