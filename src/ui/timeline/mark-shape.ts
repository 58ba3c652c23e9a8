// Shapes of marks, for columns too narrow for words and so that no mark is told by colour alone.

export type MarkShape = 'nop' | 'jmp' | 'trap' | 'torn' | 'tail-call' | 'ipi' | 'verdict';

/** Path of `shape` around `(x, y)`, at most 5 px in each direction; to be filled. */
export function markPath(shape: MarkShape, x: number, y: number): string {
  return `M${x},${y}${PATHS[shape]}`;
}

/** Relative to the middle of the mark. */
const PATHS: Readonly<Record<MarkShape, string>> = {
  /** A ring: nothing happens. */
  nop: 'm-3.5,0a3.5,3.5 0 1 1 7,0a3.5,3.5 0 1 1 -7,0zm1.5,0a2,2 0 1 0 4,0a2,2 0 1 0 -4,0z',
  /** An arrow to the right. */
  jmp: 'm-4.5,-0.8h4.5v-2.7l4.5,3.5l-4.5,3.5v-2.7h-4.5z',
  /** A warning triangle. */
  trap: 'm0,-4.5l4.8,8.5h-9.6z',
  /** Two halves that do not fit. */
  torn: 'm-4,-3.5h4.5l-2,3.5h-2.5zm8,7h-4.5l2,-3.5h2.5z',
  /** Two arrow heads. */
  'tail-call': 'm-4.5,-3.5l4,3.5l-4,3.5zm4.5,0l4,3.5l-4,3.5z',
  /** A flash. */
  ipi: 'm1.5,-4.5l-4.5,5h2.5l-1.5,4l4.5,-5h-2.5z',
  /** An octagon with an exclamation mark cut out. */
  verdict:
    'm-2.1,-5h4.2l2.9,2.9v4.2l-2.9,2.9h-4.2l-2.9,-2.9v-4.2zm1.3,1.8v4h1.6v-4zm0,5v1.5h1.6v-1.5z',
};
