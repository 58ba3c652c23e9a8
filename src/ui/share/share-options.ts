// What the tabs of the share dialog have in common.

import { useMemo } from 'react';
import type { ShareStart } from '../../store/model.ts';
import type { Sharing } from '../../store/share.ts';
import { usePageStore } from '../shell/page-context.tsx';

export interface TabProps {
  readonly sharing: Sharing;
  readonly start: ShareStart;
}

/** The fragment of the link, made once: a link must not change while one looks at it. */
export function useFragment({ sharing, start }: TabProps): string {
  const store = usePageStore();
  return useMemo(() => sharing.fragment(store.getState(), start), [sharing, store, start]);
}
