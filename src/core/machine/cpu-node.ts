// What can be said about a CPU between two visible actions.

import type { CpuMode } from './cpu-words.ts';
import type { CpuPending } from './event.ts';

/** A CPU between two visible actions. */
export interface CpuNode {
  readonly mode: CpuMode;
  readonly pending: CpuPending;
  /** Site that it stands before, or whose int3 it took; -1 for none. */
  readonly siteId: number;
  /** Program that the run entered; -1 when idle. */
  readonly progIdx: number;
  /** Slot that it stands before, by map and position among the map's keys; null for none. */
  readonly slot: { readonly mapIdx: number; readonly slot: number } | null;
}
