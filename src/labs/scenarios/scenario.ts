// What the protocols of the library are held against: a lab small enough for every schedule of it to be tried.

export interface Scenario {
  /** Stable: the matrix, links and tests name it. */
  readonly id: string;
  readonly title: string;
  /** The lab; the protocols and the kernel in force are the caller's to choose. */
  readonly text: string;
  /** Kernel that it cannot do without; null: it can be had on each. */
  readonly kernel: string | null;
}
