// What the page says about links: the codec's fact, and what to do about it.

import type { LinkError, LinkFault } from '../url/codec.ts';
import type { LinkState } from '../url/schema.ts';
import type { Notice } from './model.ts';

const ADVICE: Readonly<Record<LinkFault, string>> = {
  'not-a-link': 'A link starts with #v and a number, and holds the whole lab.',
  'future-version': 'Reload the page to get its newest version, then open the link again.',
  'too-long': 'Ask for the lab as a file: the share dialog saves one.',
  'bad-character': 'It was probably altered on its way here. Ask for it again.',
  truncated: 'Mail and chat programs cut long addresses off. Ask for it again, or for a file.',
  corrupt: 'It was probably altered on its way here. Ask for it again.',
  'too-large': 'No lab is that large, so it was not opened.',
  'bad-shape': 'It was not made by this page, or was altered.',
  'text-mismatch': 'It was altered after it was made, so its steps may not fit.',
};

const EMBED_ADVICE = 'Its code must be copied from the share dialog again.';

/** For an embed: readers cannot ask for another link, and have no text that could be lost. */
function embedErrorNotice({ kind, message }: LinkError): Notice {
  const advice = kind === 'future-version' ? 'Reload this page for a newer one.' : EMBED_ADVICE;
  const title = 'This embed could not be opened';
  return { id: 'link-error', tone: 'error', title, body: `${message} ${advice}` };
}

/** `source` says what was opened. */
export function linkErrorNotice(error: LinkError, source: 'link' | 'file' | 'embed'): Notice {
  if (source === 'embed') return embedErrorNotice(error);
  const notice: Notice = {
    id: 'link-error',
    tone: 'error',
    title: source === 'link' ? 'This link could not be opened' : 'This file could not be opened',
    body: `${error.message} ${ADVICE[error.kind]} Your text is as it was.`,
  };
  if (error.recovered === null) return notice;
  const label = error.kind === 'truncated' ? 'Open the part that is there' : 'Open its text anyway';
  return { ...notice, offer: { label, text: error.recovered } };
}

export function olderModelNotice(model: number): Notice {
  return {
    id: 'link-model',
    tone: 'warning',
    title: 'The steps of this link are numbered differently',
    body:
      `It was made with step numbering ${model}, which this page does not use. ` +
      'The text is open; the timeline stands at its beginning.',
  };
}

/** Compares a link with what the page makes of it; null when they agree. */
export function linkDriftNotice(
  link: LinkState,
  profile: string,
  imageSum: string | null,
): Notice | null {
  const notice = { id: 'link-drift', tone: 'warning' } as const;
  if (link.profile !== null && link.profile !== profile) {
    return {
      ...notice,
      title: `This link was made with kernel ${link.profile}, the page now shows ${profile}`,
      body: `Write ".kernel ${link.profile}" at the top of the text to see what was shared.`,
    };
  }
  if (link.imageSum === null || link.imageSum === imageSum) return null;
  return {
    ...notice,
    title: 'The bytes differ from those that were shared',
    body:
      'This version of the page compiles the same text to other bytes than the one that made the ' +
      `link (checksum ${imageSum ?? 'none'} instead of ${link.imageSum}).`,
  };
}

/** `cursor`: steps that the link's run and this page's share. */
export function linkRunNotice(cursor: number): Notice {
  return {
    id: 'link-run',
    tone: 'warning',
    title: `This link's run goes another way behind step ${cursor}`,
    body:
      'This version of the page does not make the steps that were shared. The text and all choices ' +
      `of the link are kept, and the timeline stands at step ${cursor}, where both still agree.`,
    offer: { label: 'Continue from there', run: 'from', cursor },
  };
}
