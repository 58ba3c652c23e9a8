import { type PointerEvent, useEffect, useRef } from 'react';
import { watchTheme } from '../shared/theme.ts';
import type { RowTable } from './byte-rows.ts';
import { overviewColours, overviewScale, paintOverview } from './draw-overview.ts';

interface OverviewProps {
  readonly table: RowTable;
  readonly scrollTop: number;
  readonly height: number;
  onScrollTo(top: number): void;
}

/** The strip beside the scroll bar: where in the image one is, and where the poke sites are. */
export function Overview({ table, scrollTop, height, onScrollTo }: OverviewProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas || height === 0) return undefined;
    const paint = () => paintOverview(canvas, table, overviewColours(canvas));
    paint();
    // A new theme means new colours, and a canvas does not inherit them.
    return watchTheme(paint);
  }, [table, height]);

  const scale = overviewScale(table, height);
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    onScrollTo(scale.invert(y) - height / 2);
  };
  return (
    <div className="overview" aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <canvas ref={ref} />
      <span
        className="overview-frame"
        style={{ top: scale(scrollTop), height: Math.max(8, scale(height)) }}
      />
    </div>
  );
}
