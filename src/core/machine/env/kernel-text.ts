// What stands at a kernel text address that emitted code can reach: functions and thunks by symbol.
// Authority: Linux 6.1 arch/x86/lib/retpoline.S and its successors up to 7.1 for the thunks' names.
// Not modelled: the code of thunks; they are passed in one step.

import { KERNEL_FUNCS, kernelFuncId } from './kernel-funcs.ts';
import { GPR_NAMES } from './registers.ts';

/** What a CPU meets at a kernel text address. */
export type KernelCall =
  /** `id` is for `Env.runHelper`; the name is the kernel's. */
  | { readonly kind: 'helper'; readonly id: number; readonly name: string }
  /** Jumps to the address in a register, by its number in the encoding. */
  | { readonly kind: 'indirect-thunk'; readonly reg: number }
  /** Returns as `ret` does. */
  | { readonly kind: 'return-thunk' }
  /** The kernel code that called the program: the run is over. */
  | { readonly kind: 'run-return' };

/** Where the caller of the program goes on: in the kernel's own text, before anything with a name. */
export const RUN_RETURN = 0xffff_ffff_80ff_f000n;

const INDIRECT_THUNK = /^(?:__pi_)?__x86_indirect_(?:jump_|call_)?thunk_(r\w+)$/;
const RETURN_THUNK = /_return_thunk$/;

/** What a symbol of kernel text is; `unknownId` numbers functions that are not modelled. */
function callOf(name: string, unknownId: number): KernelCall {
  const reg = GPR_NAMES.indexOf(INDIRECT_THUNK.exec(name)?.[1] ?? '');
  if (reg >= 0) return { kind: 'indirect-thunk', reg };
  if (RETURN_THUNK.test(name)) return { kind: 'return-thunk' };
  const id = kernelFuncId(name);
  return { kind: 'helper', id: id >= 0 ? id : unknownId, name };
}

/** Several names may stand at one address: one that means something here wins. */
function isKnown(call: KernelCall): boolean {
  return call.kind !== 'helper' || call.id < KERNEL_FUNCS.length;
}

interface Entry {
  readonly addrHi: number;
  readonly call: KernelCall;
}

/** Look-up of kernel text by address. */
export class KernelText {
  private readonly byLowWord = new Map<number, Entry>();
  /** Names of functions, modelled or not, by id. */
  private readonly names: string[] = KERNEL_FUNCS.map((func) => func.name);

  constructor(symbols: ReadonlyMap<string, bigint>) {
    for (const [name, addr] of symbols) {
      const call = callOf(name, this.names.length);
      if (call.kind === 'helper' && !isKnown(call)) this.names.push(name);
      this.add(addr, call);
    }
    this.add(RUN_RETURN, { kind: 'run-return' });
  }

  at(addrLo: number, addrHi: number): KernelCall | null {
    const found = this.byLowWord.get(addrLo >>> 0);
    return found !== undefined && found.addrHi === (addrHi | 0) ? found.call : null;
  }

  /** Name of function `id`, modelled or not. */
  nameOf(id: number): string {
    return this.names[id] ?? `function ${id}`;
  }

  private add(addr: bigint, call: KernelCall): void {
    const addrHi = Number(BigInt.asIntN(32, addr >> 32n));
    if (addrHi !== -1) return; // per-CPU offsets are no text
    const addrLo = Number(addr & 0xffff_ffffn);
    const there = this.byLowWord.get(addrLo);
    if (there === undefined || !isKnown(there.call)) this.byLowWord.set(addrLo, { addrHi, call });
  }
}
