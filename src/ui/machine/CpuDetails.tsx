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
  /** Null while it runs no program: then there is nothing to read. */
  readonly look: CpuLook | null;
  /** False while the card is scrolled away: what it shows then nobody sees. */
  readonly visible: boolean;
}

const NOTHING: CpuMoment = { state: null, before: null };

/** Registers, flags and the stack of one CPU: read when it is in view and open. */
export const CpuDetails = memo(
  function CpuDetails({ result, cpu, look }: CpuDetailsProps) {
    const moment = look?.() ?? NOTHING;
    const { callDepth = 0, frames = [] } = moment.state ?? {};
    const isIdle = look === null;
    return (
      <>
        <Part
          name={`registers-${cpu.letter}`}
          title="Registers"
          note={isIdle ? 'no program runs' : registerNote(moment)}
        >
          <RegisterGrid moment={moment} cpu={cpu.name} />
        </Part>
        <Part
          name={`stack-${cpu.letter}`}
          title="Stack"
          note={isIdle ? 'no frame' : stackNote(frames.length, callDepth, moment)}
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

/** What matters of the stack, for the closed part. */
function stackNote(frames: number, callDepth: number, { state }: CpuMoment): string {
  const depth = `${frames} ${frames === 1 ? 'frame' : 'frames'}, call depth ${callDepth}`;
  return state?.unwound ? `${depth}, given back` : depth;
}

interface PartProps {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}

/** Closed at first: an open one changes its height with every move, and all below it with it. */
function Part({ name, title, note, children }: PartProps) {
  const [open, setOpen] = useRemembered(name, false);
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
