// Calls of helpers: arguments, effects, results.
// Authority: check_helper_call, check_func_arg, check_map_func_compatibility of Linux 6.1.
// Not modelled: helpers that change packet data, references, callbacks, locks.

import { at } from '../../base/index.ts';
import { BPF_FUNC_TAIL_CALL, helperById, type Insn, type MapDef } from '../../bpf/index.ts';
import { notModelled } from '../refused.ts';
import type { Access } from './access.ts';
import {
  type ArgType,
  HELPER_PROTOS,
  type HelperProto,
  UNPRIVILEGED_HELPERS,
} from './helper-proto.ts';
import { readReg } from './liveness.ts';
import { checkPacket, checkRegion, checkUnmodified } from './memory.ts';
import { markPrecise } from './precision.ts';
import { isPktPointer, isZero, NOT_SUBREG, type Reg, TYPE_TEXT, WRITTEN } from './reg.ts';
import { denyLeak } from './speculation.ts';
import { checkInitialised, fillRange, frameOf, readRange, stackBounds } from './stack.ts';
import { recordTailCall } from './tail-call.ts';
import type { Verifier } from './verifier.ts';

/** BPF_MAX_VAR_SIZ: larger sizes are not believed. */
const MAX_SIZE = 1n << 29n;

function nameOf(id: number): string {
  const helper = helperById(id);
  return helper === null ? `unknown#${id}` : `bpf_${helper.name}#${id}`;
}

function protoOf(verifier: Verifier, id: number): HelperProto {
  if (id <= 0 || id > verifier.profile.verifier.lastHelper)
    verifier.reject('helper', `invalid func unknown#${id}`);
  const proto = HELPER_PROTOS.get(id);
  if (proto === undefined) notModelled(`helper ${nameOf(id)}`, verifier.insnIdx);
  const needsRights = verifier.unprivileged && !UNPRIVILEGED_HELPERS.has(id);
  if (needsRights || (proto.types !== null && !proto.types.includes(verifier.progType))) {
    verifier.reject('helper', `unknown func ${nameOf(id)}`);
  }
  return proto;
}

/** One memory argument: who it belongs to and how many bytes are touched at most. */
interface Memory {
  readonly regno: number;
  readonly size: number;
  readonly fill: boolean;
}

function wrongType(verifier: Verifier, regno: number, expected: string): never {
  const type = TYPE_TEXT[verifier.reg(regno).type];
  verifier.deny('helper-argument', `R${regno} type=${type} expected=${expected}`);
}

function stackMemory(verifier: Verifier, reg: Reg, memory: Memory): void {
  const { regno, size, fill } = memory;
  const range = stackBounds(verifier, { ptr: reg, regno, off: reg.off, size, how: 'helper' });
  const frame = frameOf(verifier, reg);
  if (fill && reg.scalar.isConst) fillRange(verifier, frame, range);
  else {
    checkInitialised(verifier, { regno, size, off: range.min, isHelper: true }, frame);
    readRange(frame, range, true);
  }
}

function checkMemory(verifier: Verifier, memory: Memory): void {
  const { regno, size } = memory;
  const reg = verifier.reg(regno);
  const access: Access = { regno, off: 0, size, write: false, valueRegno: -1 };
  if (reg.type === 'fp') stackMemory(verifier, reg, memory);
  else if (reg.type === 'map_value') {
    const map = at(verifier.maps, reg.mapIdx);
    checkRegion(verifier, access, { what: 'map value, value_size', size: map.valueSize });
  } else if (isPktPointer(reg)) checkPacket(verifier, access);
  else if (!(isZero(reg) && size === 0)) wrongType(verifier, regno, 'fp, pkt, pkt_meta, map_value');
}

/** A size in `regno` for the memory in the register before it. */
function checkSize(verifier: Verifier, regno: number, zeroOk: boolean, fill: boolean): void {
  const reg = verifier.reg(regno);
  if (reg.type !== 'scalar') wrongType(verifier, regno, 'scalar');
  const { scalar } = reg;
  const advice = "either use unsigned or 'var &= const'";
  if (scalar.smin < 0n) {
    verifier.deny('helper-argument', `R${regno} min value is negative, ${advice}`);
  }
  if (scalar.umin === 0n && !zeroOk) {
    verifier.deny('helper-argument', 'invalid zero-sized read');
  }
  if (scalar.umax >= MAX_SIZE) {
    const hint = "use 'var &= const' or 'if (var < const)'";
    verifier.deny('helper-argument', `R${regno} unbounded memory access, ${hint}`);
  }
  // A size that is not constant may leave bytes untouched, so what is there must be readable.
  const filled = fill && scalar.isConst;
  checkMemory(verifier, { regno: regno - 1, size: Number(scalar.umax), fill: filled });
  markPrecise(verifier, regno);
}

