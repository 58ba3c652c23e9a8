import type { PassEntry } from './pipeline-passes.ts';

interface PassListProps {
  readonly passes: readonly PassEntry[];
  readonly picked: ReadonlySet<string>;
  onToggle(name: string): void;
}

function titleOf({ kinds, count }: PassEntry): string {
  if (count === 0) return 'It finds nothing to do in this program.';
  return kinds
    .map(({ rewriting: { label, what, versions } }) => `${label}: ${what} (${versions})`)
    .join('\n');
}

/** The passes in their order; each is a filter. */
export function PassList({ passes, picked, onToggle }: PassListProps) {
  return (
    <ol className="pl-passes" aria-label="Passes in their order">
      {passes.map((pass) => (
        <li key={pass.name}>
          <button
            type="button"
            className="pl-pass"
            aria-pressed={picked.has(pass.name)}
            disabled={pass.count === 0}
            title={titleOf(pass)}
            onClick={() => onToggle(pass.name)}
          >
            <span className="pl-pass-name">{pass.name}</span>
            <span className="pl-pass-count">{pass.count}</span>
            {pass.kinds.length > 0 && (
              <span className="pl-pass-kinds">
                {pass.kinds
                  .map(({ rewriting, count }) => `${rewriting.label} ${count}`)
                  .join(' · ')}
              </span>
            )}
          </button>
        </li>
      ))}
    </ol>
  );
}
