import type { LabResult } from '../core/pipeline/index.ts';

/** As written after `.kernel`. */
export function profileWords(result: LabResult): string {
  return [result.profile.version, ...result.profile.options].join(' ');
}
