// Where each build has the fields of struct sk_buff that contexts show, in bytes.
// Authority: the rewritten context loads of the golden dumps, each profile's own. 6.1 and 6.12 are Debian's
// cloud builds, the others small configurations, so that a version stands for one build.

/** Fields whose places follow from these (queue_mapping, pkt_type, vlan_tci, hash) are left out. */
export interface SkbPlaces {
  readonly len: number;
  /** The byte that holds the bit `vlan_present`; null where there is none (6.2 on). */
  readonly vlanBit: number | null;
  readonly tcIndex: number;
  readonly priority: number;
  readonly iif: number;
  readonly vlanProto: number;
  readonly mark: number;
  readonly protocol: number;
  readonly data: number;
  /** offsetof(struct net_device, ifindex). */
  readonly devIfindex: number;
}

const SMALL = {
  len: 104,
  vlanBit: null,
  tcIndex: 124,
  priority: 132,
  iif: 136,
  vlanProto: 144,
  mark: 152,
  protocol: 164,
  data: 192,
};

const SMALL_WITH_BIT = { ...SMALL, vlanBit: 122 };

const CLOUD_6_1 = {
  len: 112,
  vlanBit: 130,
  tcIndex: 134,
  priority: 140,
  iif: 144,
  vlanProto: 152,
  mark: 168,
  protocol: 180,
  data: 208,
};

const CLOUD_6_12 = { ...CLOUD_6_1, vlanBit: null, priority: 144, iif: 148, vlanProto: 156 };

/** By version. */
export const SKB_PLACES: ReadonlyMap<string, SkbPlaces> = new Map([
  ['5.9', { ...SMALL_WITH_BIT, devIfindex: 256 }],
  ['5.10', { ...SMALL_WITH_BIT, devIfindex: 256 }],
  ['5.15', { ...SMALL_WITH_BIT, devIfindex: 208 }],
  ['6.1', { ...CLOUD_6_1, devIfindex: 216 }],
  ['6.6', { ...SMALL, devIfindex: 224 }],
  ['6.12', { ...CLOUD_6_12, devIfindex: 224 }],
  ['6.19', { ...SMALL, devIfindex: 216 }],
  ['7.1', { ...SMALL, devIfindex: 216 }],
]);
