import type { ComponentType } from 'react';
import type { CodePlace, CpuView, OpRef } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Selection } from '../../store/model.ts';
import type { VerdictEntry } from '../../store/run-selectors.ts';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import type { LabNames } from '../shared/lab-names.ts';
import type { CpuLook } from './cpu-look.ts';
import type { Fetch } from './cpu-phrases.ts';

export interface CpuCardProps {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  readonly names: LabNames;
  readonly cpu: CpuLetter;
  readonly state: CpuView;
  /** It runs programs at some time: its card has room for that also while it does not. */
  readonly runsPrograms: boolean;
  /** Pointed at, here or elsewhere. */
  readonly isLit: boolean;
  /** What went wrong on it so far. */
  readonly verdicts: readonly VerdictEntry[];
  /** The system call or run under way. */
  readonly op: OpRef | null;
  /** While it does nothing: the statement that comes next, or that none does. */
  readonly rest: string;
  /** Statements of the protocols that its call is at; see `statementsOf`. */
  readonly statements: string;
  /** Where it is, when that is inside a folded step; else that of `state` holds. */
  readonly place: CodePlace | null;
  /** Null where no state can be read. */
  readonly look: CpuLook | null;
  /** What it may fetch at the poke site that it stands before. */
  readonly fetches: readonly Fetch[];
  /** Choices to take, from the scheduling controls. */
  readonly Controls?: ComponentType<{ readonly actor: number }> | undefined;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}
