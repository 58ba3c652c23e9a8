import type { ReactNode } from 'react';

export const LINE_HEIGHT = 20;
const PADDING = 8;

/** Where a scrolled text stands, in pixels. */
export interface Scroll {
  readonly top: number;
  readonly left: number;
}

interface PlainLinesProps {
  readonly count: number;
  readonly scroll: Scroll;
  /** Of the visible part. */
  readonly height: number;
  readonly render: (line: number) => ReactNode;
}

/** The visible lines only: a long text has thousands. */
export function PlainLines({ count, scroll, height, render }: PlainLinesProps) {
  const first = Math.max(0, Math.floor((scroll.top - PADDING) / LINE_HEIGHT) - 2);
  const last = Math.min(count, first + Math.ceil(height / LINE_HEIGHT) + 5);
  const lines = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  const transform = `translate(${-scroll.left}px, ${PADDING - scroll.top}px)`;
  return (
    <div className="plain-lines" style={{ transform }}>
      {lines.map((line) => (
        <div key={line} className="plain-line" style={{ top: line * LINE_HEIGHT }}>
          {render(line)}
        </div>
      ))}
    </div>
  );
}
