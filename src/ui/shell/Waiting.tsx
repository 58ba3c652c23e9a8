import { usePage } from './page-context.tsx';

function words(label: string, isCrashed: boolean, hasResult: boolean): string {
  if (isCrashed) return 'The engine failed on this text. Change it, and the picture comes back.';
  // With a result at hand, it is the pane's own part of the page that is on its way.
  return hasResult ? `${label}: loading.` : 'The engine is loading.';
}

/** What stands in a pane before the first result, or before its own part of the page. */
export function Waiting({ label }: { label: string }) {
  const isCrashed = usePage((page) => page.engine === 'crashed');
  const hasResult = usePage((page) => page.result !== null);
  return (
    <section className="pane-waiting" aria-label={label}>
      <p>{words(label, isCrashed, hasResult)}</p>
    </section>
  );
}
