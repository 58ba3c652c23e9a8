// The lab text: typed, opened from the chooser, from a file or from a link.

import { LABS } from '../labs/index.ts';
import type { LinkReader, ReadLink } from './link-reader.ts';
import type { Arrival, Notice, Page, Slice } from './model.ts';
import { WHOLE_PIPELINE } from './open-view.ts';
import { ownRun } from './run-slice.ts';
import { labAfterEdit, labIdOf } from './same-lab.ts';
import { scenarioIdOf } from './scenario-of-text.ts';

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
  | 'openDraft'
  | 'openFragment';

type Run = Pick<Page, 'schedule' | 'policy' | 'steered'>;

interface Opening extends Partial<Pick<Page, 'breakpoints' | 'watches' | 'finding'>> {
  readonly text: string;
  readonly labId: string | null;
  readonly fragment: string;
  readonly arrival: Arrival;
  /** The lab's own unless given. */
  readonly run?: Run;
  readonly workspace?: Page['workspace'];
}

const FROM_START: Arrival = { opensAt: 0, inside: 0, pinned: null, check: null };

/** True when nothing of the user's own would be lost with `text`. */
export function isBuiltinText(text: string): boolean {
  return text.trim() === '' || LABS.some((lab) => lab.text === text);
}

/** Spans are offsets, and editors count one character for a line's end. */
function withPlainLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

const NO_READER_NOTICE: Notice = {
  id: 'link-error',
  tone: 'error',
  title: 'The part of the page that reads links could not be loaded',
  body: 'Check the connection and reload the page. Your text is as it was.',
};

function putAsideNotice(text: string): Notice {
  return {
    id: 'put-aside',
    tone: 'info',
    title: 'Your own text was put aside',
    body: 'It stays within reach under “Choose a lab”.',
    offer: { label: 'Bring it back', text },
  };
}

/** Puts a whole text in place of another and offers the old one back if it was the user's own. */
function open(set: (partial: Partial<Page>) => void, get: () => Page, opening: Opening): void {
  const { text: old, openings } = get();
  const { run = ownRun(opening.labId), ...rest } = opening;
  const text = withPlainLineEnds(opening.text);
  // A named lab is where it was.
  if (old !== text && !isBuiltinText(old) && !get().workspace) get().notify(putAsideNotice(old));
  get().dismiss('run-diverged');
  get().dismiss('not-there');
  get().cancelCheck();
  set({
    search: { kind: 'none' },
    guess: null,
    predict: false,
    finding: null,
    breakpoints: [],
    watches: [],
    workspace: null,
    ...rest,
    ...run,
    cut: null,
    inside: 0,
    loop: null,
    view: null,
    pipeline: WHOLE_PIPELINE,
    text,
    openings: openings + 1,
    pinned: null,
    hovered: null,
    playing: false,
  });
  get().compile();
}

function openLink(
  set: (partial: Partial<Page>) => void,
  get: () => Page,
  link: ReadLink,
  fragment: string,
): void {
  const { syntax, pane, views, over, predict, notice, ...opened } = link;
  const labId = labIdOf(link.text);
  set({ syntax, pane, ...views });
  open(set, get, { ...opened, labId, fragment });
  set(over);
  if (predict) set({ predict });
  if (notice) get().notify(notice);
}

export const documentSlice =
  (loadReader: () => Promise<LinkReader>): Slice<DocumentKey> =>
  (set, get) => ({
    text: '',
    labId: null,
    openings: 0,
    arrival: null,
    fragment: '',

    edit: (typed) => {
      const text = withPlainLineEnds(typed);
      const before = get();
      if (text === before.text) return;
      const labId = labAfterEdit(before.labId, before.text, text);
      // Another lab's way of running is none of this text's; the user's own choices are.
      const run = labId === before.labId || before.steered ? {} : ownRun(labId);
      set({
        ...run,
        labId,
        text,
        fragment: '',
        arrival: null,
        cut: null,
        pinned: null,
        hovered: null,
      });
      get().compile();
    },
    openLab: (id) => {
      const lab = LABS.find((candidate) => candidate.id === id);
      if (!lab) return;
      const arrival: Arrival = { ...FROM_START, opensAt: lab.opensAt };
      open(set, get, { text: lab.text, labId: lab.id, fragment: '', arrival });
    },
    openText: (text) => {
      open(set, get, { text, labId: scenarioIdOf(text), fragment: '', arrival: FROM_START });
    },
    openDraft: ({ schedule, policy, steered, cursor, ...rest }) => {
      const arrival: Arrival = { ...FROM_START, opensAt: cursor };
      open(set, get, { ...rest, run: { schedule, policy, steered }, fragment: '', arrival });
    },
    openFile: async (content) => {
      const reader = await loadReader().catch(() => null);
      const read = reader?.file(content);
      if (!reader) get().notify(NO_READER_NOTICE);
      else if (!read) get().openText(content);
      else if (read.ok) openLink(set, get, read.value, '');
      else get().notify(read.error);
    },
    openFragment: async (fragment) => {
      if (fragment === get().fragment || fragment === '' || fragment === '#') return;
      const reader = await loadReader().catch(() => null);
      const read = reader?.link(fragment);
      if (!read) get().notify(NO_READER_NOTICE);
      else if (read.ok) openLink(set, get, read.value, fragment);
      else get().notify(read.error);
    },
  });
