import { memo, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { SiteGraph } from '../../core/explore/index.ts';
import type { DoneSearch } from '../../store/explorer-model.ts';
import { STATE_OF_LETTER, selectSitePath } from '../../store/explorer-view.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { useSize } from '../shared/use-size.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { drawSiteGraph, lightSitePath } from './draw-site-graph.ts';
import { countWords } from './explorer-words.ts';
import { layOutSites } from './site-graph-layout.ts';
import { edgeWords, stateWord } from './site-words.ts';
import './site-states.css';

/** Statements fit on the edges from here on (px). */
const WIDE = 620;

function Graph({ graph, label }: { graph: SiteGraph; label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const ref = useRef<SVGSVGElement>(null);
  const arrow = useId();
  const { width } = useSize(frame);
  const words = width >= WIDE;
  const layout = useMemo(
    () =>
      layOutSites(graph, {
        width,
        layerHeight: words ? 96 : 66,
        gap: words ? 120 : 22,
        labelOf: (statements) => edgeWords(statements, words),
      }),
    [graph, width, words],
  );
  const path = usePage(selectSitePath);
  const cursor = usePage((page) => page.cursor);
  useLayoutEffect(() => {
    if (ref.current && width > 0) drawSiteGraph(ref.current, { layout, arrow });
  }, [layout, arrow, width]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was drawn again has to be lit again
  useLayoutEffect(() => {
    if (ref.current) lightSitePath(ref.current, path, cursor);
  }, [path, cursor, layout]);
  return (
    <>
      <div ref={frame} className="site-graph-frame" role="group" aria-label={label} tabIndex={0}>
        <svg
          ref={ref}
          className="site-graph"
          width={layout.width}
          height={layout.height}
          aria-hidden="true"
        >
          <defs>
            <marker
              id={arrow}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="6"
              markerHeight="6"
              orient="auto-start-reverse"
            >
              <path className="edge-head" d="M0,0.5L8,4L0,7.5z" />
            </marker>
          </defs>
          <g className="site-graph-root" />
        </svg>
      </div>
      {(graph.cut || layout.left > 0) && (
        <p className="site-graph-cut">
          This is a part of the picture: there were more states or ways between them than it holds.
        </p>
      )}
    </>
  );
}

/** The same for those who do not see the picture, with every statement in full. */
const Twin = memo(function Twin({ graph }: { graph: SiteGraph }) {
  const { seek } = useActions();
  const { nodes: onWay, cursors } = usePage(selectSitePath);
  const taken = new Map(onWay.slice(1).map((to, nth) => [`${onWay[nth] ?? ''} ${to}`, nth + 1]));
  const nameOf = (idx: number) => graph.nodes[idx]?.sites ?? '';
  return (
    <ul className="site-list">
      {graph.edges.map(({ from, to, statement, line, count }) => {
        const nth = taken.get(`${nameOf(from)} ${nameOf(to)}`);
        const cursor = nth === undefined ? undefined : cursors[nth];
        return (
          <li key={`${from} ${to} ${line}`} className={cursor === undefined ? '' : 'is-lit'}>
            <span>
              {stateWord(nameOf(from))} → {stateWord(nameOf(to))}
            </span>
            <code>
              {line}: {statement}
            </code>
            <span className="site-count">{countWords(count)} times</span>
            {cursor !== undefined && (
              <button type="button" className="link-button" onClick={() => seek(cursor)}>
                step {cursor}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
});

function Key({ graph }: { graph: SiteGraph }) {
  const letters = new Set(graph.nodes.flatMap(({ sites }) => sites.split('')));
  const shown = ['C', 'D', 'B', 'A', 'N', 'J', '~'].filter((letter) => letters.has(letter));
  return (
    <ul className="site-key">
      {shown.map((letter) => {
        const state = STATE_OF_LETTER[letter];
        return (
          state && (
            <li key={letter}>
              <SiteGlyph state={state} size={13} />
              {stateWord(letter)} ({letter})
            </li>
          )
        );
      })}
    </ul>
  );
}

/** The states that the sites go through in any order, and what leads from one to another. */
export function SiteStates({ search }: { search: DoneSearch }) {
  const { sites } = search.result;
  const [isLarge, setLarge] = useState(false);
  if (sites.nodes.length < 2) return null;
  const label = `${sites.nodes.length} states of the poke sites and ${sites.edges.length} ways between them; the list below says the same`;
  return (
    <section className="result-part" aria-label="States of the sites">
      <div className="result-row">
        <h3 className="result-head">States of the sites</h3>
        <button type="button" className="button is-small is-quiet" onClick={() => setLarge(true)}>
          Larger
        </button>
      </div>
      <Key graph={sites} />
      <Graph graph={sites} label={label} />
      <details className="site-twin">
        <summary>As a list</summary>
        <Twin graph={sites} />
      </details>
      <Sheet title="States of the sites" wide isOpen={isLarge} onClose={() => setLarge(false)}>
        {isLarge && <Graph graph={sites} label={label} />}
      </Sheet>
    </section>
  );
}
