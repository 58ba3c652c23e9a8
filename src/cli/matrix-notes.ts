// Why the matrix says what it says: a sentence for each failure, and for each cell that cannot be had.

export interface MatrixNote {
  readonly scenarios: readonly string[];
  readonly text: string;
}

/** By name of the library entry. */
export const NOTES: Readonly<Record<string, readonly MatrixNote[]>> = {};
