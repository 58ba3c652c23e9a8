// Every insn must be reachable, and functions must not recurse.
// Authority: check_cfg of kernel/bpf/verifier.c, Linux 6.1. Loops need CAP_BPF.

import { at, type InsnIdx } from '../base/index.ts';
import {
  BPF_JMP,
  BPF_JMP32,
  CLASS_MASK,
  callTarget,
  type Insn,
  isCall,
  isCondJump,
  isExit,
  isPseudoCall,
  jumpTarget,
} from '../bpf/index.ts';
import { ERRNO, refuse } from './refused.ts';

const UNSEEN = 0;
const ON_PATH = 1;
const DONE = 2;

interface Edge {
  readonly to: InsnIdx;
  readonly loopOk: boolean;
}

/** What the walk finds on its way. */
interface Cfg {
  /** 1 where the verifier looks for an equal state (`prune_point`). */
  readonly prunePoints: Uint8Array;
}

function edgesOf(insn: Insn, insnIdx: InsnIdx): readonly Edge[] {
  const next = { to: insnIdx + 1, loopOk: false };
  const cls = insn.code & CLASS_MASK;
  if (cls !== BPF_JMP && cls !== BPF_JMP32) return [next];
  if (isExit(insn)) return [];
  if (isPseudoCall(insn)) return [next, { to: callTarget(insn, insnIdx), loopOk: false }];
  if (isCall(insn)) return [next];
  const branch = { to: jumpTarget(insn, insnIdx), loopOk: true };
  return isCondJump(insn) ? [{ ...next, loopOk: true }, branch] : [branch];
}

function markPrunePoints(insns: readonly Insn[], prunePoints: Uint8Array): void {
  const mark = (insnIdx: InsnIdx): void => {
    if (insnIdx >= 0 && insnIdx < insns.length) prunePoints[insnIdx] = 1;
  };
  insns.forEach((insn, insnIdx) => {
    const edges = edgesOf(insn, insnIdx);
    if (isCondJump(insn)) mark(insnIdx);
    else if (isCall(insn) || edges.some((edge) => edge.loopOk)) mark(insnIdx + 1);
    for (const edge of edges) if (edge.to !== insnIdx + 1 || edge.loopOk) mark(edge.to);
  });
}

/** Back-edges that pass: those of jumps (loops that are closed by falling through are refused), all, or none. */
type Loops = 'none' | 'jumps' | 'any';

class Walk {
  readonly insns: readonly Insn[];
  readonly status: Uint8Array;
  private readonly loops: Loops;
  readonly path: { readonly insnIdx: InsnIdx; next: number }[] = [];

  constructor(insns: readonly Insn[], loops: Loops) {
    this.insns = insns;
    this.loops = loops;
    this.status = new Uint8Array(insns.length);
  }

  private mayLoop(edge: Edge): boolean {
    return this.loops === 'any' || (this.loops === 'jumps' && edge.loopOk);
  }

  enter(insnIdx: InsnIdx): void {
    this.status[insnIdx] = ON_PATH;
    this.path.push({ insnIdx, next: 0 });
  }

  /** Takes the next edge of the newest insn on the path, or leaves that insn. */
  step(): void {
    const top = at(this.path, this.path.length - 1);
    const edge = edgesOf(at(this.insns, top.insnIdx), top.insnIdx)[top.next];
    if (edge === undefined) {
      this.status[top.insnIdx] = DONE;
      this.path.pop();
      return;
    }
    top.next++;
    const { to } = edge;
    if (to < 0 || to >= this.insns.length) {
      const message = `jump out of range from insn ${top.insnIdx} to ${to}`;
      refuse(ERRNO.EINVAL, 'jump-out-of-range', message, top.insnIdx);
    }
    if (this.status[to] === UNSEEN) this.enter(to);
    else if (this.status[to] === ON_PATH && !this.mayLoop(edge)) {
      const message = `back-edge from insn ${top.insnIdx} to ${to}`;
      refuse(ERRNO.EINVAL, 'back-edge', message, top.insnIdx);
    }
  }
}

/**
 * Walks the control flow from slot 0; refuses unreachable insns, and the recursion and loops that `loops` does not
 * allow. With 'any' the walk over all paths bounds both.
 */
export function checkCfg(insns: readonly Insn[], loops: Loops): Cfg {
  const walk = new Walk(insns, loops);
  walk.enter(0);
  while (walk.path.length > 0) walk.step();
  const unreachable = walk.status.indexOf(UNSEEN);
  if (unreachable >= 0) {
    refuse(ERRNO.EINVAL, 'unreachable', `unreachable insn ${unreachable}`, unreachable);
  }
  const prunePoints = new Uint8Array(insns.length);
  markPrunePoints(insns, prunePoints);
  return { prunePoints };
}
