import type { RefObject } from 'react';
import type { ColumnZoom } from './zoom-columns.ts';

const BUTTONS = [
  { label: 'Zoom in', text: '+', act: (zoom: ColumnZoom) => zoom.by(1.6) },
  { label: 'Zoom out', text: '−', act: (zoom: ColumnZoom) => zoom.by(1 / 1.6) },
  { label: 'Earlier', text: '‹', act: (zoom: ColumnZoom) => zoom.pan(-0.3) },
  { label: 'Later', text: '›', act: (zoom: ColumnZoom) => zoom.pan(0.3) },
  { label: 'Fit the whole run', text: 'fit', act: (zoom: ColumnZoom) => zoom.fit() },
] as const;

/** Zoom and pan by click or key; the wheel with Ctrl and dragging do the same. */
export function ZoomButtons({ zoomRef }: { zoomRef: RefObject<ColumnZoom | null> }) {
  return (
    <div className="zoom-buttons" role="group" aria-label="Zoom">
      {BUTTONS.map(({ label, text, act }) => (
        <button
          key={label}
          type="button"
          className={text === '‹' || text === '›' ? 'is-pan' : undefined}
          aria-label={label}
          title={`${label} (Ctrl + wheel, drag)`}
          onClick={() => zoomRef.current && act(zoomRef.current)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
