// Why a run that a search found cannot be put on screen here.

import type { DoneSearch } from '../../store/explorer-model.ts';
import type { Page } from '../../store/model.ts';
import { usePage } from '../shell/page-context.tsx';

function refusal({ text, embed }: Page, search: DoneSearch): string | null {
  if (text !== search.text) return 'It is a run of another text: check again first.';
  return frameRefusal(embed);
}

/** In words; null where runs of `search` can be shown. */
export function useRefusal(search: DoneSearch): string | null {
  return usePage((page) => refusal(page, search));
}

/** What a frame that keeps to some steps says beside buttons that are off; null elsewhere. */
export function frameRefusal(embed: Page['embed']): string | null {
  const steps = embed?.steps;
  if (!steps) return null;
  return `This frame keeps to steps ${steps.from} to ${steps.to} of its own run; “Open full” leads to a page that can show others.`;
}
