// What the text in the editor is called.

import { LABS } from './labs.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';
import { scenarioIdOf, scenarioTitle } from './scenario-of-text.ts';

/** The user's name for it, the title of the built-in lab or scenario, or that the text is the user's own. */
export function selectLabTitle({ labId, workspace }: Page): string {
  if (workspace) return workspace.name;
  const lab = LABS.find(({ id }) => id === labId);
  return lab?.title ?? scenarioTitle(labId) ?? 'Your own lab';
}

const isChanged = lastFew((labId: string | null, text: string): boolean => {
  const lab = LABS.find(({ id }) => id === labId);
  if (lab) return lab.text !== text;
  return scenarioTitle(labId) !== null && scenarioIdOf(text) !== labId;
});

/** True when the text is no longer that of its lab, or of its scenario but for the chosen protocols. */
export function selectIsChanged({ labId, text }: Page): boolean {
  return isChanged(labId, text);
}
