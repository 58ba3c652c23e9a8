// Goldens are rewritten with BLESS=1 by a person who looks at the difference, never by a check.

/** Runs once before all tests. Throws if goldens could be rewritten where nobody looks. */
export function setup(): void {
  if (process.env['CI'] !== undefined && process.env['BLESS'] !== undefined) {
    throw new Error('BLESS is set in CI: goldens may only be rewritten by hand.');
  }
}
