import { useEffect, useState } from 'react';
import type { Span } from '../../core/base/index.ts';
import type { Hover } from '../../core/language/index.ts';
import type { AsyncLanguage } from '../../store/language-port.ts';
import { referenceAddress } from '../shared/reference-address.ts';
import { usePage } from '../shell/page-context.tsx';
import { useCaret } from './caret.ts';
import { DocParts } from './DocParts.tsx';
import { reveal } from './jump.ts';
import { useSettled } from './use-settled.ts';

const SETTLE_MS = 250;

interface About {
  readonly hover: Hover | null;
  readonly definition: Span | null;
}

const NOTHING: About = { hover: null, definition: null };

function useAbout(language: AsyncLanguage, isOpen: boolean): About {
  const text = usePage((page) => page.text);
  const caret = useCaret((at) => at);
  const asked = useSettled(isOpen ? `${caret} ${text}` : '', SETTLE_MS);
  const [about, setAbout] = useState(NOTHING);
  useEffect(() => {
    if (asked === '') return undefined;
    let wanted = true;
    const cut = asked.indexOf(' ');
    const [at, of] = [Number(asked.slice(0, cut)), asked.slice(cut + 1)] as const;
    const answers = Promise.all([language.hover(of, at), language.definition(of, at)]);
    void answers.then(([hover, definition]) => {
      if (wanted) setAbout({ hover, definition });
    });
    return () => {
      wanted = false;
    };
  }, [language, asked]);
  return isOpen ? about : NOTHING;
}

/** What the full editor shows under the pointer, for the word at the caret. */
export function AboutWord({ language }: { language: AsyncLanguage }) {
  const [isOpen, setOpen] = useState(false);
  const isPage = usePage((page) => page.embed === null);
  const { hover, definition } = useAbout(language, isOpen);
  return (
    <div className="about-word">
      <button
        type="button"
        className="about-button"
        aria-expanded={isOpen}
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => setOpen(!isOpen)}
      >
        About this word
      </button>
      {isOpen && (
        <div className="about-body" role="status">
          {hover ? <DocParts parts={hover.parts} /> : <p>Nothing to say about this place.</p>}
          {hover?.reference && isPage && (
            <a href={referenceAddress(hover.reference)}>Protocol language: {hover.reference}</a>
          )}
          {definition && (
            <button type="button" className="link-button" onClick={() => reveal(definition)}>
              Go to its definition
            </button>
          )}
        </div>
      )}
    </div>
  );
}
