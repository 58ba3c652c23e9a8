// What the text in the editor is called.

import { LABS } from './labs.ts';
import type { Page } from './model.ts';

/** The built-in lab's title, or that the text is the user's own. */
export function selectLabTitle(page: Pick<Page, 'labId'>): string {
  return LABS.find((lab) => lab.id === page.labId)?.title ?? 'Your own lab';
}
