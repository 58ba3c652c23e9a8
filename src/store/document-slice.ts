// The lab text: typed, opened from the chooser, from a file or from a link.

import { LABS } from '../labs/index.ts';
import type { DecodedLink, LinkCodec } from '../url/codec.ts';
import { LINK_MODEL } from '../url/model.ts';
import {
  linkErrorNotice,
  NO_CODEC_NOTICE,
  olderModelNotice,
  putAsideNotice,
} from './link-notices.ts';
import type { Arrival, Page, Slice } from './model.ts';

type DocumentKey =
  | 'text'
  | 'labId'
  | 'openings'
  | 'arrival'
  | 'fragment'
  | 'edit'
  | 'openLab'
  | 'openText'
  | 'openFile'
  | 'openFragment';

interface Opening {
  readonly text: string;
  readonly labId: string | null;
  readonly fragment: string;
  readonly arrival: Arrival;
}

const FROM_START: Arrival = { opensAt: 0, pinned: null, link: null };

/** True when nothing of the user's own would be lost with `text`. */
export function isBuiltinText(text: string): boolean {
  return text.trim() === '' || LABS.some((lab) => lab.text === text);
}

/** Spans are offsets, and editors count one character for a line's end. */
function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Puts a whole text in place of another and offers the old one back if it was the user's own. */
function open(set: (partial: Partial<Page>) => void, get: () => Page, opening: Opening): void {
  const { text: old, openings } = get();
  const text = withPlainLineEnds(opening.text);
  if (old !== text && !isBuiltinText(old)) get().notify(putAsideNotice(old));
  set({ ...opening, text, openings: openings + 1, pinned: null, hovered: null, playing: false });
  get().compile();
}

function openLink(
  set: (partial: Partial<Page>) => void,
  get: () => Page,
  link: DecodedLink,
  fragment: string,
): void {
  const { state, model } = link;
  const sameSteps = model === LINK_MODEL;
  set({ syntax: state.syntax, pane: state.pane });
  open(set, get, {
    text: state.text,
    labId: LABS.find((lab) => lab.text === state.text)?.id ?? null,
    fragment,
    arrival: {
      opensAt: sameSteps ? state.cursor : 0,
      pinned: sameSteps ? state.pinned : null,
      link: state,
    },
  });
  if (!sameSteps) get().notify(olderModelNotice(model));
}

type LoadCodec = () => Promise<LinkCodec>;

/** The codec comes when a link or a file does: most visits need none. */
async function withCodec(
  load: LoadCodec,
  notify: Page['notify'],
  read: (codec: LinkCodec) => void,
): Promise<void> {
  try {
    read(await load());
  } catch {
    notify(NO_CODEC_NOTICE);
  }
}

export const documentSlice =
  (loadCodec: LoadCodec): Slice<DocumentKey> =>
  (set, get) => ({
    text: '',
    labId: null,
    openings: 0,
    arrival: null,
    fragment: '',

    edit: (typed) => {
      const text = withPlainLineEnds(typed);
      if (text === get().text) return;
      set({ text, fragment: '', arrival: null, pinned: null, hovered: null });
      get().compile();
    },
    openLab: (id) => {
      const lab = LABS.find((candidate) => candidate.id === id);
      if (!lab) return;
      const arrival: Arrival = { ...FROM_START, opensAt: lab.opensAt };
      open(set, get, { text: lab.text, labId: lab.id, fragment: '', arrival });
    },
    openText: (text) => {
      open(set, get, { text, labId: null, fragment: '', arrival: FROM_START });
    },
    openFile: (content) =>
      withCodec(loadCodec, get().notify, (codec) => {
        const decoded = codec.decodeFile(content);
        if (decoded.ok) openLink(set, get, decoded.value, '');
        else if (decoded.error.kind === 'not-a-link') get().openText(content);
        else get().notify(linkErrorNotice(decoded.error, 'file'));
      }),
    openFragment: async (fragment) => {
      if (fragment === get().fragment || fragment === '' || fragment === '#') return;
      await withCodec(loadCodec, get().notify, (codec) => {
        const decoded = codec.decode(fragment);
        if (decoded.ok) openLink(set, get, decoded.value, fragment);
        else get().notify(linkErrorNotice(decoded.error, 'link'));
      });
    },
  });
