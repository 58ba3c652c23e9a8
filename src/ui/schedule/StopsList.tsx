import { breakpointHits } from '../../store/run-selectors.ts';
import { useActions, usePage, usePageStore } from '../shell/page-context.tsx';
import { breakpointOfPinned } from './breakpoint-of.ts';
import { breakpointWords } from './breakpoint-words.ts';
import { EVENT_KINDS, EVENT_WORDS } from './event-kinds.ts';
import './stops.css';

/** A stop at what is pinned. */
function PinnedStop() {
  const store = usePageStore();
  const { toggleBreakpoint } = useActions();
  const words = usePage((page) => {
    const breakpoint = breakpointOfPinned(page);
    return breakpoint && breakpointWords(page, breakpoint);
  });
  if (words === null) {
    return (
      <p className="stop-hint">
        Click a byte, an instruction or a line of the lab, then press <kbd>B</kbd> to stop there.
        Lines of the protocols have a gutter for it.
      </p>
    );
  }
  const add = (): void => {
    const breakpoint = breakpointOfPinned(store.getState());
    if (breakpoint) toggleBreakpoint(breakpoint);
  };
  return (
    <button type="button" className="button is-small stop-pinned" onClick={add}>
      Stop at <code>{words}</code> <kbd>B</kbd>
    </button>
  );
}

function EventStop() {
  const { toggleBreakpoint } = useActions();
  const breakpoints = usePage((page) => page.breakpoints);
  const isSet = (kind: string): boolean =>
    breakpoints.some((one) => one.kind === 'event' && one.event === kind);
  return (
    <label className="stop-kind">
      <span>Stop behind an event</span>
      <select
        value=""
        onChange={({ target }) => {
          const event = EVENT_KINDS.find((kind) => kind === target.value);
          if (event) toggleBreakpoint({ kind: 'event', event });
        }}
      >
        <option value="">choose …</option>
        {EVENT_KINDS.map((kind) => (
          <option key={kind} value={kind} disabled={isSet(kind)}>
            {EVENT_WORDS[kind]}
          </option>
        ))}
      </select>
    </label>
  );
}

const ROLES = ['map_poke', 'text_poke'] as const;

/** Lines of both protocols that hold a statement. */
function ProtocolStop() {
  const { toggleBreakpoint } = useActions();
  const protocols = usePage((page) => page.result?.protocols);
  if (!protocols) return null;
  const texts = { map_poke: protocols.mapPoke.text, text_poke: protocols.textPoke.text };
  const lines = ROLES.flatMap((role) =>
    texts[role].split('\n').map((source, nth) => ({ role, line: nth + 1, source: source.trim() })),
  ).filter(({ source }) => /\w/.test(source));
  return (
    <label className="stop-kind">
      <span>Stop before a protocol’s line</span>
      <select
        value=""
        onChange={({ target }) => {
          const [role, line] = target.value.split(' ');
          const found = lines.find((one) => one.role === role && one.line === Number(line));
          if (found) toggleBreakpoint({ kind: 'protocol', role: found.role, line: found.line });
        }}
      >
        <option value="">choose …</option>
        {lines.map(({ role, line, source }) => (
          <option key={`${role} ${line}`} value={`${role} ${line}`}>
            {role} {line}: {source}
          </option>
        ))}
      </select>
    </label>
  );
}

/** How often each breakpoint is hit in the run on screen. */
function useHitCounts(): readonly number[] {
  const breakpoints = usePage((page) => page.breakpoints);
  const hits = usePage(breakpointHits);
  return breakpoints.map((_, idx) => hits.filter((hit) => hit.breakpoint === idx).length);
}

function hitWords(count: number): string {
  if (count === 0) return 'not hit';
  return count === 1 ? '1 hit' : `${count} hits`;
}

/** All breakpoints, to be removed and added. */
export function StopsList() {
  const { toggleBreakpoint, clearBreakpoints } = useActions();
  const breakpoints = usePage((page) => page.breakpoints);
  const result = usePage((page) => page.result);
  const resultText = usePage((page) => page.resultText);
  const counts = useHitCounts();
  return (
    <section className="run-part">
      <h3>Breakpoints</h3>
      {breakpoints.length > 0 && (
        <ul className="stops" aria-label="Breakpoints">
          {breakpoints.map((breakpoint, idx) => {
            const words = breakpointWords({ result, resultText }, breakpoint);
            return (
              <li key={words}>
                <span className="stop-mark" aria-hidden="true" />
                <span className="stop-words">{words}</span>
                <span className="stop-count">{hitWords(counts[idx] ?? 0)}</span>
                <button
                  type="button"
                  className="button is-small is-quiet"
                  aria-label={`Remove: ${words}`}
                  onClick={() => toggleBreakpoint(breakpoint)}
                >
                  Remove
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div className="stop-adders">
        <PinnedStop />
        <EventStop />
        <ProtocolStop />
        {breakpoints.length > 1 && (
          <button type="button" className="button is-small" onClick={clearBreakpoints}>
            Remove all
          </button>
        )}
      </div>
    </section>
  );
}

/** To the hits before and behind the cursor. */
export function ContinueButtons() {
  const { continueTo } = useActions();
  const none = usePage((page) => page.breakpoints.length === 0);
  return (
    <>
      <button
        type="button"
        className="button is-small is-icon"
        aria-label="Back to the previous breakpoint"
        title="Back to the previous breakpoint (Shift F8)"
        disabled={none}
        onClick={() => continueTo('previous')}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M14 3v10L7 8z" />
          <circle cx="3.5" cy="8" r="2.5" />
        </svg>
      </button>
      <button
        type="button"
        className="button is-small is-icon"
        aria-label="Continue to the next breakpoint"
        title="Continue to the next breakpoint (F8)"
        disabled={none}
        onClick={() => continueTo('next')}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M2 3v10l7-5z" />
          <circle cx="12.5" cy="8" r="2.5" />
        </svg>
      </button>
    </>
  );
}
