// Check `trace`: the order of poke runs, descriptors, pokes, writes, syncs and RCU waits, and the
// bytes in memory at each sync, are those that kprobes saw in the kernel.
//
// What of a trace counts, by rule:
// - __bpf_arch_text_poke calls whose ip is a poke site of one of the case's programs, and what
//   happens from such a call to its return: writes (__text_poke) and syncs (on_each_cpu_cond_mask
//   of do_sync_core). Writes and syncs outside belong to others: new images and their headers are
//   copied in with __text_poke, and the XDP dispatcher pokes text of its own.
// - synchronize_rcu inside a descriptor's update; elsewhere others wait. Up to 5.15 the poke run itself updates
//   descriptors, so inside that, and no line says where one begins.
// - Probes of 5.x do not see the bytes before a write.
// - text_poke_bp, text_poke_bp_batch, perf_event_text_poke and do_sync_core on each CPU say the
//   same as what they enclose or follow, and are not compared.

import { bytesToHex } from '../../../src/core/base/index.ts';
import { siteAddr, siteKinds } from '../../../src/core/jit/index.ts';
import type { MachineEvent } from '../../../src/core/machine/index.ts';
import type { Boot, GoldenCase, TraceEvent, Verdict } from '../golden.ts';
import { CaseLoads } from './case-loads.ts';
import { isMachineOp, machineInput } from './machine-input.ts';
import { CaseRun, parseAddr } from './machine-run.ts';

/** Kernels with `__bpf_arch_text_poke(ip, old_t, new_t, old_addr, new_addr)`; probes name the fields as before. */
const WITH_KINDS = ['6.19', '7.1'];
const BPF_MOD_NOP = 0;
const BPF_MOD_JUMP = 2;

function kindOf(target: bigint): number {
  return target === 0n ? BPF_MOD_NOP : BPF_MOD_JUMP;
}

/** Bytes that an s<k> field shows. */
const SHOWN = 8;

/** One line of a reduced trace; equal lines mean that the same thing happened. */
type Line = string;

/** Kernel pointers by our indices: learned at first sight, then held to. */
class Pointers {
  private readonly names = new Map<string, string>();
  private readonly taken = new Map<string, string>();

  /** Our name for a kernel pointer, given what it must be if it is new. */
  name(pointer: string, expected: string): string {
    if (parseAddr(pointer) === 0n) return 'none';
    const known = this.names.get(pointer);
    if (known !== undefined) return known;
    if (expected === 'none' || this.taken.has(expected)) return `unknown ${pointer}`;
    this.names.set(pointer, expected);
    this.taken.set(expected, pointer);
    return expected;
  }
}

export function checkTrace(golden: GoldenCase, boot: Boot): Verdict {
  if (!golden.ops.some((op) => op.op === 'tread')) return { kind: 'none' };
  const input = machineInput(golden, boot, new CaseLoads(golden));
  if (typeof input === 'string') return { kind: 'fail', detail: input };
  const check = new TraceCheck(new CaseRun(input));
  for (const [opIdx, op] of golden.ops.entries()) {
    if (op.op === 'tsetup') check.sites = op.sites.map(parseAddr);
    if (isMachineOp(op)) check.runOp();
    if (op.op !== 'tread') continue;
    const problem = check.compare(op.result);
    if (problem !== null) return { kind: 'fail', detail: `trace at op ${opIdx}: ${problem}` };
  }
  return { kind: 'pass' };
}

class TraceCheck {
  /** Addresses that the s<k> fields show. */
  sites: readonly bigint[] = [];
  private readonly run: CaseRun;
  readonly siteAddrs: ReadonlySet<bigint>;
  readonly pointers = new Pointers();
  /** Up to 5.15 no function of its own updates a descriptor. */
  readonly isOld: boolean;
  /** The poke function takes the old and the new kind too, so that the new target is beyond what the probe sees. */
  readonly hasKinds: boolean;
  private ours: Line[] = [];
  /** Poke runs of this segment with our names, in order: what new pointers must stand for. */
  expected: { map: string; old: string; new: string }[] = [];

  constructor(run: CaseRun) {
    this.run = run;
    const { version } = run.machine.input.profile;
    this.isOld = version.startsWith('5.');
    this.hasKinds = WITH_KINDS.includes(version);
    this.siteAddrs = new Set(
      run.machine.input.progs.flatMap((_, progIdx) =>
        run.machine
          .pokeTab(progIdx)
          .flatMap((desc) => siteKinds(desc).map((which) => siteAddr(desc, which))),
      ),
    );
  }

