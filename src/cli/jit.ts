// `jit`: the bytes that the kernel would have before anything is poked.

import { objdumpFunc, objdumpNames } from '../core/x86/index.ts';
import { type Answer, printed } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledLab } from './read-lab.ts';

export function jit({ intel }: Arguments, { result }: CompiledLab): Answer {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
  const names = objdumpNames(images, result.symbols);
  const funcs = images.map((image) => objdumpFunc(image, intel ? 'intel' : 'att', names));
  return printed(`${funcs.join('\n\n')}\n`);
}
