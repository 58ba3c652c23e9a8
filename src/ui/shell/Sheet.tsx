import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import './sheet.css';

interface SheetProps {
  readonly title: string;
  readonly wide?: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Beside the button that closes it. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** A modal sheet: traps the focus, closes with Esc, gives the focus back. */
export function Sheet({
  title,
  wide = false,
  isOpen,
  onClose,
  tools = null,
  children,
}: SheetProps) {
  return (
    <ModalOverlay
      className="sheet-overlay"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Modal className={wide ? 'sheet is-wide' : 'sheet'}>
        <Dialog className="sheet-dialog">
          <header className="sheet-head">
            <Heading slot="title" className="sheet-title">
              {title}
            </Heading>
            {tools}
            <button type="button" className="button is-quiet" onClick={onClose}>
              Close
            </button>
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
