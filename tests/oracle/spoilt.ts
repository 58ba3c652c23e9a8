// Planted faults: golden cases that say something else than the kernel did.

import type { GoldenCase } from './golden.ts';

/** A copy of a case with every string field `name` changed by `spoil`. */
export function spoiltCase(
  golden: GoldenCase,
  name: string,
  spoil: (value: string) => string,
): GoldenCase {
  const copy: unknown = JSON.parse(
    JSON.stringify(golden, (key, value: unknown) =>
      key === name && typeof value === 'string' ? spoil(value) : value,
    ),
  );
  return copy as GoldenCase;
}
