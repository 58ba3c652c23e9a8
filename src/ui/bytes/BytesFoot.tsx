import { lazy, Suspense } from 'react';
import type { ProgResult } from '../../core/pipeline/index.ts';
import { byteNote } from './byte-note.ts';
import type { DockTab } from './dock-tab.ts';
import type { ExplainInput } from './explain-context.ts';
import { NoteText } from './NoteText.tsx';
import { PartLegend } from './PartLegend.tsx';

const load = () => import('./around-set.ts');
const LazyNote = lazy(async () => ({ default: (await load()).ExplainNote }));
const LazyTabs = lazy(async () => ({ default: (await load()).DockTabs }));

interface BytesFootProps {
  readonly progs: readonly ProgResult[];
  /** What is under the pointer or the keyboard focus. */
  readonly pointed: ExplainInput | null;
  readonly nth: number | null;
  readonly open: DockTab | null;
  /** A poke is under way at the cursor. */
  readonly isFlying: boolean;
  onOpen(tab: DockTab | null): void;
}

/** A note about what is pointed at, or the legend; and what else can be opened. */
export function BytesFoot({ progs, pointed, nth, open, isFlying, onOpen }: BytesFootProps) {
  const plain = pointed && byteNote(pointed.row, pointed.bytes, nth);
  return (
    <footer className="bytes-foot">
      {pointed ? (
        <Suspense fallback={plain && <NoteText {...plain} />}>
          <LazyNote input={pointed} nth={nth} />
        </Suspense>
      ) : (
        <PartLegend progs={progs} />
      )}
      <Suspense fallback={<span className="dock-tabs" />}>
        <LazyTabs open={open} isFlying={isFlying} onOpen={onOpen} />
      </Suspense>
    </footer>
  );
}
