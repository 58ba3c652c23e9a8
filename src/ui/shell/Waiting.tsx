import { usePage } from './page-context.tsx';

/** What stands in a pane before the first result. */
export function Waiting({ label }: { label: string }) {
  const engine = usePage((page) => page.engine);
  return (
    <section className="pane-waiting" aria-label={label}>
      <p>
        {engine === 'crashed'
          ? 'The engine failed on this text. Change it, and the picture comes back.'
          : 'The engine is loading.'}
      </p>
    </section>
  );
}
