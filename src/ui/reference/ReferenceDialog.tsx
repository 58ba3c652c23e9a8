import { useEffect, useState, useSyncExternalStore } from 'react';
import { saveText } from '../shared/lab-files.ts';
import { isReference, referenceAddress, referenceEntry } from '../shared/reference-address.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { referenceMarkdown } from './reference-markdown.ts';
import {
  GRAMMAR,
  type ReferenceRow,
  type ReferenceSection,
  referenceRow,
  searchReference,
} from './reference-sections.ts';
import './reference.css';

/** What the address of an entry leads to. */
function anchorOf(id: string): string {
  return referenceAddress(id).slice(1);
}

function Row({ row, isSought }: { row: ReferenceRow; isSought: boolean }) {
  const { name, form, meaning, facts, example } = row;
  return (
    <div className="ref-row" id={anchorOf(row.id)} aria-current={isSought || undefined}>
      <dt>
        <a href={referenceAddress(row.id)} title="Address of this entry">
          <code>{name}</code>
        </a>
      </dt>
      <dd>
        {form !== '' && form !== name && <pre className="ref-form">{form}</pre>}
        <p>{meaning}</p>
        {facts.length > 0 && (
          <p className="ref-facts">
            {facts.map(([what, value]) => (
              <span key={what}>
                <span className="ref-what">{what}</span> {value}
              </span>
            ))}
          </p>
        )}
        {example !== '' && <pre className="ref-example">{example}</pre>}
      </dd>
    </div>
  );
}

interface SectionProps {
  readonly section: ReferenceSection;
  /** Id of the entry that the address leads to. */
  readonly sought: string | null;
}

function Section({ section: { id, title, intro, rows }, sought }: SectionProps) {
  return (
    <section className="ref-section" aria-labelledby={`ref-${id}`}>
      <h3 id={`ref-${id}`}>{title}</h3>
      <p className="ref-intro">{intro}</p>
      <dl>
        {rows.map((row) => (
          <Row key={row.id} row={row} isSought={row.id === sought} />
        ))}
      </dl>
    </section>
  );
}

function Contents({ sections }: { sections: readonly ReferenceSection[] }) {
  return (
    <nav className="ref-contents" aria-label="Sections">
      {sections.map(({ id, title, rows }) => (
        <button
          type="button"
          key={id}
          className="link-button"
          onClick={() => document.getElementById(`ref-${id}`)?.scrollIntoView({ block: 'start' })}
        >
          {title} <span className="ref-count">{rows.length}</span>
        </button>
      ))}
    </nav>
  );
}

function onAddress(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Id of the entry that the address leads to, which is brought into view while the reference is open. */
function useSought(isOpen: boolean): string | null {
  const fragment = useSyncExternalStore(onAddress, () => location.hash);
  const sought = referenceRow(referenceEntry(fragment))?.id ?? null;
  useEffect(() => {
    if (!isOpen || sought === null) return;
    const row = document.getElementById(anchorOf(sought));
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector('a')?.focus({ preventScroll: true });
  }, [isOpen, sought]);
  return sought;
}

/** A reload is to show the lab again. */
function leaveAddress(): void {
  if (isReference(location.hash)) {
    history.replaceState(null, '', location.pathname + location.search);
  }
}

/** The protocol language, to be looked up, searched and printed; its address may lead to an entry. */
export function ReferenceDialog({ isOpen, onClose }: DialogProps) {
  const [query, setQuery] = useState('');
  const sought = useSought(isOpen);
  const close = (): void => {
    leaveAddress();
    onClose();
  };
  const sections = searchReference(query);
  const count = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <Sheet title="Protocol language" wide isOpen={isOpen} onClose={close}>
      <div className="ref">
        <div className="ref-tools">
          <input
            type="search"
            className="ref-search"
            aria-label="Search the reference"
            placeholder="Search: synchronize, jmp, layout/..."
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <span className="ref-found" role="status">
            {query.trim() === '' ? '' : `${count} ${count === 1 ? 'entry' : 'entries'}`}
          </span>
          <button type="button" className="button" onClick={() => window.print()}>
            Print
          </button>
          <button
            type="button"
            className="button"
            onClick={() => saveText(referenceMarkdown(), 'protocol-language.md')}
          >
            Save as Markdown
          </button>
        </div>
        <Contents sections={sections} />
        {query.trim() === '' && (
          <section className="ref-section" aria-labelledby="ref-grammar">
            <h3 id="ref-grammar">By example</h3>
            <pre
              className="ref-example"
              tabIndex={0}
              role="region"
              aria-label="The grammar by example"
            >
              {GRAMMAR}
            </pre>
          </section>
        )}
        {sections.length === 0 && (
          <p className="ref-none">Nothing has all of these words. Try a shorter one.</p>
        )}
        {sections.map((section) => (
          <Section key={section.id} section={section} sought={sought} />
        ))}
      </div>
    </Sheet>
  );
}
