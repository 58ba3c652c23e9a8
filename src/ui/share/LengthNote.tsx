import { MAX_URL_LENGTH, WARN_URL_LENGTH } from '../../store/share.ts';

const count = new Intl.NumberFormat('en');

/** Length in words: what it means for whoever gets the link. */
export function LengthNote({ length }: { length: number }) {
  const limit = `No link may have more than ${count.format(MAX_URL_LENGTH)}.`;
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
        {count.format(WARN_URL_LENGTH)}. Browsers take it. {limit}
      </p>
    );
  }
  return (
    <p className="share-note" role="status">
      {count.format(length)} characters, short enough for any program.
    </p>
  );
}
