// What every part of the machine pane works with: it changes with the result and with what is pointed at, not
// with the cursor.

import { createContext, useContext } from 'react';
import type { RunHistory } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Page, Selection } from '../../store/model.ts';
import type { LabNames } from '../shared/lab-names.ts';
import type { LitThings } from './lit-things.ts';

export interface MachineTools {
  readonly result: LabResult;
  /** The text that `result` came from. */
  readonly text: string;
  readonly names: LabNames;
  readonly history: RunHistory;
  readonly syntax: Page['syntax'];
  readonly lit: LitThings;
  /** Nothing says that a state is forbidden. */
  readonly isMuted: boolean;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
  /** Goes behind so many steps. */
  onSeek(cursor: number): void;
}

export const ToolsContext = createContext<MachineTools | null>(null);

export function useMachine(): MachineTools {
  const tools = useContext(ToolsContext);
  if (!tools) throw new Error('invariant broken: part of the machine pane outside of it');
  return tools;
}
