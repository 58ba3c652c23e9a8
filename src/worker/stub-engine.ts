// Stands in for core/pipeline's compile until that is there; to be deleted then.

import { assert } from '../core/base/index.ts';
import { resolveProfile } from '../core/kernel/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';

export function compile(_text: string): LabResult {
  const profile = resolveProfile('6.1', []);
  assert(profile.ok, 'no profile 6.1');
  return {
    diagnostics: [],
    profile: profile.value,
    maps: [],
    mapAddrs: [],
    progs: [],
    protocols: {
      mapPoke: { name: 'map_poke', text: '' },
      textPoke: { name: 'text_poke', text: '' },
    },
    timeline: null,
  };
}
