// Links and files in the page's terms: what to open, or what to say. Fetched with the first of them.

import { err, ok, type Result } from '../core/base/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { type DecodedLink, type LinkCodec, linkCodec } from '../url/codec.ts';
import { LINK_MODEL } from '../url/model.ts';
import { linkDriftNotice, linkErrorNotice, olderModelNotice } from './link-notices.ts';
import type { Arrival, Drift, Notice, Page } from './model.ts';
import { profileWords } from './profile-words.ts';
import { imageSum } from './provenance.ts';

/** What a link or a file opens. */
export interface ReadLink extends Pick<Page, 'text' | 'syntax' | 'pane'> {
  readonly arrival: Arrival;
  /** Something that the user should know although the text opens. */
  readonly notice: Notice | null;
}

export interface LinkReader {
  /** Reads a fragment, with or without its `#`. */
  link(fragment: string): Result<ReadLink, Notice>;
  /** Null for a file that is a plain lab text. */
  file(content: string): Result<ReadLink, Notice> | null;
}

function interpret({ state, model }: DecodedLink): ReadLink {
  const { text, syntax, pane } = state;
  const check = (result: LabResult): Drift | null => {
    const notice = linkDriftNotice(state, profileWords(result), imageSum(result));
    return notice && { notice, cursor: null };
  };
  if (model !== LINK_MODEL) {
    const arrival: Arrival = { opensAt: 0, inside: 0, pinned: null, check };
    return { text, syntax, pane, arrival, notice: olderModelNotice(model) };
  }
  const arrival: Arrival = { opensAt: state.cursor, inside: 0, pinned: state.pinned, check };
  return { text, syntax, pane, arrival, notice: null };
}

export function linkReaderWith(codec: LinkCodec): LinkReader {
  return {
    link: (fragment) => {
      const decoded = codec.decode(fragment);
      return decoded.ok
        ? ok(interpret(decoded.value))
        : err(linkErrorNotice(decoded.error, 'link'));
    },
    file: (content) => {
      const decoded = codec.decodeFile(content);
      if (decoded.ok) return ok(interpret(decoded.value));
      if (decoded.error.kind === 'not-a-link') return null;
      return err(linkErrorNotice(decoded.error, 'file'));
    },
  };
}

export const linkReader = linkReaderWith(linkCodec);
