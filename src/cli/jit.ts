// `jit`: the bytes that the kernel would have before anything is poked; without the JIT, what it has in their place.

import { listRead } from '../core/bpf/index.ts';
import { objdumpFunc, objdumpNames } from '../core/x86/index.ts';
import { type Answer, printed } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledLab } from './read-lab.ts';

const NO_IMAGE =
  'There is no image: the JIT is off (nojit), and the interpreter reads these insns, eight bytes each.';

export function jit({ intel }: Arguments, { result }: CompiledLab): Answer {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
  if (!result.profile.load.jit) {
    const names = new Map([...result.symbols].map(([name, addr]) => [addr, name]));
    for (const [mapIdx, addr] of result.mapAddrs.entries()) {
      names.set(addr, result.maps[mapIdx]?.name ?? '');
    }
    const callBase = result.symbols.get('__bpf_call_base') ?? 0n;
    const dumps = images.map((image) => listRead(image, callBase, (addr) => names.get(addr)));
    return printed(`${[NO_IMAGE, ...dumps].join('\n\n')}\n`);
  }
  const names = objdumpNames(images, result.symbols);
  const funcs = images.map((image) => objdumpFunc(image, intel ? 'intel' : 'att', names));
  return printed(`${funcs.join('\n\n')}\n`);
}
