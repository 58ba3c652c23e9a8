// Loads and stores through every kind of pointer.
// Authority: check_mem_access and what it calls in kernel/bpf/verifier.c, Linux 6.1.
// Not modelled: memory that helpers return.
// Simplification: a field that is read through a kernel pointer is a number, whatever BTF says of it, and
// its offset is not checked.
// Simplification: there are no read-only maps, so reading a map never gives a constant.

import { at } from '../../base/index.ts';
import { accessSize } from '../../bpf/index.ts';
import { notModelled } from '../refused.ts';
import { signExtend, truncate } from '../scalars/casts.ts';
import { ZERO } from '../scalars/scalar.ts';
import { tnumAdd, tnumConst, tnumIsAligned, tnumText } from '../scalars/tnum.ts';
import type { Access } from './access.ts';
import { accessContext } from './context.ts';
import { isPktPointer, NOT_SUBREG, type Reg, TYPE_TEXT } from './reg.ts';
import { denyLeak } from './speculation.ts';
import { loadStack, MAX_VAR_OFF, storeStack } from './stack.ts';
import type { Verifier } from './verifier.ts';

/** A region that a pointer with a variable offset may touch. */
interface Region {
  readonly what: string;
  readonly size: number;
}

function isInside(access: Access, region: Region, off: bigint): boolean {
  const end = off + BigInt(access.size);
  return off >= 0n && end <= BigInt(region.size);
}

function outside(verifier: Verifier, access: Access, region: Region, off: bigint): never {
  const message = `invalid access to ${region.what}=${region.size} off=${off} size=${access.size}`;
  verifier.deny('map-value-bounds', message);
}

/** Both ends of the variable offset must stay inside the region. */
export function checkRegion(verifier: Verifier, access: Access, region: Region): void {
  const { scalar, off: fixed } = verifier.reg(access.regno);
  const off = BigInt(access.off + fixed);
  if (scalar.smin < 0n && (scalar.smin < -(1n << 62n) || scalar.smin + off < 0n)) {
    const advice = 'either use unsigned index or do a if (index >=0) check.';
    verifier.deny('map-value-bounds', `R${access.regno} min value is negative, ${advice}`);
  }
  if (!isInside(access, region, scalar.smin + off)) {
    outside(verifier, access, region, scalar.smin + off);
  }
  if (scalar.umax >= MAX_VAR_OFF) {
    const advice = 'make sure to bounds check any such access';
    verifier.deny('map-value-bounds', `R${access.regno} unbounded memory access, ${advice}`);
  }
  if (!isInside(access, region, scalar.umax + off)) {
    outside(verifier, access, region, scalar.umax + off);
  }
}

/** Refuses a pointer whose offset was changed where the kernel wants it as it came. */
export function checkUnmodified(verifier: Verifier, reg: Reg, regno: number): void {
  const type = TYPE_TEXT[reg.type];
  if (reg.off < 0) {
    const message = `negative offset ${type} ptr R${regno} off=${reg.off} disallowed`;
    verifier.deny('modified-pointer', message);
  }
  if (reg.off !== 0) {
    const message = `dereference of modified ${type} ptr R${regno} off=${reg.off} disallowed`;
    verifier.deny('modified-pointer', message);
  }
  if (!reg.scalar.isConst || reg.scalar.bits.value !== 0n) {
    const bits = tnumText(reg.scalar.bits);
    verifier.deny('modified-pointer', `variable ${type} access var_off=${bits} disallowed`);
  }
}

// x86 takes unaligned accesses; only the stack tracking needs alignment.
function checkStackAlignment(verifier: Verifier, reg: Reg, access: Access): void {
  const place = tnumAdd(reg.scalar.bits, tnumConst(BigInt(reg.off + access.off)));
  if (tnumIsAligned(place, access.size)) return;
  const where = `${tnumText(reg.scalar.bits)}+${reg.off}+${access.off}`;
  verifier.deny('misaligned', `misaligned stack access off ${where} size ${access.size}`);
}

function setLoaded(verifier: Verifier, access: Access): Reg | null {
  if (access.write || access.valueRegno < 0) return null;
  const dst = verifier.reg(access.valueRegno);
  dst.markUnknown();
  return dst;
}

function denyStoreLeak(verifier: Verifier, access: Access, where: string): void {
  const { write, valueRegno } = access;
  if (write && valueRegno >= 0) {
    denyLeak(verifier, valueRegno, `into ${where}`, verifier.reg(valueRegno));
  }
}

function accessMapValue(verifier: Verifier, reg: Reg, access: Access): void {
  denyStoreLeak(verifier, access, 'map');
  const map = at(verifier.maps, reg.mapIdx);
  checkRegion(verifier, access, { what: 'map value, value_size', size: map.valueSize });
  setLoaded(verifier, access);
}

function accessCtx(verifier: Verifier, reg: Reg, access: Access): void {
  denyStoreLeak(verifier, access, 'ctx');
  checkUnmodified(verifier, reg, access.regno);
  const field = accessContext(verifier, access);
  const dst = setLoaded(verifier, access);
  if (dst === null || field.value === 'scalar') return;
  dst.markPointer(field.value);
  dst.subregDef = NOT_SUBREG;
}

