import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { watchTheme } from '../shared/theme.ts';
import { readPaint } from './canvas-paint.ts';
import { GridPainter, MARKS_WIDTH, type Picture } from './grid-painter.ts';
import type { GridScroll } from './use-grid-scroll.ts';

interface GridCanvasProps {
  readonly picture: Picture;
  readonly scroll: GridScroll;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  /** The first picture is on screen: the rows in the document may turn transparent. */
  onReady(): void;
}

/** Changes whenever colours, faces, pixels or the wish for motion do. */
function usePaintEpoch(): number {
  const [epoch, setEpoch] = useState(0);
  useEffect(() => {
    const renew = () => setEpoch((before) => before + 1);
    const media = [
      window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`),
      window.matchMedia('(prefers-reduced-motion: reduce)'),
    ];
    const endTheme = watchTheme(renew);
    document.fonts.addEventListener('loadingdone', renew);
    for (const query of media) query.addEventListener('change', renew);
    return () => {
      endTheme();
      document.fonts.removeEventListener('loadingdone', renew);
      for (const query of media) query.removeEventListener('change', renew);
    };
  }, []);
  return epoch;
}

/** One step on, or one instruction inside of a step: what changes may be seen changing. */
function useMoves({ scene, table }: Picture): () => boolean {
  const last = useRef({ scene, table });
  return () => {
    const before = last.current;
    last.current = { scene, table };
    if (before.table !== table) return false;
    const delta = (scene.view?.cursor ?? 0) - (before.scene.view?.cursor ?? 0);
    return delta === 1 || (delta === 0 && before.scene.pointers !== scene.pointers);
  };
}

/** The picture of the rows in view; what it says stands in the rows of the document. */
export function GridCanvas({ picture, scroll, gridRef, onReady }: GridCanvasProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const marksRef = useRef<HTMLCanvasElement>(null);
  const painter = useRef<GridPainter | null>(null);
  const epoch = usePaintEpoch();
  const moves = useMoves(picture);
  const { size } = picture.layout;
  const measuring = useMemo(() => new OffscreenCanvas(1, 1).getContext('2d'), []);

  useLayoutEffect(() => {
    const [host, marks, grid] = [hostRef.current, marksRef.current, gridRef.current];
    if (!host || !marks || !grid) return undefined;
    const mine = new GridPainter(host, marks);
    painter.current = mine;
    // In the frame of the scrolling itself: React's own turn may come after it.
    const follow = () => mine.scrollTo(grid.scrollTop);
    grid.addEventListener('scroll', follow, { passive: true });
    return () => {
      grid.removeEventListener('scroll', follow);
      mine.dispose();
    };
  }, [gridRef]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an epoch is what tells that a paint is old
  useLayoutEffect(() => {
    const host = hostRef.current;
    if (!host || !measuring) return;
    const zoom = (host as { readonly currentCSSZoom?: number }).currentCSSZoom ?? 1;
    const ratio = (window.devicePixelRatio || 1) * zoom;
    painter.current?.usePaint(readPaint(host, measuring, size, ratio));
  }, [epoch, measuring, size]);

  useLayoutEffect(() => {
    painter.current?.show(picture, scroll.position.current, moves());
  });

  // Behind the first drawing.
  useLayoutEffect(() => onReady(), [onReady]);

  return (
    <div className="grid-canvas" aria-hidden="true">
      <div ref={hostRef} />
      <canvas ref={marksRef} style={{ width: MARKS_WIDTH }} />
    </div>
  );
}
