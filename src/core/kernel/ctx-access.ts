// What a program's context looks like from inside (struct __sk_buff, struct xdp_md), and which loads
// of kernel structures stand behind each field.
// Authority: bpf_convert_ctx_access, tc_cls_act_convert_ctx_access, xdp_convert_ctx_access and the
// is_valid_access functions of net/core/filter.c, Linux 5.9 to 7.1; offsets are those of the kernels whose
// dumps the project has.
// Not modelled: fields without `load` below, and every program type that is not listed.

import type { ProgType } from '../bpf/index.ts';
import {
  BPF_ALU,
  BPF_AND,
  BPF_B,
  BPF_DW,
  BPF_H,
  BPF_JEQ,
  BPF_JMP,
  BPF_LDX,
  BPF_MEM,
  BPF_MOV,
  BPF_W,
} from '../bpf/index.ts';
import { SKB_PLACES, type SkbPlaces } from './skb-places.ts';

/** One insn that replaces a load: `from` says which register it reads; it writes the load's dst. */
export interface CtxStep {
  readonly code: number;
  readonly from: 'ctx' | 'dst' | 'none';
  readonly off: number;
  readonly imm: number;
}

/** What a load of the field gives: a number, or a packet pointer. */
type CtxValue = 'scalar' | 'pkt' | 'pkt_meta' | 'pkt_end';

/** One field of a context structure, in bytes. */
export interface CtxField {
  readonly name: string;
  readonly off: number;
  readonly size: number;
  readonly value: CtxValue;
  /** Loads of a part of the field are allowed. */
  readonly narrow: boolean;
  readonly writable: boolean;
  /** Bytes that the kernel's own field has; smaller loads need masking only below that. */
  readonly targetSize: number;
  /** Insns of a load; null where this model does not know them. */
  readonly load: readonly CtxStep[] | null;
  /** A store becomes a store of this size to this offset; null: not writable or not known. */
  readonly store: { readonly size: number; readonly off: number } | null;
  /** Byte ranges that pass through with the given displacement, at any size (cb). */
  readonly passThrough: number | null;
}

/** Context of one program type. */
export interface CtxLayout {
  readonly size: number;
  readonly fields: readonly CtxField[];
}

const LDX = BPF_LDX | BPF_MEM;
const SIZE_OF: Readonly<Record<number, number>> = {
  [BPF_B]: 1,
  [BPF_H]: 2,
  [BPF_W]: 4,
  [BPF_DW]: 8,
};

function ldx(size: number, from: 'ctx' | 'dst', off: number): CtxStep {
  return { code: LDX | size, from, off, imm: 0 };
}

function and32(imm: number): CtxStep {
  return { code: BPF_ALU | BPF_AND, from: 'none', off: 0, imm };
}

interface FieldOptions {
  readonly value?: CtxValue;
  readonly writable?: boolean;
  readonly targetSize?: number;
  readonly store?: { readonly size: number; readonly off: number };
  readonly passThrough?: number;
  readonly size?: number;
}

function field(
  name: string,
  off: number,
  load: readonly CtxStep[] | null,
  options: FieldOptions = {},
): CtxField {
  const value = options.value ?? 'scalar';
  return {
    name,
    off,
    size: options.size ?? 4,
    value,
    narrow: value === 'scalar',
    writable: options.writable ?? false,
    targetSize: options.targetSize ?? 4,
    load,
    store: options.store ?? null,
    passThrough: options.passThrough ?? null,
  };
}

/** A field that is one field of sk_buff. */
function plain(name: string, off: number, size: number, kernelOff: number): CtxField {
  return field(name, off, [ldx(size, 'ctx', kernelOff)], { targetSize: SIZE_OF[size] ?? 4 });
}

function writable(base: CtxField, size: number): CtxField {
  const kernelOff = base.load?.[0]?.off ?? 0;
  return { ...base, writable: true, store: { size, off: kernelOff } };
}

/** A socket filter may see a packet without a device, so the load is skipped when dev is NULL. */
const SKIP_IF_NULL: CtxStep = { code: BPF_JMP | BPF_JEQ, from: 'none', off: 1, imm: 0 };
const ONE: CtxStep = { code: BPF_ALU | BPF_MOV, from: 'none', off: 0, imm: 1 };
const DEV = ldx(BPF_DW, 'ctx', 16);

const readOnly = (base: CtxField): CtxField => ({ ...base, writable: false, store: null });

// Up to 6.1 a bit of its own; later, whether vlan_proto and vlan_tci together are zero.
function vlanPresent(skb: SkbPlaces): CtxField {
  return skb.vlanBit === null
    ? field('vlan_present', 20, [ldx(BPF_W, 'ctx', skb.vlanProto), SKIP_IF_NULL, ONE])
    : field('vlan_present', 20, [ldx(BPF_B, 'ctx', skb.vlanBit), and32(1)], { targetSize: 1 });
}

