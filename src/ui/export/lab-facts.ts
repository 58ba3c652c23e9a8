// What every export says about the page's state: the lab, the kernel, the step, the file's name.

import { selectLabTitle } from '../../store/lab-title.ts';
import type { Page } from '../../store/model.ts';
import { profileWords } from '../../store/profile-words.ts';
import { selectSentences } from '../../store/sentences.ts';
import { slugOf } from '../shared/lab-files.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import type { Caption } from './picture-frame.ts';

export function captionOf(page: Page): Caption {
  const { result, cursor } = page;
  const steps = result?.timeline?.steps.length ?? 0;
  const runs = Boolean(result?.timeline);
  return {
    title: selectLabTitle(page),
    kernel: result ? `kernel ${profileWords(result)}` : '',
    step: runs ? `${cursor} / ${steps}` : '',
    sentence: runs ? sentenceAt(selectSentences(page), cursor, steps) : 'This lab does not run.',
  };
}

/** `the-life-of-a-slot-step-82-bytes.svg`. */
export function fileName(page: Page, ending: string): string {
  const step = page.result?.timeline ? `-step-${page.cursor}` : '';
  return `${slugOf(selectLabTitle(page))}${step}${ending}`;
}
