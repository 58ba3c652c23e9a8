// Views that open over the panes, and what each of them shows: part of the page's state, as links carry it.

import type { Action } from '../core/machine/index.ts';

/** Names that win over the lab's own on one side. */
export type SideNames = Readonly<
  Partial<Record<'mapPoke' | 'textPoke' | 'layout' | 'kernel', string>>
>;

/** A schedule on which one side alone goes wrong. */
export interface FoundOrder {
  readonly of: 'a' | 'b';
  readonly schedule: readonly Action[];
}

/** Protocols side by side. */
export interface CompareChoice {
  readonly a: SideNames;
  readonly b: SideNames;
  /** What both follow instead of the run on the page. */
  readonly found: FoundOrder | null;
  /** Row of both timelines; null: where they part. */
  readonly cursor: number | null;
}

/** A lab that came with a link: its reader has no workspace of that name. */
export interface GivenLab {
  readonly name: string;
  readonly text: string;
}

export interface BuildSide {
  /** `page`, `given`, `lab:ID` of a built-in one or `own:ID` of a workspace. */
  readonly lab: string;
  /** '' is what the text itself names. */
  readonly kernel: string;
  readonly options: readonly string[];
  /** Kept while another lab is looked at, so that one can go back to it. */
  readonly given?: GivenLab;
}

/** Builds side by side. */
export interface BuildsChoice {
  readonly a: BuildSide;
  readonly b: BuildSide;
  readonly shows: 'bytes' | 'runs';
  readonly onlyDifferences: boolean;
  /** Group that was jumped to, counted through all functions. */
  readonly group: number | null;
  /** Row of both timelines; null: where they part. */
  readonly cursor: number | null;
  /** Chapter of the lab on the page. */
  readonly chapter: number;
}

/** The JIT's passes over one function. */
export interface PassesChoice {
  readonly progIdx: number;
  readonly funcIdx: number;
  /** Null: the lab's. */
  readonly kernel: string | null;
  /** Null: the one that tells most. */
  readonly passIdx: number | null;
  readonly jumpIdx: number | null;
}

export interface ViewChoices {
  readonly compare: CompareChoice;
  readonly builds: BuildsChoice;
  readonly passes: PassesChoice;
}

export type ViewKind = keyof ViewChoices;

/** `choice` null: the view chooses by itself what it begins with. */
export type OpenView = {
  readonly [K in ViewKind]: { readonly kind: K; readonly choice: ViewChoices[K] | null };
}[ViewKind];

/** What the pipeline shows. */
export interface PipelineChoice {
  /** Null: the program that holds what is pinned, else the first. */
  readonly progIdx: number | null;
  readonly onlyChanged: boolean;
  /** Names of passes; an insn that any of them touched is shown. */
  readonly passes: readonly string[];
}

export const WHOLE_PIPELINE: PipelineChoice = { progIdx: null, onlyChanged: false, passes: [] };
