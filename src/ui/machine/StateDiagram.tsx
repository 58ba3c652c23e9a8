import { memo, useEffectEvent, useId, useLayoutEffect, useRef } from 'react';
import { type EdgeId, pathKey, pathWords, type SitePath } from './site-path.ts';
import { DIAGRAM_SIZE, drawStateDiagram, lightPath } from './state-diagram.ts';
import './diagram.css';

interface StateDiagramProps {
  /** Whose states: "entry". */
  readonly name: string;
  readonly path: SitePath;
  /** Goes behind the step that took an edge last. */
  onSeek(cursor: number): void;
}

/** The states that a pair of sites goes through, the present one lit, and the way that it took. */
export const StateDiagram = memo(
  function StateDiagram({ name, path, onSeek }: StateDiagramProps) {
    const ref = useRef<SVGSVGElement>(null);
    const arrow = useId();
    const key = pathKey(path);
    const seek = useEffectEvent((id: EdgeId) => {
      const use = path.edges.get(id);
      if (use) onSeek(use.last + 1);
    });
    const light = useEffectEvent(() => {
      if (ref.current) lightPath(ref.current, path);
    });
    useLayoutEffect(() => {
      if (ref.current) drawStateDiagram(ref.current, (id) => seek(id), arrow);
    }, [arrow]);
    // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is drawn
    useLayoutEffect(() => light(), [key]);
    const { width, height } = DIAGRAM_SIZE;
    return (
      <svg
        ref={ref}
        className="state-diagram"
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={`States of the sites of ${name}: ${pathWords(path)}`}
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
      </svg>
    );
  },
  (was, is) =>
    was.name === is.name && was.onSeek === is.onSeek && pathKey(was.path) === pathKey(is.path),
);
