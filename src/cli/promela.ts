// `promela`: the lab as a model for Spin.

import { labExpects } from '../core/pipeline/index.ts';
import { promelaModel } from '../core/promela/index.ts';
import { type Answer, badInput, printed } from './answer.ts';
import type { CompiledLab } from './read-lab.ts';

export function promela({ result }: CompiledLab): Answer {
  if (result.input === null) return badInput('promela: the lab does not run');
  const model = promelaModel(result.input, labExpects(result));
  return model.ok
    ? printed(model.value)
    : badInput(`promela: the model cannot say this: ${model.error}`);
}
