// Programs that once made a difference, by kind and seed: they run first, every time. A seed means
// another program once its generator changes; it is kept all the same, and costs next to nothing.

export const RECORDED_SEEDS: readonly string[] = [
  // A carry that a shift of 8 bits by cl leaves undefined counted as defined (flag-effects.ts).
  'form-269',
  'form-756',
  'form-911',
  // A base of r12 turned ah into spl, and rsp was overwritten (any-form.ts).
  'form-1659',
  'form-5367',
];
