// Two builds of a lab, or of two labs, laid beside each other. Why bytes differ is found out by trying: from one
// build to the other the profile changes by one property at a time, and what a step changes in the code is its doing.

import { at } from '../base/index.ts';
import type { FuncImage } from '../jit/index.ts';
import {
  compile,
  imagesUnder,
  KeptVerdicts,
  type LabImages,
  type LabResult,
  type Override,
} from '../pipeline/index.ts';
import { type AnchoredFunc, anchoredFuncs, namesIn } from './anchored.ts';
import { diffFunc, type FuncPair } from './diff-func.ts';
import { beyondImages, profilePath } from './profile-path.ts';
import { ProgLineage } from './prog-lineage.ts';
import { type DiffContext, Reasons, UNEXPLAINED } from './reasons.ts';
import { propertySentence } from './sayings.ts';
import { matchedKeys, SAME_TEXT, type SourceKeys } from './source-keys.ts';
import type { DiffedSide, DiffFunc, ImageDiff } from './types.ts';

export interface DiffSide {
  readonly text: string;
  /** What wins over the text's directives. */
  readonly override: Override;
}

export interface DiffQuestion {
  readonly a: DiffSide;
  readonly b: DiffSide;
}

/** Groups that are told. */
const MAX_GROUPS = 4_000;
const NO_IMAGE =
  'the JIT is off (nojit), so there are no bytes to compare: the interpreter reads the insns';
/** What the step from one text to another is called. */
const SOURCE = 'source';

interface ProgPair {
  readonly a: number | null;
  readonly b: number | null;
}

function buildOf({ text, override }: DiffSide, kept: KeptVerdicts): LabResult {
  const { timeline: _, ...result } = compile(text, { override, policy: null }, kept);
  return { ...result, input: null, timeline: null };
}

/** By name; by order where no name is on both sides. */
function progPairs(a: LabResult, b: LabResult): ProgPair[] {
  const names = a.progs.map(({ name }) => name);
  const isNamed = b.progs.some(({ name }) => names.includes(name));
  const partner = b.progs.map(({ name }, idx) => (isNamed ? names.indexOf(name) : idx));
  const paired = a.progs.map((_, idx): ProgPair => {
    const other = partner.indexOf(idx);
    return { a: idx, b: other < 0 ? null : other };
  });
  const alone = partner.flatMap((idx, own): ProgPair[] =>
    idx < 0 || idx >= names.length ? [{ a: null, b: own }] : [],
  );
  return [...paired, ...alone];
}

function sideOf(result: LabResult): DiffedSide {
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    kernel: [result.profile.version, ...result.profile.options].join(' '),
    result,
    refused: errors.map(({ message }) => message),
  };
}

function isSameCode(before: readonly FuncImage[], after: readonly FuncImage[]): boolean {
  const isSame = (a: FuncImage, b: FuncImage | undefined): boolean =>
    a.addr === b?.addr &&
    a.name === b.name &&
    a.bytes.length === b.bytes.length &&
    a.bytes.every((byte, off) => byte === b.bytes[off]);
  return before.length === after.length && before.every((func, idx) => isSame(func, after[idx]));
}

/** Follows one program from build to build. */
class ProgWalk {
  readonly lineage: ProgLineage;
  readonly first: readonly AnchoredFunc[];
  last: readonly AnchoredFunc[];
  /** Images of the last step that changed any; none before the first one. */
  private code: readonly FuncImage[] = [];
  private readonly pair: ProgPair;
  private readonly keys: SourceKeys;

  constructor(pair: ProgPair, keys: SourceKeys, images: LabImages) {
    this.pair = pair;
    this.keys = keys;
    const prog = images.progs[pair.a ?? -1];
    this.first = prog ? anchoredFuncs(prog, keys.a, namesIn(images)) : [];
    this.last = this.first;
    this.lineage = new ProgLineage(this.first);
  }

  follow(images: LabImages, cause: string): void {
    const prog = images.progs[this.pair.b ?? -1];
    const code = prog?.jit?.funcs ?? [];
    // Most properties change nothing in most programs.
    if (code.length > 0 && isSameCode(this.code, code)) return;
    this.code = code;
    this.last = prog ? anchoredFuncs(prog, this.keys.b, namesIn(images)) : [];
    this.lineage.follow(this.last, cause);
  }
}

function keysOf(
  { a, b }: ProgPair,
  sides: DiffQuestion,
  results: readonly [LabResult, LabResult],
): SourceKeys {
  const [left, right] = [results[0].progs[a ?? -1], results[1].progs[b ?? -1]];
  if (sides.a.text === sides.b.text || !left || !right) return SAME_TEXT;
  return matchedKeys({ prog: left, text: sides.a.text }, { prog: right, text: sides.b.text });
}

