import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { useRemembered } from './remembered.ts';

interface SectionProps {
  /** Under which it is remembered whether the section is open. */
  readonly name: string;
  readonly title: string;
  /** A few words beside the title; still there when the section is closed. */
  readonly note?: ReactNode;
  readonly opensFirst?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of the pane that folds to its title. */
export function Section(props: SectionProps) {
  const { name, title, note, opensFirst = true, className = '', children } = props;
  const [open, setOpen] = useRemembered(`section-${name}`, opensFirst);
  return (
    <Disclosure
      className={`machine-block ${className}`}
      isExpanded={open}
      onExpandedChange={setOpen}
    >
      <Heading level={2} className="section-head">
        <Button slot="trigger" className="section-title">
          <svg className="section-caret" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
            <path d="M2 1l4 3-4 3z" />
          </svg>
          {title}
        </Button>
        {note && <span className="section-note">{note}</span>}
      </Heading>
      <DisclosurePanel className="section-body">{open && children}</DisclosurePanel>
    </Disclosure>
  );
}
