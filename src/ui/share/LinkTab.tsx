import { MAX_URL_LENGTH } from '../../store/share.ts';
import { homeAddress, isSavedPage } from '../export/start-fragment.ts';
import { usePage } from '../shell/page-context.tsx';
import { CopyRow } from './CopyRow.tsx';
import { contentsOf } from './contents.ts';
import { LengthNote } from './LengthNote.tsx';
import { pageAddress } from './page-address.ts';
import { type TabProps, useFragment } from './share-options.ts';

/** The link, what its length means, and what it holds. */
export function LinkTab(props: TabProps) {
  const contents = usePage((page) => contentsOf(page, props.start).join('\n')).split('\n');
  const link = pageAddress(useFragment(props));
  const refusal = link.length > MAX_URL_LENGTH ? 'too long for a link' : null;
  return (
    <>
      <CopyRow label="Link" action="Copy link" text={link} refusal={refusal} />
      <LengthNote length={link.length} />
      {isSavedPage() && homeAddress() === '' && (
        <p className="share-note is-warning">
          This page was saved to a file, so the link works where that file lies.
        </p>
      )}
      <h3 className="share-head">It holds</h3>
      <ul className="share-contents">
        {contents.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </>
  );
}