interface Walked {
  readonly walks: readonly ProgWalk[];
  /** Properties of the steps. */
  readonly path: readonly string[];
}

interface Ends {
  readonly question: DiffQuestion;
  readonly a: LabResult;
  readonly b: LabResult;
  readonly pairs: readonly ProgPair[];
  /** Of the second text. */
  readonly kept: KeptVerdicts;
}

function walkPath({ question, a, b, pairs, kept }: Ends): Walked {
  const walks = pairs.map((pair) => new ProgWalk(pair, keysOf(pair, question, [a, b]), a));
  const imagesOf = imagesUnder(question.b.text, kept);
  const path = profilePath(a.profile, b.profile);
  const isOther = question.a.text !== question.b.text;
  const steps = [...(isOther ? [{ property: SOURCE, profile: a.profile }] : []), ...path];
  for (const { property, profile } of steps) {
    const images = imagesOf(profile);
    for (const walk of walks) walk.follow(images, property);
  }
  // Whatever is left now, no property has done.
  for (const walk of walks) walk.follow(b, UNEXPLAINED);
  return { walks, path: path.map(({ property }) => property) };
}

/** Functions of both by name, the main ones first; what only the other has comes last. */
function funcPairs({ first, last }: ProgWalk): FuncPair[] {
  const isSame = (x: AnchoredFunc, y: AnchoredFunc): boolean =>
    x.isMain || y.isMain ? x.isMain && y.isMain : x.image.name === y.image.name;
  const paired = first.map((a): FuncPair => ({ a, b: last.find((b) => isSame(a, b)) ?? null }));
  const alone = last.filter((b) => !first.some((a) => isSame(a, b)));
  return [...paired, ...alone.map((b): FuncPair => ({ a: null, b }))];
}

/** Insns that the interpreter reads are no code to lay beside an image. */
function withoutImages({ a, b }: { a: DiffedSide; b: DiffedSide }): ImageDiff {
  const told = (side: DiffedSide): DiffedSide =>
    side.result.profile.load.jit ? side : { ...side, refused: [...side.refused, NO_IMAGE] };
  const profiles = [a.result.profile, b.result.profile] as const;
  const isBoth = profiles[0].load.jit === profiles[1].load.jit;
  const names = namesOf(a.kernel, b.kernel);
  const silent = isBoth ? [] : [propertySentence('load.jit', profiles, names, null)];
  const nothing = { funcs: [], reasons: [], differing: 0, groups: 0, omitted: 0 };
  return { a: told(a), b: told(b), ...nothing, silent };
}

/** Lays two builds beside each other. Never throws for any text. */
export function diffImages(question: DiffQuestion): ImageDiff {
  const kept = new KeptVerdicts();
  const isOtherText = question.a.text !== question.b.text;
  const a = buildOf(question.a, isOtherText ? new KeptVerdicts() : kept);
  const b = buildOf(question.b, kept);
  const sides = { a: sideOf(a), b: sideOf(b) };
  if (!a.profile.load.jit || !b.profile.load.jit) return withoutImages(sides);
  const pairs = progPairs(a, b);
  const { walks, path } = walkPath({ question, a, b, pairs, kept });
  const context: DiffContext = {
    results: [a, b],
    names: namesOf(sides.a.kernel, sides.b.kernel),
    isOtherText,
  };
  const reasons = new Reasons(context, [SOURCE, ...path]);
  const funcs = walks.flatMap((walk, idx) =>
    funcPairs(walk).map((pair) => diffFunc(pair, at(pairs, idx), walk.lineage, reasons)),
  );
  const groups = funcs.flatMap((func) => func.groups);
  const differing = groups.filter(({ differs }) => differs);
  const said = reasons.list(differing);
  const known = new Set(said.map(({ key }) => key));
  return {
    ...sides,
    funcs: cut(funcs),
    reasons: said,
    differing: differing.length,
    groups: groups.length,
    omitted: Math.max(0, groups.length - MAX_GROUPS),
    silent: [...path, ...beyondImages(a.profile, b.profile)]
      .filter((property) => !known.has(property))
      .map((property) => propertySentence(property, [a.profile, b.profile], context.names, null)),
  };
}

/** What sentences call the sides: A and B where both are of one kernel. */
function namesOf(a: string, b: string): readonly [string, string] {
  return a === b ? ['A', 'B'] : [a, b];
}

function cut(funcs: readonly DiffFunc[]): DiffFunc[] {
  let left = MAX_GROUPS;
  return funcs.flatMap((func) => {
    const groups = func.groups.slice(0, Math.max(0, left));
    left -= func.groups.length;
    return groups.length > 0 ? [{ ...func, groups }] : [];
  });
}
