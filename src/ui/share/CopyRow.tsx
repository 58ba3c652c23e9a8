import { type RefObject, useRef, useState } from 'react';

interface CopyRowProps {
  /** Name of the field, as in "Link". */
  readonly label: string;
  /** On the button, as in "Copy link". */
  readonly action: string;
  readonly text: string;
  /** In place of the text when it cannot be used. */
  readonly refusal: string | null;
  /** More than one line: code. */
  readonly isCode?: boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function useCopy(text: string): {
  readonly field: RefObject<Field | null>;
  readonly words: string;
  readonly copy: () => void;
} {
  const field = useRef<Field>(null);
  const [said, setSaid] = useState<{ text: string; words: string } | null>(null);
  const copy = (): void => {
    const say = (words: string): void => setSaid({ text, words });
    const select = (): void => {
      field.current?.select();
      say('Selected: copy it with your keyboard');
    };
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(text).then(() => say('Copied'), select);
  };
  // Words about another text would be wrong words.
  return { field, copy, words: said?.text === text ? said.words : '' };
}

/** A text to take along, and the button that copies it and says so. */
export function CopyRow({ label, action, text, refusal, isCode = false }: CopyRowProps) {
  const { field, words, copy } = useCopy(text);
  const shared = {
    'aria-label': label,
    readOnly: true,
    value: refusal ?? text,
    onFocus: (event: React.FocusEvent<Field>) => event.currentTarget.select(),
  };
  return (
    <div className={isCode ? 'share-copy is-code' : 'share-copy'}>
      {isCode ? (
        <textarea
          ref={field as RefObject<HTMLTextAreaElement | null>}
          className="share-code"
          rows={5}
          spellCheck={false}
          {...shared}
        />
      ) : (
        <input
          ref={field as RefObject<HTMLInputElement | null>}
          className="share-link"
          {...shared}
        />
      )}
      <button
        type="button"
        className="button is-primary"
        disabled={refusal !== null}
        onClick={copy}
      >
        {action}
      </button>
      <p className="share-copied" role="status">
        {words}
      </p>
    </div>
  );
}
