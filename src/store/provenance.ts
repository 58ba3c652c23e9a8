// What a picture was made with: enough to notice that another page would make another one.

import type { LabResult } from '../core/pipeline/index.ts';
import { checksum } from '../url/checksum.ts';

export { checksum } from '../url/checksum.ts';

/** Checksum of every image with empty poke sites, in order; null if there is none. */
export function imageSum(result: LabResult): string | null {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs.map((func) => func.bytes) ?? []);
  return images.length === 0 ? null : checksum(...images);
}
