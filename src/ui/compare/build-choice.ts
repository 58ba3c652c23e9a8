// What one side of a comparison of builds is: a text, and a kernel with options.

import type { DiffSide } from '../../core/diff/index.ts';
import { neighbourOf } from '../../store/kernel-choice.ts';
import { LABS, type LabChapter } from '../../store/labs.ts';
import type { NamedLab } from '../../store/model.ts';
import type { BuildSide, BuildsChoice } from '../../store/open-view.ts';

/** The text on the page; others are `lab:ID` of a built-in one and `own:ID` of a workspace. */
export const PAGE = 'page';

/** A lab that a link brought along. */
export const GIVEN = 'given';

export type BuildSides = Pick<BuildsChoice, 'a' | 'b'>;

/** What there is to take texts from. */
export interface TextShelf {
  /** Of the result on the page. */
  readonly page: string;
  readonly own: readonly NamedLab[];
}

function textOf({ lab, given }: BuildSide, { page, own }: TextShelf): string {
  const [kind, id] = [lab.slice(0, lab.indexOf(':')), lab.slice(lab.indexOf(':') + 1)];
  if (lab === GIVEN) return given?.text ?? page;
  if (kind === 'lab') return LABS.find((each) => each.id === id)?.text ?? page;
  if (kind === 'own') return own.find((each) => each.id === id)?.draft.text ?? page;
  return page;
}

export function sideOf(choice: BuildSide, shelf: TextShelf): DiffSide {
  const { kernel, options } = choice;
  const override = kernel === '' ? {} : { kernel: [kernel, ...options].join(' ') };
  return { text: textOf(choice, shelf), override };
}

/** The lab as it stands, and the same under the kernel that came next. */
export function firstChoices(version: string): BuildSides {
  return {
    a: { lab: PAGE, kernel: '', options: [] },
    b: { lab: PAGE, kernel: neighbourOf(version), options: [] },
  };
}

function chosen(words: string): BuildSide {
  const [kernel = '', ...options] = words.split(' ');
  return { lab: PAGE, kernel, options };
}

export function chapterChoices({ a, b }: LabChapter): BuildSides {
  return { a: chosen(a), b: chosen(b) };
}
