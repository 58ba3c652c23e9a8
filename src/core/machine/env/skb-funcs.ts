// Functions that read a packet through its sk_buff.
// Authority: Linux 6.1 net/core/filter.c (bpf_skb_load_helper_8 and its like, bpf_skb_load_bytes),
// bpf_internal_load_pointer_neg_helper of kernel/bpf/core.c. Not modelled: fragments; a test run has none.

import type { FuncCall } from './func-call.ts';

const EFAULT = 14n;
const SKF_NET_OFF = -0x100000;
const SKF_LL_OFF = -0x200000;
/** More than the regions that a program can write to have. */
const MAX_ZEROES = 1 << 17;
const INT_MAX = 0x7fff_ffffn;

function skbData(call: FuncCall): bigint {
  return call.loadQuad(call.arg(0) + BigInt(call.layout.skb.data));
}

/** Bytes of the packet that lie in one piece. */
function headLen(call: FuncCall): bigint {
  const { skb } = call.layout;
  const field = (off: number): bigint => call.loadNumber(call.arg(0) + BigInt(off), 4);
  return field(skb.len) - field(skb.dataLen);
}

/** Address of `byteLen` bytes at a negative offset: relative to the network or the mac header. */
function negative(call: FuncCall, off: number, byteLen: bigint): bigint | null {
  const { skb } = call.layout;
  const at = (field: number): bigint => call.arg(0) + BigInt(field);
  const head = call.loadQuad(at(skb.head));
  const fromNetwork = off >= SKF_NET_OFF;
  if (!fromNetwork && off < SKF_LL_OFF) return null;
  const header = call.loadNumber(at(fromNetwork ? skb.networkHeader : skb.macHeader), 2);
  const addr = head + header + BigInt(off - (fromNetwork ? SKF_NET_OFF : SKF_LL_OFF));
  const tail = head + call.loadNumber(at(skb.tail), 4);
  return addr >= head && addr + byteLen <= tail ? addr : null;
}

/** What a legacy packet load becomes: `byteLen` bytes in network order at offset r2, or -EFAULT. */
export function loadPacket(call: FuncCall, byteLen: number): void {
  const off = Number(BigInt.asIntN(32, call.arg(1)));
  const size = BigInt(byteLen);
  call.result = -EFAULT;
  if (off >= 0 && BigInt(off) + size > headLen(call)) return;
  const addr = off >= 0 ? skbData(call) + BigInt(off) : negative(call, off, size);
  if (addr === null) return;
  let value = 0n;
  for (const byte of call.loadBytes(addr, byteLen)) value = (value << 8n) | BigInt(byte);
  call.result = value;
}

/** bpf_skb_load_bytes(skb, offset, to, len). */
export function skbLoadBytes(call: FuncCall): void {
  const off = BigInt.asUintN(32, call.arg(1));
  const byteLen = Number(BigInt.asUintN(32, call.arg(3)));
  const inPacket = off <= INT_MAX && off + BigInt(byteLen) <= headLen(call);
  // More than a stack can take faults in the kernel's memset, and so it does here.
  const bytes = inPacket
    ? call.loadBytes(skbData(call) + off, byteLen)
    : new Uint8Array(Math.min(byteLen, MAX_ZEROES));
  call.storeBytes(call.arg(2), bytes);
  call.result = inPacket ? 0n : -EFAULT;
}
