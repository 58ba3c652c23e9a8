// The bytes, connected to the store; in a chunk of its own, which is fetched while the engine works.

import { useMemo } from 'react';
import type { Choice } from '../../core/machine/index.ts';
import type { Page } from '../../store/model.ts';
import { choicesAt, sessionOf } from '../../store/run-selectors.ts';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { useActions, usePage } from './page-context.tsx';
import { Waiting } from './Waiting.tsx';

const NO_CHOICES: readonly Choice[] = [];

/** What can be done, when a CPU stands before a poke site: what it may fetch there is asked of the run. */
function selectFetchChoices(page: Page): readonly Choice[] {
  const stands = selectView(page)?.cpus.some(({ next }) => next === 'site');
  return stands && page.inside === 0 ? choicesAt(page) : NO_CHOICES;
}

/** Where the CPU is that goes through a folded step; null between steps. */
function useInsidePlace() {
  const session = usePage(sessionOf);
  const cursor = usePage((page) => page.cursor);
  const inside = usePage((page) => page.inside);
  return useMemo(() => {
    const actor = session?.steps[cursor]?.actor;
    if (!session || actor === undefined || inside === 0) return null;
    return { actor, place: session.cpuAt(cursor, actor, inside)?.place ?? null };
  }, [session, cursor, inside]);
}

/** "line 3: unknown helper": the first error of the present text, while an older picture is shown. */
function selectProblem({ stale, engine, diagnostics, text }: Page): string | null {
  if (engine === 'crashed') return 'The engine stopped; it starts again with the next change.';
  const first = stale ? diagnostics.find(({ severity }) => severity === 'error') : undefined;
  if (!first) return null;
  const line = text.slice(0, first.span.start).split('\n').length;
  return `Line ${line}: ${first.message}`;
}

export function LoadedBytes() {
  const actions = useActions();
  const result = usePage((page) => page.result);
  const stale = usePage((page) => page.stale);
  const view = usePage(selectView);
  const highlight = usePage(selectPinned);
  const hoveredHighlight = usePage(selectHovered);
  const syntax = usePage((page) => page.syntax);
  const choices = usePage(selectFetchChoices);
  const insidePlace = useInsidePlace();
  const problem = usePage(selectProblem);
  const pinned = usePage((page) => page.pinned);
  const addressing = usePage((page) => page.addressing);
  const layout = usePage((page) => page.bytesLayout);
  const text = usePage((page) => page.resultText);
  const breakpoints = usePage((page) => page.breakpoints);
  if (!result) return <Waiting label="Bytes" />;
  return (
    <BytesPane
      result={result}
      stale={stale}
      view={view}
      choices={choices}
      insidePlace={insidePlace}
      highlight={highlight}
      hoveredHighlight={hoveredHighlight}
      syntax={syntax}
      problem={problem}
      pinned={pinned}
      addressing={addressing}
      layout={layout}
      text={text}
      breakpoints={breakpoints}
      onHover={actions.hover}
      onPin={actions.pin}
      onToggleBreakpoint={actions.toggleBreakpoint}
      onSeek={actions.seek}
      onSyntax={actions.setSyntax}
      onAddressing={actions.setAddressing}
      onLayout={actions.setBytesLayout}
    />
  );
}
