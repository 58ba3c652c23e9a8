// Kernel structures that programs get pointers to and only read: the loopback device and its receive
// queue, the current task, struct bpf_prog.
// Authority: struct net_device, xdp_rxq_info, bpf_prog (Linux 5.9 to 7.1, offsets in run-layout.ts).
// Simplification: fields that no rewritten program reads are zero; the task is all zeroes.

import type { EnvInput } from './env-input.ts';
import { roundUp8, toPair } from './map-store.ts';
import { MappedRegion, type QuadReader } from './region.ts';

const DEV_START = 0xffff_888f_0000_0000n;
const RXQ_START = 0xffff_888f_0001_0000n;
const TASK_START = 0xffff_888f_0002_0000n;
/** sizeof(struct task_struct), about. */
const TASK_SIZE = 16384;
const RXQ_SIZE = 64;
const LOOPBACK_IFINDEX = 1;

export interface KernelObjects {
  readonly dev: bigint;
  readonly rxq: bigint;
  readonly task: bigint;
  readonly regions: readonly MappedRegion[];
}

/** Reads as zero but for one quad. */
function oneQuad(quadOff: number, value: bigint): QuadReader {
  return (_words, off, out) => toPair(off === quadOff ? value : 0n, out);
}

function object(name: string, base: bigint, byteLen: number, read: QuadReader): MappedRegion {
  return new MappedRegion({
    name,
    kind: 'object',
    base,
    byteLen,
    cpu: null,
    backing: { kind: 'computed', read },
  });
}

/** `input.progs` must not overlap each other. */
export function kernelObjects({ layout, progs }: EnvInput): KernelObjects {
  const { devIfindex, xdp, progBpfFunc, progInsns } = layout;
  const ifindex = BigInt(LOOPBACK_IFINDEX) << BigInt(8 * (devIfindex & 7));
  const structs = progs.map(
    ({ progAddr, funcAddr }, progIdx) =>
      new MappedRegion({
        name: `struct bpf_prog ${progIdx}`,
        kind: 'prog',
        base: progAddr,
        byteLen: progInsns,
        cpu: null,
        backing: { kind: 'computed', read: oneQuad(progBpfFunc, funcAddr) },
      }),
  );
  return {
    dev: DEV_START,
    rxq: RXQ_START,
    task: TASK_START,
    regions: [
      object(
        'net_device lo',
        DEV_START,
        roundUp8(devIfindex + 4),
        oneQuad(devIfindex & ~7, ifindex),
      ),
      object('xdp_rxq_info', RXQ_START, RXQ_SIZE, oneQuad(xdp.rxqDev, DEV_START)),
      object('task_struct', TASK_START, TASK_SIZE, oneQuad(-1, 0n)),
      ...structs,
    ],
  };
}
