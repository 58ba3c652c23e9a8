import { type ComponentType, type ReactNode, useContext, useEffect, useRef } from 'react';
import { Button, Dialog, DialogContext, DialogTrigger, Popover } from 'react-aria-components';
import './tool-popover.css';

export interface ToolContentProps {
  /** Closes the panel and gives the focus back. */
  onDone(): void;
}

interface ToolPopoverProps {
  /** On the button. */
  readonly label: ReactNode;
  /** What the panel holds, in words. */
  readonly name: string;
  readonly className?: string;
  /** Stays open while one works elsewhere: for what is watched, not used once. */
  readonly stays?: boolean;
  readonly Content: ComponentType<ToolContentProps>;
}

/** A button with a panel over the page; Esc closes it and gives the focus back. */
export function ToolPopover(props: ToolPopoverProps) {
  const { label, name, className = '', stays = false, Content } = props;
  return (
    <DialogTrigger>
      <Button className={`button is-small ${className}`}>
        {label}
        <span aria-hidden="true" className="caret" />
      </Button>
      {stays ? (
        <Popover
          className="tool-popover"
          placement="top end"
          isNonModal
          shouldCloseOnInteractOutside={() => false}
        >
          <Staying name={name} Content={Content} />
        </Popover>
      ) : (
        <Popover className="tool-popover" placement="top end">
          <Dialog className="tool-dialog" aria-label={name}>
            {({ close }) => <Content onDone={close} />}
          </Dialog>
        </Popover>
      )}
    </DialogTrigger>
  );
}

function nothing(): void {
  // It stays until its button is pressed again, or Esc inside of it.
}

/** A region in place of a dialog, which would keep the focus to itself. */
function Staying({ name, Content }: Pick<ToolPopoverProps, 'name' | 'Content'>) {
  const ref = useRef<HTMLElement>(null);
  // The button names what it opens by this.
  const trigger = useContext(DialogContext);
  const id = trigger && 'id' in trigger ? trigger.id : undefined;
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return (
    <section ref={ref} id={id} className="tool-dialog" aria-label={name} tabIndex={-1}>
      <Content onDone={nothing} />
    </section>
  );
}
