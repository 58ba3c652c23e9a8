// What a file of this folder holds: one protocol or layout as text, with where its idea comes from.

import type { ProtocolRole } from '../program.ts';

/** What a library entry can stand for. The text of a layout is its pieces, a space between them. */
export type LibraryRole = ProtocolRole | 'layout';

export interface LibraryEntry {
  readonly role: LibraryRole;
  readonly name: string;
  /** Function and version, or message, that the text models. One line. */
  readonly source: string;
  /** What a run under it shows. One line. */
  readonly expected: string;
  /** Profile on which it is at home. */
  readonly kernel: string;
  readonly text: string;
}
