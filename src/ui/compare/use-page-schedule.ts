import { useMemo } from 'react';
import type { Action } from '../../core/machine/index.ts';
import { usePage } from '../shell/page-context.tsx';

/** The choices of the run on the page, from time zero on. */
export function usePageSchedule(): readonly Action[] {
  const timeline = usePage((page) => page.result?.timeline ?? null);
  return useMemo(
    () => timeline?.steps.slice(timeline.zero).map(({ action }) => action) ?? [],
    [timeline],
  );
}
