// An embedded page's store: opens what the address says, holds the cursor within its steps, and refuses what a
// read-only embed does not allow. Fetched with the first embed.

import { linkCodec } from '../url/codec.ts';
import { parseEmbed } from '../url/embed.ts';
import { LABS } from './labs.ts';
import { linkErrorNotice } from './link-notices.ts';
import type { EmbedOptions, Notice, Page, PageActions } from './model.ts';
import type { PageStore } from './page-store.ts';
import { reach } from './playback-slice.ts';

function unknownLabNotice(id: string): Notice {
  return {
    id: 'embed-lab',
    tone: 'error',
    title: `There is no lab “${id}”`,
    body: 'The address of this embed names a lab that this page does not have.',
  };
}

function ignoredNotice(ignored: readonly string[]): Notice {
  return {
    id: 'embed-ignored',
    tone: 'info',
    title: 'Parts of this embed’s address were left out',
    body: `This page does not know: ${ignored.join(', ')}.`,
  };
}

/** Notices about a text that was put aside send readers to a chooser, which an embed does not have. */
function quieter(store: PageStore, options: EmbedOptions): PageActions['notify'] {
  const { notify } = store.getState();
  return (notice) => {
    if (notice.id === 'put-aside') return;
    const { offer, ...rest } = notice;
    notify(offer && !options.readOnly ? notice : rest);
  };
}

function nothing(): void {}

/** What would change the text or the run. */
const REFUSED = {
  edit: nothing,
  openLab: nothing,
  openText: nothing,
  openFile: () => Promise.resolve(),
  openFragment: () => Promise.resolve(),
  choose: nothing,
  runTo: nothing,
  runOn: nothing,
  takeRun: nothing,
  cutHere: nothing,
  resetRun: nothing,
  undo: nothing,
  redo: nothing,
  openDraft: nothing,
  openWorkspace: nothing,
  saveAs: () => Promise.resolve(),
  importLabs: () => Promise.resolve(),
  takeOffer: nothing,
  rewrite: nothing,
} satisfies Partial<PageActions>;

/**
 * A search's findings can be looked at in a read-only frame as well: nothing of its address or its text changes, and
 * `undoCut` is the way back. Not where the author chose the steps to be seen.
 */
const REFUSED_WITH_STEPS = {
  showFinding: nothing,
  undoCut: nothing,
} satisfies Partial<PageActions>;

/** Registered before any view, so that none ever sees a cursor outside. */
function holdCursor(store: PageStore): void {
  const hold = (page: Page): void => {
    const { from, to } = reach(page);
    const cursor = Math.max(from, Math.min(page.cursor, to));
    if (cursor === page.cursor && (page.inside === 0 || cursor < to || from === to)) return;
    store.setState({ cursor, inside: 0, playing: false });
  };
  store.subscribe(hold);
}

/** Opens the lab of the address; what goes wrong becomes a notice, and then nothing is opened. */
async function openLab(store: PageStore, link: string | null, labId: string | null): Promise<void> {
  const { notify, openFragment, openLab: open } = store.getState();
  if (link !== null) {
    const decoded = linkCodec.decode(link);
    if (decoded.ok) await openFragment(link);
    else notify(linkErrorNotice(decoded.error, 'embed'));
    return;
  }
  const lab = labId === null ? LABS[0] : LABS.find((each) => each.id === labId);
  if (lab) open(lab.id);
  else notify(unknownLabNotice(labId ?? ''));
}

/** Takes the place of `store.start` for a fragment of an embed. */
export async function startEmbed(store: PageStore, fragment: string): Promise<void> {
  const { options, link, labId, ignored } = parseEmbed(fragment);
  store.setState({ embed: options, notify: quieter(store, options) });
  if (options.steps) holdCursor(store);
  if (ignored.length > 0) store.getState().notify(ignoredNotice(ignored));
  await openLab(store, link, labId);
  if (options.readOnly) store.setState(REFUSED);
  if (options.steps) store.setState(REFUSED_WITH_STEPS);
}

/** The fragment that opens what an embed could not, on a page of its own; '' if there is none. */
export function stateOfEmbed(fragment: string): string {
  return parseEmbed(fragment).link ?? '';
}