  runOp(): void {
    this.run.nextOp((step) => {
      for (const event of step.events) this.addOurs(event);
    });
  }

  /** Null if the segment's events are ours, else the first difference in context. */
  compare(events: readonly TraceEvent[]): string | null {
    const kernel = this.reduce(events);
    const ours = this.ours;
    this.ours = [];
    this.expected = [];
    const length = Math.max(kernel.length, ours.length);
    for (let i = 0; i < length; i++) {
      if (ours[i] !== kernel[i]) return context(i, ours, kernel);
    }
    return null;
  }

  private addOurs(event: MachineEvent): void {
    switch (event.kind) {
      case 'poke-run-begin': {
        const names = {
          map: `map ${event.mapIdx}`,
          old: progText(event.old),
          new: progText(event.new),
        };
        this.expected.push(names);
        this.ours.push(`run ${names.map}[${event.key}] ${names.old} -> ${names.new}`);
        return;
      }
      case 'poke-run-end':
        this.ours.push('run ends');
        return;
      case 'desc-begin':
      case 'desc-end':
        if (!event.fixup && !this.isOld) this.ours.push(this.descLine(event));
        return;
      case 'poke-begin': {
        const { addr, expected, wanted, found } = event;
        const from = jumpTarget(addr, expected);
        const to = jumpTarget(addr, wanted);
        this.ours.push(
          `poke ${hex(addr)} ${change(from, to, this.hasKinds)} finds ${bytesToHex(found)}`,
        );
        return;
      }
      case 'poke-end':
        this.ours.push(`poke returns ${event.ret}`);
        return;
      case 'store':
        if (event.phase === 'copy') return;
        this.ours.push(
          `write ${hex(event.addr)} ${this.isOld ? '' : bytesToHex(event.before)} -> ${bytesToHex(event.after)}`,
        );
        return;
      case 'sync':
        this.ours.push(
          `sync${this.sites.map((addr) => ` ${bytesToHex(this.run.memory(addr, SHOWN))}`).join('')}`,
        );
        return;
      case 'rcu-begin':
      case 'rcu-end':
        if (event.purpose === 'wait') this.ours.push(event.kind);
        return;
      default:
    }
  }

  private descLine(event: Extract<MachineEvent, { kind: 'desc-begin' | 'desc-end' }>): Line {
    if (event.kind === 'desc-end') return 'desc ends';
    const desc = this.run.machine.poke(event.progIdx, event.pokeIdx);
    return `desc ${siteKinds(desc)
      .map((which) => hex(siteAddr(desc, which)))
      .join(' ')} ${hex(desc.bypassAddr)} +${desc.adjOff}`;
  }

  private reduce(events: readonly TraceEvent[]): Line[] {
    // A site may end fewer than eight bytes before its image does; what follows is not ours.
    const shown = this.sites.map((addr) => this.run.memory(addr, SHOWN).length);
    const reducer = new KernelReducer(this, shown);
    return events.flatMap((event) => reducer.line(event) ?? []);
  }
}

/** Turns kprobe events into lines. */
class KernelReducer {
  private readonly siteAddrs: ReadonlySet<bigint>;
  private readonly pointers: Pointers;
  private readonly expected: readonly { map: string; old: string; new: string }[];
  private readonly isOld: boolean;
  private readonly hasKinds: boolean;
  /** Bytes to compare of each s<k> field. */
  private readonly shown: readonly number[];
  private runs = 0;
  private inDesc = false;
  /** Within a poke of ours; within one of somebody else. */
  private poke: 'none' | 'ours' | 'other' = 'none';

  constructor(check: TraceCheck, shown: readonly number[]) {
    const { siteAddrs, pointers, expected, isOld, hasKinds } = check;
    this.hasKinds = hasKinds;
    this.siteAddrs = siteAddrs;
    this.pointers = pointers;
    this.expected = expected;
    this.isOld = isOld;
    this.shown = shown;
  }

