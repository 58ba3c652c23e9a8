// Links and files in the page's terms: what to open, or what to say. Fetched with the first of them.

import { err, ok, type Result } from '../core/base/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { type DecodedLink, type LinkCodec, linkCodec } from '../url/codec.ts';
import { LINK_MODEL } from '../url/model.ts';
import { firstDifference } from '../url/run-checks.ts';
import type { LinkState } from '../url/schema.ts';
import { unpackFinding } from './explorer-finding.ts';
import { readSettings } from './explorer-settings.ts';
import {
  linkDriftNotice,
  linkErrorNotice,
  linkRunNotice,
  olderModelNotice,
} from './link-notices.ts';
import { unpackView } from './link-view.ts';
import type { Arrival, Breakpoint, Drift, Notice, Page } from './model.ts';
import { WHOLE_PIPELINE } from './open-view.ts';
import { profileWords } from './profile-words.ts';
import { imageSum } from './provenance.ts';

/** What a link or a file opens. */
export interface ReadLink
  extends Pick<
    Page,
    'text' | 'syntax' | 'pane' | 'breakpoints' | 'watches' | 'finding' | 'predict'
  > {
  readonly run: Pick<Page, 'schedule' | 'policy' | 'steered'>;
  /** What the link says of how panes show things; what it does not say stays the reader's own. */
  readonly views: Partial<
    Pick<Page, 'addressing' | 'bytesLayout' | 'timelineView' | 'lowerView' | 'explorer'>
  >;
  /** What stands over the panes or in their place. */
  readonly over: Pick<Page, 'view' | 'pipeline'>;
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

/** Steps of the link's run that the page's run surely shares; null when all do. */
function agreedSteps({ schedule, checks }: LinkState, { timeline }: LabResult): number | null {
  if (!timeline) return null;
  const { steps, zero, taken } = timeline;
  const agreed = firstDifference(checks, steps) ?? Number.POSITIVE_INFINITY;
  const possible = taken < schedule.length ? zero + taken : Number.POSITIVE_INFINITY;
  const least = Math.min(agreed, possible);
  return Number.isFinite(least) ? least : null;
}

function driftOf(state: LinkState, result: LabResult): Drift | null {
  const cursor = agreedSteps(state, result);
  const notice =
    linkDriftNotice(state, profileWords(result), imageSum(result)) ??
    (cursor === null ? null : linkRunNotice(cursor));
  return notice && { notice, cursor };
}

function viewsOf(state: LinkState): ReadLink['views'] {
  const { addressing, bytesLayout, timelineView, lowerView } = state;
  const explorer = readSettings(state.explorer);
  return {
    ...(explorer && { explorer }),
    ...(addressing && { addressing }),
    ...(bytesLayout && { bytesLayout }),
    ...(timelineView && { timelineView }),
    ...(lowerView && { lowerView }),
  };
}

function interpret({ state, model }: DecodedLink): ReadLink {
  const { text, syntax, pane, schedule, policy, steered, breakpoints, watches } = state;
  const check = (result: LabResult): Drift | null => driftOf(state, result);
  const opened = {
    text,
    syntax,
    pane,
    views: viewsOf(state),
    over: { view: unpackView(state.view), pipeline: state.pipeline ?? WHOLE_PIPELINE },
    run: { schedule, policy, steered },
    breakpoints: breakpoints as readonly Breakpoint[],
    watches: watches.map((watch) => ({ text: watch })),
    predict: state.explorer?.predict ?? false,
    finding: unpackFinding(state.explorer?.finding, schedule),
  };
  // The steps of another numbering are only found again by what they were seen to do.
  if (model !== LINK_MODEL && state.checks.steps === 0) {
    const arrival: Arrival = { opensAt: 0, inside: 0, pinned: null, check };
    return { ...opened, arrival, notice: olderModelNotice(model) };
  }
  const { cursor, inside, pinned } = state;
  return { ...opened, arrival: { opensAt: cursor, inside, pinned, check }, notice: null };
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
