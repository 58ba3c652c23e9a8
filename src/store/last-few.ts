/** The page as it is, a little late, and at rest: each reader may stand at a moment of its own. */
const KEPT = 3;

/**
 * `derive`, remembering its last few calls: React compares what selectors return by identity. With one kept, two
 * readers of different moments would take turns in throwing out each other's answer, and never come to rest.
 */
export function lastFew<A, B, R>(derive: (a: A, b: B) => R): (a: A, b: B) => R {
  const kept: { readonly a: A; readonly b: B; readonly result: R }[] = [];
  return (a, b) => {
    const known = kept.find((call) => call.a === a && call.b === b);
    if (known) return known.result;
    const result = derive(a, b);
    kept.unshift({ a, b, result });
    kept.length = Math.min(kept.length, KEPT);
    return result;
  };
}
