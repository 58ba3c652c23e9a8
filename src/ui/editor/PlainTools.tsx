import { type RefObject, useEffect, useId } from 'react';
import type { Completion } from '../../core/language/index.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { AboutWord } from './AboutWord.tsx';
import { indent, typeText } from './plain-input.ts';
import './plain-tools.css';
import { useAreaKeys } from './use-area-keys.ts';
import type { EditorMode } from './use-full-editor.ts';
import { useKeyboardInset } from './use-keyboard-inset.ts';
import { usePlainRequests } from './use-plain-requests.ts';
import { type Suggestions, useSuggestions } from './use-suggestions.ts';

type Area = RefObject<HTMLTextAreaElement | null>;

/** What the keyboards of phones keep on their second and third pages. */
const SIGNS = ['*', '(', ')', '[', ']', '=', '+=', '.', '_', '//'] as const;

/** Names the list to the text area, which keeps the focus while the keys move in it. */
function useDescription(area: Area, listId: string | null, activeId: string | null): void {
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.setAttribute('aria-autocomplete', 'list');
    const named = { 'aria-controls': listId, 'aria-activedescendant': activeId };
    for (const [name, id] of Object.entries(named)) {
      if (id) element.setAttribute(name, id);
      else element.removeAttribute(name);
    }
  }, [area, listId, activeId]);
}

interface StripProps {
  readonly id: string;
  readonly suggestions: Suggestions;
  readonly active: number;
}

function SuggestionStrip({ id, suggestions: { items, take }, active }: StripProps) {
  return (
    <div className="suggestions" role="listbox" id={id} aria-label="Suggestions">
      {items.map((item: Completion, nth) => (
        <div
          key={`${item.kind} ${item.label}`}
          id={`${id}-${nth}`}
          role="option"
          aria-selected={nth === active}
          className={`suggestion is-${item.kind}`}
          ref={(element) => {
            if (nth === active) element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
          }}
          // The text area keeps the focus, and a phone its keyboard.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(item)}
        >
          <span className="suggestion-label">{item.label}</span>
          <span className="suggestion-detail">{item.detail || item.kind}</span>
        </div>
      ))}
    </div>
  );
}

function SignKeys({ area }: { area: Area }) {
  const on = (act: (element: HTMLTextAreaElement) => void) => () => {
    if (area.current) act(area.current);
  };
  const keep = (event: React.PointerEvent) => event.preventDefault();
  return (
    <div className="sign-keys" role="group" aria-label="Signs to type">
      <button
        type="button"
        className="sign-key"
        aria-label="Indent"
        onPointerDown={keep}
        onClick={on((element) => indent(element, false))}
      >
        ⇥
      </button>
      {SIGNS.map((sign) => (
        <button
          key={sign}
          type="button"
          className="sign-key"
          onPointerDown={keep}
          onClick={on((element) => typeText(element, sign))}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}

/** What a text area lacks: suggestions, hidden signs, words on what the caret is at. */
export function PlainTools({ area, mode }: { area: Area; mode: EditorMode }) {
  const { language } = usePageStore();
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  const listId = useId();
  const suggestions = useSuggestions(area);
  const active = useAreaKeys(area, suggestions);
  const inset = useKeyboardInset();
  const isOpen = suggestions.items.length > 0;
  useDescription(
    area,
    isOpen ? listId : null,
    isOpen && active >= 0 ? `${listId}-${active}` : null,
  );
  usePlainRequests(area);
  const className = inset > 0 ? 'plain-tools is-over-keyboard' : 'plain-tools';
  return (
    <div className={className} style={inset > 0 ? { bottom: inset } : undefined}>
      {isOpen && <SuggestionStrip id={listId} suggestions={suggestions} active={active} />}
      {mode === 'touch' && !readOnly && <SignKeys area={area} />}
      <AboutWord language={language} />
      <p className="visually-hidden" role="status">
        {isOpen ? `${suggestions.items.length} suggestions, Control Space to choose` : ''}
      </p>
    </div>
  );
}
