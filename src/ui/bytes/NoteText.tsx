import type { ByteNote } from './byte-note.ts';

/** What is pointed at, and what is to be said about it. */
export function NoteText({ head, tail }: ByteNote) {
  return (
    <p className="byte-note">
      <b>{head}</b> <span>{tail}</span>
    </p>
  );
}