function checkArg(verifier: Verifier, arg: ArgType, regno: number, map: MapDef | null): void {
  const reg = readReg(verifier, regno);
  switch (arg) {
    case 'ctx':
      if (reg.type !== 'ctx') wrongType(verifier, regno, 'ctx');
      checkUnmodified(verifier, reg, regno);
      return;
    case 'map':
      if (reg.type !== 'map_ptr') wrongType(verifier, regno, 'map_ptr');
      return;
    case 'map-key':
      checkMemory(verifier, { regno, size: map?.keySize ?? 0, fill: false });
      return;
    case 'map-value':
      checkMemory(verifier, { regno, size: map?.valueSize ?? 0, fill: false });
      return;
    case 'anything':
      return denyLeak(verifier, regno, 'into helper function', reg);
    default:
      return;
  }
}

/** prog arrays are for tail calls only, and tail calls for prog arrays. */
function checkMapKind(verifier: Verifier, id: number, map: MapDef): void {
  const isTable = map.type === 'prog_array';
  const isTailCall = id === BPF_FUNC_TAIL_CALL;
  if (isTable && isTailCall) return checkTailCallAlone(verifier);
  if (!isTable && !isTailCall) return;
  // The kernel meets this one while it notes the key, before it compares kinds.
  if (isTailCall) {
    const hint = `A tail call goes through a prog_array; ${map.name} is of type ${map.type}.`;
    verifier.reject('map-kind', 'kernel subsystem misconfigured verifier', hint);
  }
  const type = MAP_TYPE_NUMBERS[map.type];
  verifier.reject('map-kind', `cannot pass map_type ${type} into func ${nameOf(id)}`);
}

/** Up to 5.9 the JIT cannot tell the frames of functions from those of a chain of tail calls. */
function checkTailCallAlone(verifier: Verifier): void {
  const { profile, subprogs } = verifier;
  if (profile.verifier.tailCallsWithSubprogs || subprogs.length === 1) return;
  const message = 'tail_calls are not allowed in programs with bpf-to-bpf calls';
  verifier.reject('tail-call-subprogs', message);
}

/** `enum bpf_map_type`, as the log prints it. */
const MAP_TYPE_NUMBERS: Readonly<Record<MapDef['type'], number>> = {
  hash: 1,
  array: 2,
  prog_array: 3,
  percpu_hash: 5,
  percpu_array: 6,
  lru_hash: 9,
  lru_percpu_hash: 10,
  lpm_trie: 11,
};

function recordMap(verifier: Verifier, mapIdx: number): void {
  const { callMaps } = verifier.facts;
  const before = callMaps.get(verifier.insnIdx);
  if (before === undefined) callMaps.set(verifier.insnIdx, mapIdx);
  else if (before !== mapIdx) callMaps.set(verifier.insnIdx, null);
}

function checkArgs(verifier: Verifier, id: number, proto: HelperProto): number {
  let mapIdx = -1;
  proto.args.forEach((arg, index) => {
    const regno = index + 1;
    checkArg(verifier, arg, regno, mapIdx < 0 ? null : at(verifier.maps, mapIdx));
    if (arg === 'map') mapIdx = verifier.reg(regno).mapIdx;
    if (arg !== 'size' && arg !== 'size-or-zero') return;
    checkSize(verifier, regno, arg === 'size-or-zero', proto.args[index - 1] === 'fill');
  });
  if (mapIdx >= 0) checkMapKind(verifier, id, at(verifier.maps, mapIdx));
  return mapIdx;
}

/** r0 to r5 do not survive a call. */
export function clobberCallerSaved(verifier: Verifier): void {
  for (let regno = 0; regno <= 5; regno++) {
    const reg = verifier.reg(regno);
    reg.markNotInit();
    reg.live |= WRITTEN;
    reg.subregDef = NOT_SUBREG;
    reg.writer = verifier.insnIdx;
  }
}

/** `enum bpf_return_type`: without BTF the verifier does not know what this one points to. */
const RET_PTR_TO_BTF_ID = 8;

function noTaskType(verifier: Verifier, id: number): never {
  const hint = 'This kernel is built without BTF.';
  const message = `invalid return type ${RET_PTR_TO_BTF_ID} of func ${nameOf(id)}`;
  verifier.reject('helper', message, hint);
}

function setResult(verifier: Verifier, id: number, mapIdx: number): void {
  const proto = protoOf(verifier, id);
  const r0 = verifier.reg(0);
  switch (proto.returns) {
    case 'void':
      return;
    case 'integer':
      r0.markUnknown();
      return;
    case 'task':
      if (!verifier.profile.verifier.btf) noTaskType(verifier, id);
      r0.markPointer('btf');
      return;
    case 'map-value-or-null':
      r0.markPointer('map_value_or_null');
      r0.mapIdx = mapIdx;
      r0.id = verifier.newId();
      return;
  }
}

/** Executes a helper call. */
export function executeHelperCall(verifier: Verifier, insn: Insn): void {
  const id = insn.imm;
  const proto = protoOf(verifier, id);
  const mapIdx = checkArgs(verifier, id, proto);
  if (mapIdx >= 0) recordMap(verifier, mapIdx);
  if (id === BPF_FUNC_TAIL_CALL) recordTailCall(verifier);
  clobberCallerSaved(verifier);
  setResult(verifier, id, mapIdx);
}
