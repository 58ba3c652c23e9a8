import type { Notice } from '../../store/model.ts';
import { useActions, usePage } from './page-context.tsx';

const TONE_WORDS = { info: 'Note', warning: 'Warning', error: 'Error' } as const;

function NoticeCard({ notice }: { notice: Notice }) {
  const { dismiss, takeOffer } = useActions();
  const { offer } = notice;
  return (
    <li className={`notice is-${notice.tone}`}>
      <div className="notice-words">
        <p className="notice-title">
          <span className="visually-hidden">{TONE_WORDS[notice.tone]}: </span>
          {notice.title}
        </p>
        <p className="notice-body">{notice.body}</p>
        {offer && 'text' in offer && notice.id === 'link-error' && (
          <details className="notice-offer">
            <summary>Show the text that could be read</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box must be reachable */}
            <pre tabIndex={0}>{offer.text}</pre>
          </details>
        )}
      </div>
      {offer && (
        <button type="button" className="button" onClick={() => takeOffer(notice)}>
          {offer.label}
        </button>
      )}
      <button
        type="button"
        className="button is-quiet"
        aria-label={`Close: ${notice.title}`}
        onClick={() => dismiss(notice.id)}
      >
        Close
      </button>
    </li>
  );
}

/** Messages that stay until they are closed. */
export function Notices() {
  const notices = usePage((page) => page.notices);
  return (
    <ul className="notices" aria-label="Messages" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}
