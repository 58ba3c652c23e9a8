// Dialogs are rarely opened: they are fetched when the page has nothing better to do, and shown
// when they are asked for.

import { lazy, Suspense, useEffect, useState } from 'react';
import type { DialogName } from '../shared/signals.ts';

const load = () => import('./dialog-set.ts');

const LabChooser = lazy(async () => ({ default: (await load()).LabChooser }));
const ShareDialog = lazy(async () => ({ default: (await load()).ShareDialog }));
const HelpSheet = lazy(async () => ({ default: (await load()).HelpSheet }));
const WorkspacesDialog = lazy(async () => ({ default: (await load()).WorkspacesDialog }));
const Palette = lazy(async () => ({ default: (await load()).Palette }));
const ExportDialog = lazy(async () => ({
  default: (await import('../export/ExportDialog.tsx')).ExportDialog,
}));
const ReferenceDialog = lazy(async () => ({
  default: (await import('../reference/ReferenceDialog.tsx')).ReferenceDialog,
}));
const KernelDialog = lazy(async () => ({
  default: (await import('../kernel/KernelDialog.tsx')).KernelDialog,
}));
const SteerSheet = lazy(async () => ({ default: (await load()).SteerSheet }));

const PREFETCH_AFTER_MS = 4_000;

/** Fetches the dialogs ahead of their first use; offline afterwards, they still open. */
function usePrefetch(): void {
  useEffect(() => {
    const timer = setTimeout(() => load().catch(() => undefined), PREFETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}

export function Dialogs({ open, onClose }: { open: DialogName | null; onClose: () => void }) {
  usePrefetch();
  const [seen, setSeen] = useState<ReadonlySet<DialogName>>(new Set());
  if (open && !seen.has(open)) setSeen(new Set([...seen, open]));
  return (
    <Suspense fallback={null}>
      {seen.has('labs') && <LabChooser isOpen={open === 'labs'} onClose={onClose} />}
      {seen.has('share') && <ShareDialog isOpen={open === 'share'} onClose={onClose} />}
      {seen.has('help') && <HelpSheet isOpen={open === 'help'} onClose={onClose} />}
      {seen.has('workspaces') && (
        <WorkspacesDialog isOpen={open === 'workspaces'} onClose={onClose} />
      )}
      {seen.has('palette') && <Palette isOpen={open === 'palette'} onClose={onClose} />}
      {seen.has('export') && <ExportDialog isOpen={open === 'export'} onClose={onClose} />}
      {seen.has('protocols') && <ReferenceDialog isOpen={open === 'protocols'} onClose={onClose} />}
      {seen.has('kernel') && <KernelDialog isOpen={open === 'kernel'} onClose={onClose} />}
      {seen.has('steer') && <SteerSheet isOpen={open === 'steer'} onClose={onClose} />}
    </Suspense>
  );
}
