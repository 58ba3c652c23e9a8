// Broken invariants throw; bad user input never comes here (it becomes a Diagnostic or a Result).

/** Throws if `cond` is false. `message` quotes the offending values. */
export function assert(cond: boolean, message: string): asserts cond {
  if (!cond) throw new Error(`invariant broken: ${message}`);
}

/** Marks a branch that the types already exclude. */
export function unreachable(value: never): never {
  throw new Error(`invariant broken: unexpected ${JSON.stringify(value)}`);
}

/** `list[idx]`, which must exist: for indices that an invariant keeps in range. */
export function at<T>(list: ArrayLike<T>, idx: number): T {
  const value = list[idx];
  if (value === undefined) {
    throw new Error(`invariant broken: index ${idx} outside 0..${list.length - 1}`);
  }
  return value;
}
