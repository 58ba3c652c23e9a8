/** `derive`, remembering its last call: React compares what selectors return by identity. */
export function lastOnly<A, B, R>(derive: (a: A, b: B) => R): (a: A, b: B) => R {
  let last: { readonly a: A; readonly b: B; readonly result: R } | null = null;
  return (a, b) => {
    if (!last || last.a !== a || last.b !== b) last = { a, b, result: derive(a, b) };
    return last.result;
  };
}
