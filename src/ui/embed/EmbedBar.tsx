import { type SyntheticEvent, useRef } from 'react';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { Sharing } from '../../store/share.ts';
import { pageAddress } from '../share/page-address.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';

/**
 * A link to what is on screen now, on a page of its own. A link is not made for each step, as that costs time
 * with the length of the run, but just before it is followed, copied or looked at.
 */
function OpenFull({ sharing }: { sharing: Sharing }) {
  const store = usePageStore();
  const anchor = useRef<HTMLAnchorElement>(null);
  const renew = (event: SyntheticEvent<HTMLAnchorElement>): void => {
    event.currentTarget.href = pageAddress(sharing.fragment(store.getState(), 'here'));
  };
  return (
    <a
      ref={anchor}
      className="embed-open"
      href={pageAddress('')}
      target="_blank"
      rel="noopener"
      title="Opens what you see here on a page of its own"
      onPointerEnter={renew}
      onPointerDown={renew}
      onFocus={renew}
      onContextMenu={renew}
      onClick={renew}
      onAuxClick={renew}
    >
      Open full
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d="M4.5 2H2v8h8V7.5M6.5 2H10v3.5M10 2 5.5 6.5" />
      </svg>
    </a>
  );
}

/** What one is looking at, and the way to all of it. */
export function EmbedBar({ sharing }: { sharing: Sharing }) {
  const title = usePage(selectLabTitle);
  const kernel = usePage((page) => page.result?.profile.version);
  return (
    <header className="embed-bar">
      <h1 className="embed-title" title={title}>
        {title}
      </h1>
      {kernel && <span className="embed-kernel">Linux {kernel}</span>}
      <OpenFull sharing={sharing} />
    </header>
  );
}
