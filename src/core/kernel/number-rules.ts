// What a version's verifier works out of numbers and of copies of numbers. A rule is named after what it does; the
// comment says which version brought it. Found by comparing with what the booted kernels rewrote.

/** How much a verifier knows of numbers. Each set builds on the one before. */
export interface NumberRules {
  /** The low half takes over bounds of the whole one end at a time (up to 5.9), or both ends or none. */
  readonly halvesEachEnd: boolean;
  /** A signed difference that overflows 64 bits goes unnoticed (up to 5.10). */
  readonly missesOverflow: boolean;
  /** `s>` the greatest that a number can be is known to fail (5.11 on and its stable kernels). */
  readonly signedMaxDecides: boolean;
  /** A path that was walked stands for another only if its 32-bit intervals hold that one's (5.11 on and its stable kernels). */
  readonly prunesByHalves: boolean;
  /** What a branch tells of a number is known of its copies (5.10 on). */
  readonly linksCopies: boolean;
  /** Intervals survive an exclusive or (5.10 on). */
  readonly xorKeepsBounds: boolean;
  /** Bits that the 64-bit interval fixes in the lower half become known (6.3 on and its stable kernels). */
  readonly fixesLowBits: boolean;
  /** `==` and `!=` are decided by intervals, and a constant may stand on the left (6.4 on). */
  readonly comparesRanges: boolean;
  /** A store of an immediate is remembered as that number (6.3 on). */
  readonly storesImm: boolean;
  /** A 32-bit move of a number without upper half is a copy, linked to its origin (6.4 on). */
  readonly linksShortMoves: boolean;
  /** A test that finds bits clear forgets the intervals (6.17 on and its stable kernels). */
  readonly clearBitsForgets: boolean;
  /** Two ranges are compared with each other and both learn, and halves teach each other (6.8 on). */
  readonly comparesBothSides: boolean;
  /** Stores of any number keep all that is known of it, loads of a part too (6.9 on). */
  readonly spillsAll: boolean;
  /** `&`, `|`, `^` trust the sign of the result's unsigned interval (6.10 on). */
  readonly bitwiseBySign: boolean;
  /** `|`, `^` and `*` by a number that is not constant (6.11 on). */
  readonly combinesUnknown: boolean;
  /** `r += constant` stays linked to what r was (6.11 on); 7.0 on negative ones, differences and 32 bits too. */
  readonly linksSums: 'none' | 'positive' | 'any';
  /** Loads that extend the sign and then turn out positive (6.12 on). */
  readonly positiveHalves: boolean;
  /** Products of intervals that reach below 0 (6.14 on). */
  readonly signedProducts: boolean;
  /** Sums and differences of which both ends wrap (6.17 on). */
  readonly sumsMayWrap: boolean;
  /** A signed 64-bit interval across 0 is cut by the unsigned one (6.17 on and its stable kernels). */
  readonly splitsWideSign: boolean;
  /** `==` and `!=` are decided by single bits (6.18 on). */
  readonly comparesBits: boolean;
  /** Products of partly known bits by unions (6.18 on). */
  readonly productsByUnion: boolean;
  /** Negation (6.18 on). */
  readonly negates: boolean;
  /** A register compared with itself (6.19 on). */
  readonly comparesWithItself: boolean;
  /** A signed 32-bit interval across 0 is cut by the unsigned one (7.0 on and its stable kernels). */
  readonly splitsShortSign: boolean;
  /** Quotients and remainders by constants (7.1). */
  readonly divides: boolean;
  /** Bits of swapped bytes (7.1). */
  readonly swapsBytes: boolean;
  /** A side of a branch that contradicts itself is dead (7.1). */
  readonly findsDeadSides: boolean;
  /** Branches of constants are decided before the program is walked (7.1). */
  readonly foldsBranches: boolean;
  /** Known bits and an interval that have one number in common (7.1). */
  readonly stepsBits: boolean;
  /** 64-bit intervals teach each other before they teach the halves (7.1). */
  readonly wideFirst: boolean;
}

const NUMBERS_5_9: NumberRules = {
  halvesEachEnd: true,
  missesOverflow: true,
  signedMaxDecides: false,
  prunesByHalves: false,
  linksCopies: false,
  xorKeepsBounds: false,
  fixesLowBits: false,
  comparesRanges: false,
  storesImm: false,
  linksShortMoves: false,
  clearBitsForgets: false,
  comparesBothSides: false,
  spillsAll: false,
  bitwiseBySign: false,
  combinesUnknown: false,
  linksSums: 'none',
  positiveHalves: false,
  signedProducts: false,
  sumsMayWrap: false,
  splitsWideSign: false,
  comparesBits: false,
  productsByUnion: false,
  negates: false,
  comparesWithItself: false,
  splitsShortSign: false,
  divides: false,
  swapsBytes: false,
  findsDeadSides: false,
  foldsBranches: false,
  stepsBits: false,
  wideFirst: false,
};

const NUMBERS_5_10: NumberRules = {
  ...NUMBERS_5_9,
  halvesEachEnd: false,
  missesOverflow: false,
  signedMaxDecides: true,
  prunesByHalves: true,
  linksCopies: true,
  xorKeepsBounds: true,
};

/** A stable kernel, with repairs of 6.3 and 6.17. */
const NUMBERS_6_1: NumberRules = { ...NUMBERS_5_10, fixesLowBits: true, clearBitsForgets: true };

const NUMBERS_6_6: NumberRules = {
  ...NUMBERS_5_10,
  fixesLowBits: true,
  comparesRanges: true,
  storesImm: true,
  linksShortMoves: true,
};

/** A stable kernel, with repairs of 6.17 and 7.0. */
const NUMBERS_6_12: NumberRules = {
  ...NUMBERS_6_6,
  clearBitsForgets: true,
  comparesBothSides: true,
  spillsAll: true,
  bitwiseBySign: true,
  combinesUnknown: true,
  linksSums: 'positive',
  positiveHalves: true,
  comparesBits: true,
  splitsWideSign: true,
  splitsShortSign: true,
};

const NUMBERS_6_19: NumberRules = {
  ...NUMBERS_6_12,
  signedProducts: true,
  sumsMayWrap: true,
  splitsWideSign: true,
  productsByUnion: true,
  negates: true,
  comparesWithItself: true,
  splitsShortSign: false,
};

const NUMBERS_7_1: NumberRules = {
  ...NUMBERS_6_19,
  linksSums: 'any',
  splitsShortSign: true,
  divides: true,
  swapsBytes: true,
  findsDeadSides: true,
  foldsBranches: true,
  stepsBits: true,
  wideFirst: true,
};

export const NUMBERS = {
  v5_9: NUMBERS_5_9,
  v5_10: NUMBERS_5_10,
  v6_1: NUMBERS_6_1,
  v6_6: NUMBERS_6_6,
  v6_12: NUMBERS_6_12,
  v6_19: NUMBERS_6_19,
  v7_1: NUMBERS_7_1,
} as const;
