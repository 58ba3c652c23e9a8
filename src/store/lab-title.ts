// What the text in the editor is called.

import { LABS } from './labs.ts';
import type { Page } from './model.ts';

/** The user's name for it, the built-in lab's title, or that the text is the user's own. */
export function selectLabTitle({ labId, workspace }: Page): string {
  if (workspace) return workspace.name;
  return LABS.find((lab) => lab.id === labId)?.title ?? 'Your own lab';
}
