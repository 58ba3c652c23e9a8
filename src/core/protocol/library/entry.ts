// What a file of this folder holds: one protocol as text, with where its idea comes from.

import type { ProtocolRole } from '../program.ts';

export interface LibraryEntry {
  readonly role: ProtocolRole;
  readonly name: string;
  /** Function and version, or message, that the text models. */
  readonly source: string;
  readonly text: string;
}
