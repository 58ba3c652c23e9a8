// Reasons by number, and what is said of each: of properties by sayings.ts, of what follows from lengths and of the
// texts here.

import { isPseudoCall } from '../bpf/index.ts';
import type { FrameInfo } from '../jit/index.ts';
import type { LabResult } from '../pipeline/index.ts';
import { DISTANCE, FORM, type LineageRow, PLACE } from './lineage.ts';
import { propertySentence, type SayingPlace, sayingOf } from './sayings.ts';
import type { DiffGroup, DiffReason } from './types.ts';

export interface DiffContext {
  readonly results: readonly [LabResult, LabResult];
  /** Of the sides, in sentences. */
  readonly names: readonly [string, string];
  readonly isOtherText: boolean;
}

/** A group as far as sentences about it need to know. */
export interface GroupFacts {
  readonly place: SayingPlace;
  readonly rows: readonly LineageRow[];
  /** Null: the side does not have it. */
  readonly frames: readonly [FrameInfo | null, FrameInfo | null];
  /** The side has the source insn. */
  readonly has: readonly [boolean, boolean];
  /** What the verifier made of the source insn. */
  readonly insns: readonly [readonly LabInsn[], readonly LabInsn[]];
  /** The program on the other side, where it is on one only: null if that text has none. */
  readonly progs: ProgIdxs;
  /** Forms of the tail call; null if it is none. */
  readonly forms: readonly [string | null, string | null];
}

/** BPF_JMP | BPF_CALL. */
const CODE_CALL = 0x85;
/** The program or function is on one side only. */
export const ABSENT = 'absent';
/** The profiles are alike in all that they say, and yet the bytes differ. */
export const UNEXPLAINED = 'unexplained';

const TITLES: Readonly<Record<string, string>> = {
  [DISTANCE]: 'Distances',
  [PLACE]: 'Distances out of the image',
  [FORM]: 'Short and near jumps',
  [ABSENT]: 'On one side only',
  [UNEXPLAINED]: 'Not explained',
  source: 'The texts',
};

const GENERAL: Readonly<Record<string, string>> = {
  [DISTANCE]: 'The code between an insn and its target has another length on the two sides.',
  [PLACE]:
    'Images have other lengths, so they lie at another distance from what they call and jump to.',
  [FORM]:
    'A jump is short where its target is near enough, and code in between has another length.',
  [ABSENT]: 'Only one side has this code.',
  [UNEXPLAINED]: 'Nothing that the profiles say explains this.',
  version:
    'Fields of kernel structures and per-CPU variables stand at other places in the two kernels.',
  source: 'The two texts are not the same.',
};

const ABOUT: Readonly<Record<string, string>> = {
  [DISTANCE]: 'Only the distance differs: the code up to the target has another length.',
  [PLACE]:
    'Only the distance differs: it leads to the same place, from images that lie elsewhere because of their lengths.',
};

interface ProgIdxs {
  readonly a: number | null;
  readonly b: number | null;
}
interface Slots {
  readonly slots: readonly number[];
}
type OfSource = { readonly sourceIdx: number | null } | undefined;

export class Reasons {
  private readonly context: DiffContext;
  private readonly keys: string[];

  /** `path`: properties in the order in which they are listed; what else there is comes behind them. */
  constructor(context: DiffContext, path: readonly string[]) {
    this.context = context;
    this.keys = [...new Set([...path, FORM, DISTANCE, PLACE, ABSENT, UNEXPLAINED])];
  }

  /** Number of a reason. */
  idx(key: string): number {
    const known = this.keys.indexOf(key);
    return known < 0 ? this.keys.push(key) - 1 : known;
  }

  sentence(key: string, facts: GroupFacts): string {
    if (key === FORM) return this.formSentence(facts);
    if (key === 'source') return this.sourceSentence(facts);
    if (key === ABSENT) return this.absentSentence(facts);
    if (key === 'version') return this.fieldSentence(facts);
    const about = ABOUT[key];
    if (about !== undefined) return about;
    const [a, b] = this.context.results;
    const said = propertySentence(key, [a.profile, b.profile], this.context.names, facts.place);
    return key.startsWith('verifier.')
      ? [said, this.frameSentence(facts)].filter(Boolean).join(' ')
      : said;
  }

  /** Why a piece stands elsewhere. */
  movedBy(): string {
    const pieces = 'tailCall.pieces';
    return this.keys.includes(pieces) ? pieces : 'source';
  }

  progName({ a, b }: ProgIdxs): string {
    const [left, right] = this.context.results;
    return (right.progs[b ?? -1] ?? left.progs[a ?? -1])?.name ?? '';
  }

  /** Rewritten insns of a group on both sides. */
  insnsOf(
    progs: ProgIdxs,
    sources: readonly [Slots | null, Slots | null],
  ): readonly [LabInsn[], LabInsn[]] {
    const of = (side: 0 | 1): LabInsn[] => {
      const xlated = this.prog(progs, side)?.xlated;
      return (sources[side]?.slots ?? []).flatMap((slot) => xlated?.insns[slot] ?? []);
    };
    return [of(0), of(1)];
  }

  /** What became of a tail call on both sides; null where the insn is none. */
  formsOf(progs: ProgIdxs, sources: readonly [OfSource, OfSource]): GroupFacts['forms'] {
    const of = (side: 0 | 1): string | null => {
      const calls = this.prog(progs, side)?.xlated?.tailCalls;
      return calls?.find((call) => call.sourceIdx === sources[side]?.sourceIdx)?.form ?? null;
    };
    return [of(0), of(1)];
  }