/** Fields that every context with a packet shows, whether or not it may write them. */
function commonFields(skb: SkbPlaces): CtxField[] {
  return [
    plain('len', 0, BPF_W, skb.len),
    field('pkt_type', 4, [ldx(BPF_B, 'ctx', skb.len + 16), and32(7)], { targetSize: 1 }),
    plain('queue_mapping', 12, BPF_H, skb.len + 12),
    plain('protocol', 16, BPF_H, skb.protocol),
    vlanPresent(skb),
    plain('vlan_tci', 24, BPF_H, skb.vlanProto + 2),
    plain('vlan_proto', 28, BPF_H, skb.vlanProto),
    plain('ingress_ifindex', 36, BPF_W, skb.iif),
    // cb[0..4]: qdisc_skb_cb.data lies where __sk_buff.cb lies, so accesses pass unchanged.
    field('cb', 48, null, { size: 20, writable: true, passThrough: 0 }),
    // Not in a dump, but between two fields that are: skb_iif, hash, vlan_proto follow one another.
    plain('hash', 68, BPF_W, skb.iif + 4),
    field('napi_id', 84, null),
    field('gso_segs', 164, null),
    field('gso_size', 176, null),
    field('sk', 168, null, { size: 8 }),
  ];
}

const markOf = (skb: SkbPlaces): CtxField => writable(plain('mark', 8, BPF_W, skb.mark), BPF_W);
const tcIndexOf = (skb: SkbPlaces): CtxField => plain('tc_index', 44, BPF_H, skb.tcIndex);
const priorityOf = (skb: SkbPlaces): CtxField =>
  writable(plain('priority', 32, BPF_W, skb.priority), BPF_W);

function socketFilter(skb: SkbPlaces): CtxLayout {
  const ifindex = [DEV, SKIP_IF_NULL, ldx(BPF_W, 'dst', skb.devIfindex)];
  return {
    size: 192,
    fields: [
      ...commonFields(skb),
      readOnly(markOf(skb)),
      readOnly(priorityOf(skb)),
      field('ifindex', 40, ifindex),
      tcIndexOf(skb),
    ],
  };
}

function schedCls(skb: SkbPlaces): CtxLayout {
  return {
    size: 192,
    fields: [
      ...commonFields(skb),
      markOf(skb),
      priorityOf(skb),
      field('ifindex', 40, [DEV, ldx(BPF_W, 'dst', skb.devIfindex)]),
      writable(tcIndexOf(skb), BPF_H),
      // In no dump: qdisc_skb_cb begins pkt_len, slave_dev_queue_mapping, tc_classid, data.
      writable(plain('tc_classid', 72, BPF_H, 46), BPF_H),
      field('data', 76, [ldx(BPF_DW, 'ctx', skb.data)], { value: 'pkt' }),
      field('data_end', 80, [ldx(BPF_DW, 'ctx', 80)], { value: 'pkt_end' }),
      // Stands before data_end in struct bpf_skb_data_end.
      field('data_meta', 140, [ldx(BPF_DW, 'ctx', 72)], { value: 'pkt_meta' }),
      field('tstamp', 152, null, { size: 8, writable: true }),
      plain('wire_len', 160, BPF_W, 40),
      field('tstamp_type', 180, null, { size: 1 }),
      field('hwtstamp', 184, null, { size: 8 }),
    ],
  };
}

const RXQ = ldx(BPF_DW, 'ctx', 32);

function xdp(skb: SkbPlaces): CtxLayout {
  const ifindex = [RXQ, ldx(BPF_DW, 'dst', 0), ldx(BPF_W, 'dst', skb.devIfindex)];
  return {
    size: 24,
    fields: [
      field('data', 0, [ldx(BPF_DW, 'ctx', 0)], { value: 'pkt' }),
      field('data_end', 4, [ldx(BPF_DW, 'ctx', 8)], { value: 'pkt_end' }),
      field('data_meta', 8, [ldx(BPF_DW, 'ctx', 16)], { value: 'pkt_meta' }),
      { ...field('ingress_ifindex', 12, ifindex), narrow: false },
      { ...field('rx_queue_index', 16, [RXQ, ldx(BPF_W, 'dst', 8)]), narrow: false },
    ],
  };
}

type Layouts = ReadonlyMap<ProgType, CtxLayout>;

function layoutsOf(skb: SkbPlaces): Layouts {
  const cls = schedCls(skb);
  return new Map<ProgType, CtxLayout>([
    ['socket_filter', socketFilter(skb)],
    ['sched_cls', cls],
    ['sched_act', cls],
    ['xdp', xdp(skb)],
  ]);
}

const LAYOUTS: ReadonlyMap<string, Layouts> = new Map(
  [...SKB_PLACES].map(([version, skb]) => [version, layoutsOf(skb)]),
);

/** The context of a program type on a kernel version, or null where this model does not know it. */
export function ctxLayout(version: string, type: ProgType): CtxLayout | null {
  return LAYOUTS.get(version)?.get(type) ?? null;
}

/** The field that an access of `size` bytes at `off` lies in, if the kernel allows the access. */
export function ctxFieldAt(
  layout: CtxLayout,
  access: { readonly off: number; readonly size: number; readonly write: boolean },
): CtxField | null {
  const { off, size, write } = access;
  if (off < 0 || off >= layout.size || off % size !== 0) return null;
  const found = layout.fields.find((each) => off >= each.off && off + size <= each.off + each.size);
  if (found === undefined || (write && !found.writable)) return null;
  const whole = size === found.size;
  const allowed = found.passThrough !== null || whole || (found.narrow && !write);
  return allowed ? found : null;
}
