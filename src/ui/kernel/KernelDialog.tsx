import type { DialogProps } from '../shell/dialog-props.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { KernelOptions } from './KernelOptions.tsx';

/** The same choice as a sheet: by command, and where the header has no room. */
export function KernelDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Sheet title="Kernel and options" isOpen={isOpen} onClose={onClose}>
      {isOpen && <KernelOptions />}
    </Sheet>
  );
}
