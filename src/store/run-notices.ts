// What the page says about a run that does not go where it was to go.

import type { RunTarget } from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { LABS } from '../labs/index.ts';
import type { Notice, Page } from './model.ts';

/** Where a run to a place was to end. */
function placeWords(target: RunTarget, hasBypass: boolean): string {
  switch (target.kind) {
    case 'step':
      return 'take a step';
    case 'site':
      if (!hasBypass) return 'get to a poke site';
      return target.which === 'bypass' ? 'get to a bypass (P1)' : 'get to a target (P2)';
    case 'wait':
      return 'get to a wait';
    case 'preempt':
      return 'lose its CPU';
    case 'event':
      return `get to an event “${target.event}”`;
    case 'op-end':
      return 'finish its call';
    case 'end':
      return 'finish';
  }
}

export function notThereNotice(
  page: Page,
  actor: number,
  target: RunTarget,
  steps: number,
): Notice {
  const name = page.result?.timeline?.actors[actor]?.name ?? 'This actor';
  const hasBypass = page.result?.profile.tailCall.pieces.includes('bypass') ?? true;
  const went =
    steps === 0
      ? 'It cannot move now'
      : `It went ${steps === 1 ? 'one step' : `${steps} steps`} and cannot move on`;
  return {
    id: 'not-there',
    tone: 'info',
    title: `${name} does not ${placeWords(target, hasBypass)}`,
    body: `${went}: it waits for another, has stopped, or has nothing left to do.`,
  };
}

const OWN_RUN = { label: 'Use the lab’s own run', run: 'own' } as const;

/** Choices that no longer fit the text; null if all of them were made. */
export function divergedNotice(page: Page, result: LabResult): Notice | null {
  const { timeline } = result;
  if (!timeline) return null;
  const notice = { id: 'run-diverged', tone: 'info' } as const;
  const { schedule, policy, steered } = page;
  if (timeline.taken < schedule.length) {
    const behind =
      policy === null ? 'The run stops there.' : 'From there on the actors take turns.';
    return {
      ...notice,
      title: `The run follows ${timeline.taken} of your ${schedule.length} choices`,
      body: `With this text the next one is not possible. ${behind} All of them are kept for when they fit again.`,
      offer: OWN_RUN,
    };
  }
  const script = steered ? undefined : LABS.find((lab) => lab.id === page.labId)?.script;
  if (!script || schedule.length > 0 || timeline.moves >= script.length) return null;
  // Not one move fits: the text has become another lab, which the script says nothing about.
  if (timeline.moves === 0) return null;
  return {
    ...notice,
    title: `The run follows the lab’s script up to move ${timeline.moves} of ${script.length}`,
    body: 'With this text the next one does not get where it is to go.',
  };
}
