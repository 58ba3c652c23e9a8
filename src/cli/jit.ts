// `jit`: the bytes that the kernel would have before anything is poked; without the JIT, what it has in their place.

import { bytesToHex } from '../core/base/index.ts';
import { printRead } from '../core/bpf/index.ts';
import type { FuncImage } from '../core/jit/index.ts';
import { objdumpFunc, objdumpNames } from '../core/x86/index.ts';
import { type Answer, printed } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledLab } from './read-lab.ts';

const NO_IMAGE =
  'There is no image: the JIT is off (nojit), and the interpreter reads these insns, eight bytes each.';
const INSN_SIZE = 8;

/** Insns as the interpreter finds them behind struct bpf_prog. */
function insnLines(func: FuncImage, result: CompiledLab['result']): string {
  const names = new Map([...result.symbols].map(([name, addr]) => [addr, name]));
  for (const [mapIdx, addr] of result.mapAddrs.entries()) {
    names.set(addr, result.maps[mapIdx]?.name ?? '');
  }
  const callBase = result.symbols.get('__bpf_call_base') ?? 0n;
  const lines = Array.from(func.insns.byteOff, (off, row) => {
    const end = func.insns.byteOff[row + 1] ?? func.bytes.length;
    const addr = (func.addr + BigInt(off)).toString(16);
    const second = end - off > INSN_SIZE ? bytesToHex(func.bytes.subarray(off + 8, end), ' ') : '';
    const first = bytesToHex(func.bytes.subarray(off, off + INSN_SIZE), ' ');
    const text = printRead(func.bytes, off, callBase, (at) => names.get(at));
    const rest = second === '' ? '' : `\n${(func.addr + BigInt(off + 8)).toString(16)}:\t${second}`;
    return `${addr}:\t${first}\t${text}${rest}`;
  });
  return `${func.addr.toString(16)} <${func.name}>:\n${lines.join('\n')}`;
}

export function jit({ intel }: Arguments, { result }: CompiledLab): Answer {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
  if (!result.profile.load.jit) {
    const dumps = images.map((image) => insnLines(image, result));
    return printed(`${[NO_IMAGE, ...dumps].join('\n\n')}\n`);
  }
  const names = objdumpNames(images, result.symbols);
  const funcs = images.map((image) => objdumpFunc(image, intel ? 'intel' : 'att', names));
  return printed(`${funcs.join('\n\n')}\n`);
}
