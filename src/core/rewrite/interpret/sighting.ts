// What the verifier has seen of one tail call.
// Authority: map_ptr_state and map_key_state of struct bpf_insn_aux_data, Linux 6.1.

import type { TailCallChoice, TailCallPath } from '../xlated.ts';

export type TailCallReason = TailCallChoice['reason'];

/** All that was seen of one tail call so far. */
export interface TailCallSighting {
  /** What the first path brought. */
  readonly mapIdx: number;
  readonly key: number | null;
  /** The first path, and the first that disagreed with it. */
  readonly paths: readonly TailCallPath[];
  /** Why it cannot be direct; 'constant-key' while it can. */
  readonly reason: TailCallReason;
}
