import { useEffect, useMemo, useRef, useState } from 'react';
import type { ShareStart } from '../../store/model.ts';
import { loadSharing, MAX_URL_LENGTH, type Sharing, WARN_URL_LENGTH } from '../../store/share.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { Segments } from '../shell/Segments.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import './share.css';

const count = new Intl.NumberFormat('en');

/** Length in words: what it means for whoever gets the link. */
function LengthNote({ length }: { length: number }) {
  if (length > MAX_URL_LENGTH) {
    return (
      <p className="share-note is-error" role="status">
        {count.format(length)} characters: no link may have more than {count.format(MAX_URL_LENGTH)}
        . Save the lab as a file and send that.
      </p>
    );
  }
  if (length > WARN_URL_LENGTH) {
    return (
      <p className="share-note is-warning" role="status">
        {count.format(length)} characters: some mail and chat programs cut addresses off at{' '}
        {count.format(WARN_URL_LENGTH)}. Browsers take it.
      </p>
    );
  }
  return (
    <p className="share-note" role="status">
      {count.format(length)} characters, short enough for any program.
    </p>
  );
}

function saveFile(content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'lab.pokescope';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function useCopy(url: string): {
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly words: string;
  readonly copy: () => void;
} {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<{ url: string; words: string } | null>(null);
  const copy = (): void => {
    const say = (words: string): void => setCopied({ url, words });
    const select = (): void => {
      field.current?.select();
      say('Selected: copy it with your keyboard');
    };
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(url).then(() => say('Copied'), select);
  };
  // Words about another link would be wrong words.
  return { field, copy, words: copied?.url === url ? copied.words : '' };
}

/** Which step the link opens at. */
function StartChoice({
  start,
  onChange,
}: {
  start: ShareStart;
  onChange: (start: ShareStart) => void;
}) {
  const cursor = usePage((page) => page.cursor);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  return (
    <Segments
      label="Where the link opens"
      value={start}
      onChange={onChange}
      options={[
        {
          value: 'here',
          label: `At this step (${cursor} of ${steps})`,
          title: 'The step, what is pinned, and the pane in view',
        },
        { value: 'beginning', label: 'At the beginning', title: 'Before the first step' },
      ]}
    />
  );
}

function ShareForm({ sharing }: { sharing: Sharing }) {
  const store = usePageStore();
  const [start, setStart] = useState<ShareStart>('here');
  const fragment = useMemo(
    () => sharing.fragment(store.getState(), start),
    [sharing, store, start],
  );
  const url = location.origin + location.pathname + fragment;
  const tooLong = url.length > MAX_URL_LENGTH;
  const { field, words, copy } = useCopy(url);
  return (
    <div className="share">
      <StartChoice start={start} onChange={setStart} />
      <div className="share-row">
        <input
          ref={field}
          className="share-link"
          aria-label="Link"
          readOnly
          value={tooLong ? 'too long for a link' : url}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button is-primary" disabled={tooLong} onClick={copy}>
          Copy link
        </button>
      </div>
      <p className="share-copied" role="status">
        {words}
      </p>
      <LengthNote length={url.length} />
      <div className="share-file">
        <button
          type="button"
          className="button"
          onClick={() => saveFile(sharing.file(store.getState(), start))}
        >
          Save as a file
        </button>
        <span>“Choose a lab” opens it again.</span>
      </div>
      <p className="share-fine">
        The link holds the whole lab after its #, the part that browsers do not send to servers.
        Nothing was stored anywhere by opening this.
      </p>
    </div>
  );
}

/** A link to exactly this picture, and what its length means. */
export function ShareDialog({ isOpen, onClose }: DialogProps) {
  const [sharing, setSharing] = useState<Sharing | null>(null);
  useEffect(() => {
    void loadSharing().then(setSharing);
  }, []);
  return (
    <Sheet title="Share this lab" isOpen={isOpen} onClose={onClose}>
      {isOpen && sharing && <ShareForm sharing={sharing} />}
    </Sheet>
  );
}
