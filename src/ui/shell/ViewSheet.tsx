import type { ReactNode } from 'react';
import { signals } from '../shared/signals.ts';
import { usePage } from './page-context.tsx';
import { Sheet } from './Sheet.tsx';

interface ViewSheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A view over the panes: as large as the page has room for, and shared as it stands. */
export function ViewSheet({ children, ...sheet }: ViewSheetProps) {
  const isPage = usePage((page) => page.embed === null);
  const share = (
    <button
      type="button"
      className="button is-quiet"
      title="Links, code and files that open this view"
      onClick={() => signals.emit('open-dialog', 'share')}
    >
      Share
    </button>
  );
  return (
    <Sheet {...sheet} wide tools={isPage ? share : null}>
      {sheet.isOpen && children}
    </Sheet>
  );
}
