// The context and the packet that BPF_PROG_TEST_RUN gives to a program.
// Authority: Linux 6.1 net/bpf/test_run.c (bpf_prog_test_run_skb, bpf_prog_test_run_xdp), eth_type_trans
// of net/ethernet/eth.c, bpf_compute_data_pointers of include/linux/filter.h; checked against the
// golden return values of 5.9 to 7.1.
// Simplification: contexts of all other program types are zero; a run never fails for its length.

import { assert } from '../../base/index.ts';
import type { ProgType } from '../../bpf/index.ts';
import type { RunLayout } from '../../kernel/index.ts';
import { storeByte, storeBytes } from './bytes.ts';
import type { MappedRegion } from './region.ts';
import { writeQuad } from './registers.ts';

/** NET_SKB_PAD + NET_IP_ALIGN of x86-64. */
const SKB_HEADROOM = 64;
const XDP_HEADROOM = 256;
/** Part of the room behind the packet that is kept. */
const TAILROOM = 64;
const PAGE_SIZE = 4096;
const ETH_HLEN = 14;
const ETH_PROTO_OFF = 12;
/** The destination address of the packet is odd, hence a group address. */
const PACKET_MULTICAST = 2;
const DEFAULT_LEN = 64;

/** Contexts that are a struct sk_buff. `l2`: the packet begins with its Ethernet header. */
const SKB_TYPES: ReadonlyMap<ProgType, { readonly l2: boolean; readonly pointers: boolean }> =
  new Map([
    ['socket_filter', { l2: false, pointers: false }],
    ['sched_cls', { l2: true, pointers: true }],
    ['sched_act', { l2: true, pointers: true }],
    ['cgroup_skb', { l2: false, pointers: true }],
    ['lwt_in', { l2: false, pointers: true }],
    ['lwt_out', { l2: false, pointers: true }],
    ['lwt_xmit', { l2: false, pointers: true }],
  ]);

/** Bytes to keep for a packet of `packetLen` bytes, headroom included. */
export function packetRoom(packetLen: number): number {
  return XDP_HEADROOM + packetLen + TAILROOM;
}

/** Bytes to keep for the context of any type. */
export function ctxRoom(layout: RunLayout): number {
  return Math.max(layout.skb.size, layout.xdp.size);
}

/** One CPU's context and packet, and what they point to. */
export interface TestRunPlaces {
  readonly layout: RunLayout;
  readonly ctx: MappedRegion;
  readonly packet: MappedRegion;
  /** struct net_device and struct xdp_rxq_info of the loopback device. */
  readonly dev: bigint;
  readonly rxq: bigint;
}

/** Byte `idx` of every test packet. */
function packetByte(idx: number): number {
  return (idx * 7 + 3) & 0xff;
}

/** Writes context and packet into the state. `len` in bytes; null is 64. */
export function buildTestRun(
  words: Int32Array,
  places: TestRunPlaces,
  type: ProgType,
  len: number | null,
): void {
  const { ctx, packet } = places;
  const packetLen = len ?? DEFAULT_LEN;
  assert(packetRoom(packetLen) <= packet.byteLen, `a packet of ${packetLen} bytes has no room`);
  words.fill(0, ctx.word, ctx.word + Math.ceil(ctx.byteLen / 4));
  words.fill(0, packet.word, packet.word + Math.ceil(packet.byteLen / 4));
  const skb = SKB_TYPES.get(type);
  if (skb !== undefined) buildSkb(words, places, packetLen, skb);
  else if (type === 'xdp') buildXdp(words, places, packetLen);
}

function fillPacket(words: Int32Array, packet: MappedRegion, first: number, len: number): void {
  for (let idx = 0; idx < len; idx++) {
    storeByte(words, packet.word * 4 + first + idx, packetByte(idx));
  }
}

function buildSkb(
  words: Int32Array,
  { layout, ctx, packet, dev }: TestRunPlaces,
  packetLen: number,
  { l2, pointers }: { readonly l2: boolean; readonly pointers: boolean },
): void {
  fillPacket(words, packet, SKB_HEADROOM, packetLen);
  const { skb } = layout;
  const pulled = l2 ? 0 : ETH_HLEN;
  const data = packet.base + BigInt(SKB_HEADROOM + pulled);
  const tail = SKB_HEADROOM + packetLen;
  const quad = (off: number, value: bigint): void => writeQuad(words, ctx.word + off / 4, value);
  const number = (off: number, byteLen: number, value: number): void => {
    const bytes = Uint8Array.of(value, value >> 8, value >> 16, value >> 24);
    storeBytes(words, ctx.word * 4 + off, bytes.subarray(0, byteLen));
  };
  quad(skb.dev, dev);
  number(skb.len, 4, packetLen - pulled);
  number(skb.pktType, 1, PACKET_MULTICAST);
  const proto = packetByte(ETH_PROTO_OFF) | (packetByte(ETH_PROTO_OFF + 1) << 8);
  number(skb.protocol, 2, proto);
  number(skb.networkHeader, 2, SKB_HEADROOM + ETH_HLEN);
  number(skb.macHeader, 2, SKB_HEADROOM);
  number(skb.tail, 4, tail);
  number(skb.end, 4, tail + TAILROOM);
  quad(skb.head, packet.base);
  quad(skb.data, data);
  if (!pointers) return;
  quad(skb.dataMeta, data);
  quad(skb.dataEnd, packet.base + BigInt(tail));
}

function buildXdp(
  words: Int32Array,
  { layout, ctx, packet, rxq }: TestRunPlaces,
  packetLen: number,
): void {
  fillPacket(words, packet, XDP_HEADROOM, packetLen);
  const { xdp } = layout;
  const quad = (off: number, value: bigint): void => writeQuad(words, ctx.word + off / 4, value);
  const data = packet.base + BigInt(XDP_HEADROOM);
  quad(xdp.data, data);
  quad(xdp.dataMeta, data);
  quad(xdp.dataEnd, data + BigInt(packetLen));
  quad(xdp.dataHardStart, packet.base);
  quad(xdp.rxq, rxq);
  words[ctx.word + xdp.frameSz / 4] = PAGE_SIZE;
}
