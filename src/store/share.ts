// The page's state as a link or a file. Reads only: opening the share dialog stores nothing.

import type { LinkCodec } from '../url/codec.ts';
import type { LinkInput } from '../url/schema.ts';
import type { Page, ShareStart } from './model.ts';
import { profileWords } from './profile-words.ts';
import { imageSum } from './provenance.ts';

export { MAX_URL_LENGTH, WARN_URL_LENGTH } from '../url/limits.ts';

function linkInput(page: Page, start: ShareStart): LinkInput {
  // A result that is not of the present text would vouch for bytes that nobody has seen.
  const result = page.resultText === page.text ? page.result : null;
  return {
    text: page.text,
    profile: result && profileWords(result),
    imageSum: result && imageSum(result),
    schedule: [],
    cursor: start === 'here' ? page.cursor : 0,
    pinned: start === 'here' ? page.pinned : null,
    syntax: page.syntax,
    pane: page.pane,
  };
}

/** Makes links and files; holds nothing. */
export interface Sharing {
  /** The fragment of a link to the present state, with its `#`. */
  fragment(page: Page, start: ShareStart): string;
  /** The same as the content of a file. */
  file(page: Page, start: ShareStart): string;
}

export function sharingWith(codec: LinkCodec): Sharing {
  return {
    fragment: (page, start) => codec.encode(linkInput(page, start)),
    file: (page, start) => codec.encodeFile(linkInput(page, start)),
  };
}

/** Fetches what links are made with. */
export async function loadSharing(): Promise<Sharing> {
  return sharingWith((await import('../url/codec.ts')).linkCodec);
}
