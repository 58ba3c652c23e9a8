import {
  type ComponentType,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import './flyout.css';

export interface FlyoutContentProps {
  /** Closes the panel and gives the focus back. */
  onDone(): void;
}

interface FlyoutProps {
  /** On the button. */
  readonly label: ReactNode;
  /** What the panel holds, in words. */
  readonly name: string;
  readonly className?: string;
  /** Stays open while one works elsewhere: for what is watched, not used once. */
  readonly stays?: boolean;
  readonly disabled?: boolean;
  readonly Content: ComponentType<FlyoutContentProps>;
}

const GAP = 6;

/** Above the button where there is more room above it, else below; inside the window. */
function placeAt(button: DOMRect): CSSProperties {
  const right = Math.max(GAP, window.innerWidth - button.right);
  const above = button.top;
  const below = window.innerHeight - button.bottom;
  if (above > below) {
    return { right, bottom: window.innerHeight - above + GAP, maxHeight: above - 2 * GAP };
  }
  return { right, top: button.bottom + GAP, maxHeight: below - 2 * GAP };
}

/** Closes when the pointer goes down, or the focus goes, anywhere else. */
function useLeave(open: boolean, inside: readonly RefObject<Element | null>[], leave: () => void) {
  const onElsewhere = useEffectEvent((event: Event) => {
    const { target } = event;
    if (!(target instanceof Node)) return;
    if (!inside.some(({ current }) => current?.contains(target))) leave();
  });
  useEffect(() => {
    if (!open) return undefined;
    document.addEventListener('pointerdown', onElsewhere);
    document.addEventListener('focusin', onElsewhere);
    return () => {
      document.removeEventListener('pointerdown', onElsewhere);
      document.removeEventListener('focusin', onElsewhere);
    };
  }, [open]);
}

/** A button that shows a panel over the page; Esc closes it and gives the focus back. */
export function Flyout(props: FlyoutProps) {
  const { label, name, className = '', stays = false, disabled = false, Content } = props;
  const id = useId();
  const [place, setPlace] = useState<CSSProperties | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLElement>(null);
  const open = place !== null;
  const close = (): void => setPlace(null);
  const closeToButton = (): void => {
    close();
    button.current?.focus();
  };
  useLeave(open && !stays, [button, panel], close);
  useLayoutEffect(() => {
    if (open) panel.current?.focus({ preventScroll: true });
  }, [open]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    closeToButton();
  };
  const toggle = (): void => {
    if (open || !button.current) close();
    else setPlace(placeAt(button.current.getBoundingClientRect()));
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`button is-small ${className}`}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        disabled={disabled}
        onClick={toggle}
      >
        {label}
        <span aria-hidden="true" className="caret" />
      </button>
      {open &&
        createPortal(
          <section
            ref={panel}
            id={id}
            className="flyout"
            aria-label={name}
            tabIndex={-1}
            style={place}
            onKeyDown={onKeyDown}
          >
            <Content onDone={closeToButton} />
          </section>,
          document.body,
        )}
    </>
  );
}
