// One load or store, as every kind of memory checks it.

/** One access by the current insn. `valueRegno` is the register loaded or stored, -1 for none. */
export interface Access {
  readonly regno: number;
  readonly off: number;
  readonly size: number;
  readonly write: boolean;
  readonly valueRegno: number;
}
