import type { ExploreResult } from '../../core/explore/index.ts';

/** A shape for each verdict, as no verdict is told by colour alone. */
export function VerdictIcon({ verdict }: { verdict: ExploreResult['verdict'] }) {
  return (
    <svg className="verdict-shape" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      {verdict === 'pass' && (
        <>
          <circle cx="10" cy="10" r="9" />
          <path className="verdict-line" d="M5.8 10.4l2.9 2.9 5.5-6" />
        </>
      )}
      {verdict === 'fail' && (
        <>
          <path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" />
          <path className="verdict-line" d="M6.5 6.5l7 7M13.5 6.5l-7 7" />
        </>
      )}
      {verdict === 'not-finished' && (
        <>
          <rect x="1" y="1" width="18" height="18" rx="3" />
          <path className="verdict-line" d="M5 10h.1M10 10h.1M15 10h.1" />
        </>
      )}
    </svg>
  );
}
