import { useLayoutEffect, useRef } from 'react';
import type { SiteState } from '../../core/machine/index.ts';
import { DIAGRAM_SIZE, drawStateDiagram, lightState } from './state-diagram.ts';

/** The cycle that a pair of sites goes through, with the present state lit. */
export function StateDiagram({ state }: { state: SiteState }) {
  const ref = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => {
    if (ref.current) drawStateDiagram(ref.current);
  }, []);
  useLayoutEffect(() => {
    if (ref.current) lightState(ref.current, state);
  }, [state]);
  const { width, height } = DIAGRAM_SIZE;
  return (
    <svg
      ref={ref}
      className="state-diagram"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`States of a pair of sites: empty, armed, live and back; now ${state}`}
    >
      <defs>
        <marker
          id="state-arrow"
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
}
