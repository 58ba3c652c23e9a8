// What a loader without CAP_BPF and CAP_PERFMON may load at all, with kernel.unprivileged_bpf_disabled = 0: program and
// maps are of such a loader, nothing of it is from somebody with more rights. What the program may do is in
// `interpret/`, what becomes of it in `passes/speculation.ts`.
// Authority: bpf_prog_load and map_create of kernel/bpf/syscall.c; add_subprog_and_kfunc and do_misc_fixups of
// kernel/bpf/verifier.c, Linux 5.9 to 7.1.
// Simplification: of the types that such a loader may load, socket filters are modelled; cgroup_skb is refused.

import type { Insn, MapDef } from '../bpf/index.ts';
import * as op from '../bpf/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import { ERRNO, notModelled, refuse } from './refused.ts';
import type { ProgSource } from './xlated.ts';

const EPERM = 1;
const KEY_REG = 3;

/** The log's words, which name what they also were about later. */
const FUNCS: Readonly<Record<KernelProfile['verifier']['unprivilegedFuncs'], string>> = {
  'function calls to':
    'function calls to other bpf functions are allowed for CAP_BPF and CAP_SYS_ADMIN',
  'loading/calling':
    'loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN',
};

/** Maps that take CAP_BPF to make. */
const PRIVILEGED_MAPS: readonly MapDef['type'][] = ['lru_hash', 'lru_percpu_hash', 'lpm_trie'];

function checkMaps(insns: readonly Insn[], maps: readonly MapDef[]): void {
  insns.forEach((insn, insnIdx) => {
    const map = op.isLdImm64(insn) && insn.src !== 0 ? maps[insn.imm] : undefined;
    if (map === undefined || !PRIVILEGED_MAPS.includes(map.type)) return;
    const message = `an unprivileged loader may not make ${map.name}, which is of type ${map.type}`;
    refuse(EPERM, 'unprivileged', message, insnIdx);
  });
}

/** Before anything else: what the system calls refuse. */
export function checkLoader(
  { type, insns }: ProgSource,
  { profile, maps }: { readonly profile: KernelProfile; readonly maps: readonly MapDef[] },
): void {
  if (insns.length > op.BPF_MAXINSNS) {
    const message = `an unprivileged program has at most ${op.BPF_MAXINSNS} insns, not ${insns.length}`;
    refuse(ERRNO.E2BIG, 'prog-size', message, null);
  }
  if (type !== 'socket_filter' && type !== 'cgroup_skb') {
    const message = 'an unprivileged loader may load socket filters and cgroup_skb programs only';
    refuse(EPERM, 'unprivileged', message, null);
  }
  checkMaps(insns, maps);
  const call = insns.findIndex(op.isPseudoCall);
  if (call >= 0)
    refuse(EPERM, 'unprivileged-funcs', FUNCS[profile.verifier.unprivilegedFuncs], call);
  if (type === 'cgroup_skb') notModelled('a cgroup_skb program of an unprivileged loader', 0);
}

/** True where a map keeps a mask against speculation (`!map->bypass_spec_v1`): its maker has no CAP_PERFMON. */
export function masksIndex({ load, jit, verifier }: KernelProfile): boolean {
  const isOff = jit.indirectJump === 'plain' && jit.returnThunk === null;
  return load.unprivileged && !(isOff && verifier.mitigationsOffTrusts);
}

/** `index_mask` of an array: all indices below the next power of two. */
export function indexMask({ maxEntries }: MapDef): number {
  const last = maxEntries - 1;
  return last <= 0 ? 0 : 0xffff_ffff >>> Math.clz32(last);
}

/** In front of a masked tail call: past it for an index out of range, and the mask. */
export function maskedIndex(map: MapDef): readonly Insn[] {
  return [
    {
      code: op.BPF_JMP | op.BPF_JGE | op.BPF_K,
      dst: KEY_REG,
      src: 0,
      off: 2,
      imm: map.maxEntries | 0,
    },
    {
      code: op.BPF_ALU | op.BPF_AND | op.BPF_K,
      dst: KEY_REG,
      src: 0,
      off: 0,
      imm: indexMask(map) | 0,
    },
  ];
}