  line(event: TraceEvent): Line | null {
    switch (event.ev) {
      case 'prog_array_map_poke_run':
        this.inDesc = this.isOld;
        return this.run(event);
      case 'prog_array_map_poke_run_ret':
        this.inDesc = false;
        return 'run ends';
      case 'bpf_arch_poke_desc_update':
        this.inDesc = true;
        return `desc ${addr(event, 'target')} ${addr(event, 'bypass')} ${addr(event, 'bypass_addr')} +${event['adj_off']}`;
      case 'bpf_arch_poke_desc_update_ret':
        this.inDesc = false;
        return 'desc ends';
      case '__bpf_arch_text_poke':
        return this.pokeBegin(event);
      case '__bpf_arch_text_poke_ret':
        return this.pokeEnd(event);
      case 'synchronize_rcu':
      case 'synchronize_rcu_ret':
        if (!this.inDesc || this.poke !== 'none') return null;
        return event.ev === 'synchronize_rcu' ? 'rcu-begin' : 'rcu-end';
      default:
        return this.poke === 'ours' ? this.inPoke(event) : null;
    }
  }

  private run(event: TraceEvent): Line {
    const expected = this.expected[this.runs++] ?? { map: 'none', old: 'none', new: 'none' };
    const table = this.pointers.name(text(event, 'map'), expected.map);
    const old = this.pointers.name(text(event, 'old'), expected.old);
    const next = this.pointers.name(text(event, 'new'), expected.new);
    return `run ${table}[${event['key']}] ${old} -> ${next}`;
  }

  private pokeBegin(event: TraceEvent): Line | null {
    const ip = parseAddr(text(event, 'ip'));
    this.poke = this.siteAddrs.has(ip) ? 'ours' : 'other';
    if (this.poke === 'other') return null;
    const found = text(event, 'b').slice(0, 10);
    return `poke ${hex(ip)} ${changeSeen(event, this.hasKinds)} finds ${found}`;
  }

  private pokeEnd(event: TraceEvent): Line | null {
    const wasOurs = this.poke === 'ours';
    this.poke = 'none';
    return wasOurs ? `poke returns ${event['ret']}` : null;
  }

  private inPoke(event: TraceEvent): Line | null {
    if (event.ev === '__text_poke') {
      const digits = 2 * Number(event['len']);
      return `write ${addr(event, 'addr')} ${text(event, 'b').slice(0, digits)} -> ${text(event, 'src').slice(0, digits)}`;
    }
    const isIpi =
      event.ev === 'on_each_cpu_cond_mask' || (this.isOld && event.ev === 'on_each_cpu');
    if (!isIpi || !text(event, 'func').startsWith('do_sync_core')) return null;
    const bytes = this.shown.map((count, k) => ` ${text(event, `s${k}`).slice(0, 2 * count)}`);
    return `sync${bytes.join('')}`;
  }
}

function text(event: TraceEvent, field: string): string {
  return String(event[field] ?? '');
}

function addr(event: TraceEvent, field: string): string {
  return hex(parseAddr(text(event, field)));
}

function hex(value: bigint): string {
  return value.toString(16);
}

function progText(progIdx: number | null): string {
  return progIdx === null ? 'none' : `prog ${progIdx}`;
}

/** Where a jmp at `from` goes; 0 for a nop, as the kernel's arguments say it. */
function jumpTarget(from: bigint, bytes: Uint8Array): bigint {
  if (bytes[0] !== 0xe9) return 0n;
  return from + 5n + BigInt(new DataView(bytes.buffer, bytes.byteOffset).getInt32(1, true));
}

/** A poke's old and new jump target, or as much of that as the probe sees. */
function change(from: bigint, to: bigint, hasKinds: boolean): string {
  return hasKinds ? `${kindOf(from)} ${hex(from)} -> ${kindOf(to)}` : `${hex(from)} -> ${hex(to)}`;
}

function changeSeen(event: TraceEvent, hasKinds: boolean): string {
  if (!hasKinds) return `${addr(event, 'old')} -> ${addr(event, 'new')}`;
  return `${event['t']} ${addr(event, 'new')} -> ${Number(text(event, 'old'))}`;
}

function context(at: number, ours: readonly Line[], kernel: readonly Line[]): string {
  const from = Math.max(0, at - 2);
  return [
    `event ${at} of ${ours.length} (ours) and ${kernel.length} (kernel)`,
    ...ours.slice(from, at + 2).map((line) => `ours   ${line}`),
    ...kernel.slice(from, at + 2).map((line) => `kernel ${line}`),
  ].join('\n');
}