function accessStack(verifier: Verifier, reg: Reg, access: Access): void {
  checkStackAlignment(verifier, reg, access);
  const how = access.write ? 'write' : 'read';
  const { regno, size } = access;
  const stackAccess = { ptr: reg, regno, off: reg.off + access.off, size, how } as const;
  if (access.write) storeStack(verifier, stackAccess, access.valueRegno);
  else {
    // The pointer may be the register that is loaded, so it is kept.
    const ptr = reg.clone();
    const dst = access.valueRegno < 0 ? null : verifier.reg(access.valueRegno);
    loadStack(verifier, { ...stackAccess, ptr }, dst);
  }
}

/** Program types that may write to the packet (`may_access_direct_pkt_data`). */
function mayWritePacket(verifier: Verifier): boolean {
  const types = ['sched_cls', 'sched_act', 'xdp', 'lwt_xmit', 'sk_skb', 'sk_msg'];
  return types.includes(verifier.progType);
}

/** `size` bytes at `off` behind a packet pointer must be known to lie in the packet. */
export function checkPacket(verifier: Verifier, access: Access): void {
  const reg = verifier.reg(access.regno);
  const { regno, size } = access;
  const off = reg.off + access.off;
  if (reg.scalar.smin < 0n) {
    const advice = 'either use unsigned index or do a if (index >=0) check.';
    verifier.deny('packet-bounds', `R${regno} min value is negative, ${advice}`);
  }
  if (reg.range < 0) verifier.reject('packet-bounds', `R${regno} offset is outside of the packet`);
  if (off < 0 || off + size > reg.range) {
    const pointer = `R${regno}(id=${reg.id},off=${reg.off},r=${reg.range})`;
    const message = `invalid access to packet, off=${off} size=${size}, ${pointer}`;
    verifier.deny('packet-bounds', message);
  }
}

function accessPacket(verifier: Verifier, _reg: Reg, access: Access): void {
  if (access.write && !mayWritePacket(verifier)) {
    verifier.deny('packet-write', 'cannot write into packet');
  }
  checkPacket(verifier, access);
  setLoaded(verifier, access);
}

function accessKernel(verifier: Verifier, reg: Reg, access: Access): void {
  checkKernelPointer(verifier, reg, access);
  setLoaded(verifier, access);
}

function checkKernelPointer(verifier: Verifier, reg: Reg, access: Access): void {
  if (access.write) verifier.deny('kernel-write', 'only read is supported');
  if (reg.off + access.off < 0) {
    const message = `R${access.regno} is ptr_task_struct invalid negative access: off=${reg.off + access.off}`;
    verifier.deny('kernel-bounds', message);
  }
}

/** Checks an access of the current insn, and gives the loaded register its value. */
export function accessMemory(verifier: Verifier, access: Access): void {
  const reg = verifier.reg(access.regno);
  switch (reg.type) {
    case 'map_value':
      accessMapValue(verifier, reg, access);
      break;
    case 'ctx':
      accessCtx(verifier, reg, access);
      break;
    case 'fp':
      accessStack(verifier, reg, access);
      break;
    case 'btf':
      accessKernel(verifier, reg, access);
      break;
    case 'map_ptr': {
      const { name } = at(verifier.maps, reg.mapIdx);
      const hint = `\`${name} ll\` is the map itself; \`${name} + 0 ll\` is its first value.`;
      return notModelled('access to struct bpf_map', verifier.insnIdx, hint);
    }
    default:
      if (isPktPointer(reg)) accessPacket(verifier, reg, access);
      else invalidPointer(verifier, reg, access.regno);
  }
  truncateLoaded(verifier, access);
}

function invalidPointer(verifier: Verifier, reg: Reg, regno: number): never {
  verifier.deny('invalid-pointer', `R${regno} invalid mem access '${TYPE_TEXT[reg.type]}'`);
}

function truncateLoaded(verifier: Verifier, access: Access): void {
  if (access.write || access.valueRegno < 0 || access.size === 8) return;
  const dst = verifier.reg(access.valueRegno);
  if (dst.type !== 'scalar' || dst.scalar === ZERO) return;
  const { scalar } = dst;
  const { size } = access;
  dst.scalar = verifier.scalars.get(verifier.insnIdx, scalar, null, () =>
    truncate(scalar, size, verifier.rules),
  );
}

/** What a load that extends the sign leaves in `regno`. */
export function extendLoaded(verifier: Verifier, regno: number, size: number): void {
  const dst = verifier.reg(regno);
  if (dst.type !== 'scalar') return;
  const { scalar } = dst;
  dst.scalar = verifier.scalars.get(verifier.insnIdx, scalar, ZERO, () =>
    signExtend(scalar, size, false, verifier.rules),
  );
}

/** Size in bytes of the current insn's access. */
export function currentSize(verifier: Verifier): number {
  return accessSize(verifier.insn(verifier.insnIdx));
}
