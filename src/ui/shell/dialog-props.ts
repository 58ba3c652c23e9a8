export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
