import type { FuncSection } from './byte-rows.ts';

interface FuncTabsProps {
  readonly sections: readonly FuncSection[];
  /** The function at the top of the view. */
  readonly current: FuncSection | null;
  onGo(section: FuncSection): void;
}

/** Jumps to a function of the stacked list; the current one follows the scrolling. */
export function FuncTabs({ sections, current, onGo }: FuncTabsProps) {
  return (
    <nav className="func-tabs" aria-label="Functions">
      {sections.map((section) => (
        <button
          key={section.headRow}
          type="button"
          className={section.funcIdx === 0 ? 'func-tab' : 'func-tab is-sub'}
          aria-current={section === current ? 'true' : undefined}
          onClick={() => onGo(section)}
        >
          {section.name}
        </button>
      ))}
    </nav>
  );
}
