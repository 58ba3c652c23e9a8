// The page's state as a link or a file. Reads only: opening the share dialog stores nothing.

import { linkCodec } from '../url/codec.ts';
import type { LinkInput } from '../url/schema.ts';
import type { Page, ShareStart } from './model.ts';
import { imageSum, profileWords } from './provenance.ts';

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

/** The fragment of a link to the present state, with its `#`. */
export function shareFragment(page: Page, start: ShareStart): string {
  return linkCodec.encode(linkInput(page, start));
}

/** The same as the content of a file. */
export function shareFile(page: Page, start: ShareStart): string {
  return linkCodec.encodeFile(linkInput(page, start));
}