  private prog({ a, b }: ProgIdxs, side: 0 | 1): LabResult['progs'][number] | undefined {
    return this.context.results[side].progs[(side === 0 ? a : b) ?? -1];
  }

  /** All that groups have, in order, and a number for each of those that are left. */
  list(groups: readonly DiffGroup[]): DiffReason[] {
    const [a, b] = this.context.results;
    return this.keys.map((key, idx) => ({
      key,
      title: TITLES[key] ?? sayingOf(key).title,
      sentence:
        GENERAL[key] ?? propertySentence(key, [a.profile, b.profile], this.context.names, null),
      groups: groups.filter(({ why }) => why.some(({ reason }) => reason === idx)).length,
    }));
  }

  private fieldSentence({ insns: [left, right] }: GroupFacts): string {
    const [x, y] = this.context.names;
    const moved = left.find(
      (insn, idx) => insn.code === right[idx]?.code && insn.off !== right[idx].off,
    );
    const there = right[left.findIndex((insn) => insn === moved)];
    if (!moved || !there || left.length !== right.length) return GENERAL['version'] ?? '';
    return `Kernel structures are laid out otherwise: the field stands at 0x${moved.off.toString(16)} in ${x} and at 0x${there.off.toString(16)} in ${y}.`;
  }

  private formSentence({ rows }: GroupFacts): string {
    const row = rows.find(({ reasons }) => reasons.has(FORM));
    if (!row?.a || !row.b) return GENERAL[FORM] ?? '';
    const [x, y] = this.context.names;
    return `The jump takes a short or a near form by its distance: ${row.a.rel} bytes in ${x}, ${row.b.rel} in ${y}.`;
  }

  private sourceSentence(facts: GroupFacts): string {
    const [x, y] = this.context.names;
    const { has, forms } = facts;
    if (has[0] !== has[1]) return `Only ${has[0] ? x : y} has this insn.`;
    const frame = this.frameSentence(facts);
    if (frame !== '') return frame;
    if (forms[0] !== forms[1])
      return `The tail call is ${forms[0]} in ${x} and ${forms[1]} in ${y}.`;
    return this.countSentence(facts);
  }

  /** Where the count lies depends on the stack of the function. */
  private countSentence({ place, frames: [a, b], insns }: GroupFacts): string {
    const [x, y] = this.context.names;
    const isCall = insns[0].some(({ code }) => code === CODE_CALL);
    const usesCount = place.piece === 'check' || place.piece === 'count' || isCall;
    if (!usesCount || !a || !b || a.stackSize === b.stackSize) {
      return 'The insn is the same; what it refers to differs between the texts.';
    }
    return `The count lies below ${a.stackSize} bytes of stack in ${x}, ${b.stackSize} in ${y}.`;
  }

  /** The other text has no such code, or its kernel refuses the program. */
  private absentSentence({ has, progs }: GroupFacts): string {
    const [x, y] = this.context.names;
    const side = has[0] ? 1 : 0;
    const prog = this.prog(progs, side);
    const found = this.context.results[side].diagnostics;
    const error = found.find(
      ({ severity, span }) => severity === 'error' && span.start >= (prog?.span.start ?? 0),
    );
    const [own, other] = has[0] ? [x, y] : [y, x];
    if (!prog || prog.jit) return `Only ${own} has this code.`;
    const why = error ? `refuses the program (${error.message})` : 'makes no image of the program';
    return `Only ${own} has this code: ${other} ${why}.`;
  }

  private frameSentence({ place, frames: [a, b] }: GroupFacts): string {
    if (!['prologue', 'epilogue', 'unwind', 'rewind'].includes(place.piece) || !a || !b) return '';
    const [x, y] = this.context.names;
    const told = [
      a.stackSize === b.stackSize
        ? ''
        : `${a.stackSize} bytes of stack in ${x}, ${b.stackSize} in ${y}`,
      a.calleeRegsUsed.join() === b.calleeRegsUsed.join()
        ? ''
        : `saves ${regs(a)} in ${x}, ${regs(b)} in ${y}`,
      a.tailCallReachable === b.tailCallReachable
        ? ''
        : `is on the way to a tail call in ${a.tailCallReachable ? x : y} only`,
    ].filter((words) => words !== '');
    return told.length === 0 ? '' : `The function ${told.map(had).join(', ')}.`;
  }
}

const had = (words: string): string => (/^\d/.test(words) ? `has ${words}` : words);

function regs({ calleeRegsUsed }: FrameInfo): string {
  return calleeRegsUsed.length === 0
    ? 'no registers'
    : calleeRegsUsed.map((reg) => `R${reg}`).join(', ');
}

/** The insn is the same but for distances, which the code around it decides. */
export function isSameInsn(a: LabInsn | undefined, b: LabInsn | undefined): boolean {
  if (!a || !b || a.code !== b.code || a.dst !== b.dst || a.src !== b.src) return false;
  const insnClass = a.code & 7;
  const isJump = insnClass === 5 || insnClass === 6;
  if (isPseudoCall(a)) return true;
  return a.imm === b.imm && (isJump || a.off === b.off);
}

type LabInsn = NonNullable<LabResult['progs'][number]['xlated']>['insns'][number];
