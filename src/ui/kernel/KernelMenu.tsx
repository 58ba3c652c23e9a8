import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { profileWords } from '../../store/profile-words.ts';
import { usePage } from '../shell/page-context.tsx';
import { KernelOptions } from './KernelOptions.tsx';

/** The kernel in the header, and what can be chosen of it. */
export function KernelMenu() {
  const words = usePage((page) => page.result && profileWords(page.result));
  if (words === null) return null;
  const [version, ...options] = words.split(' ');
  return (
    <DialogTrigger>
      <Button className="lab-button kernel" aria-label={`kernel ${words}, and its options`}>
        <span className="kernel-label">kernel</span> {version}
        {options.map((option) => (
          <span key={option} className="kernel-option">
            {option}
          </span>
        ))}
        <span aria-hidden="true" className="caret" />
      </Button>
      <Popover className="menu-popover" placement="bottom start">
        <Dialog className="kernel-dialog" aria-label="Kernel and options">
          <KernelOptions />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
