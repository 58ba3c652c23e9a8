// The page's state as a link or a file. Reads only: opening the share dialog stores nothing.

import type { Timeline } from '../core/pipeline/index.ts';
import type { LinkCodec } from '../url/codec.ts';
import { NO_CHECKS, runChecks } from '../url/run-checks.ts';
import type { LinkInput } from '../url/schema.ts';
import { packFinding } from './explorer-finding.ts';
import { DEFAULT_SETTINGS, sameSettings } from './explorer-settings.ts';
import { packView } from './link-view.ts';
import type { Page, ShareStart } from './model.ts';
import { WHOLE_PIPELINE } from './open-view.ts';
import { profileWords } from './profile-words.ts';
import { imageSum } from './provenance.ts';
import { choicesBefore } from './steering.ts';

export { formatEmbed } from '../url/embed.ts';
export { MAX_INFLATED_BYTES, MAX_URL_LENGTH, WARN_URL_LENGTH } from '../url/limits.ts';

/** Choices that the run on screen was made of; all that are kept where there is none. */
function choicesOf(page: Page, timeline: Timeline | null): readonly number[] {
  return timeline ? choicesBefore(timeline, timeline.zero + timeline.taken) : page.schedule;
}

/** Null where nothing differs from a new page. */
function explorerOf(page: Page, schedule: readonly number[]): LinkInput['explorer'] | null {
  const { explorer, predict } = page;
  const { reduction, properties, megabytes } = explorer;
  const found = packFinding(page.finding, schedule);
  if (!predict && !found && sameSettings(explorer, DEFAULT_SETTINGS)) return null;
  return {
    reduction,
    properties: properties && [...properties],
    megabytes,
    predict,
    ...(found && { finding: { ...found, causal: [...found.causal] } }),
  };
}

/** Null where it shows all of the first program. */
function pipelineOf({ pipeline }: Page): LinkInput['pipeline'] | null {
  if (JSON.stringify(pipeline) === JSON.stringify(WHOLE_PIPELINE)) return null;
  return { ...pipeline, passes: [...pipeline.passes] };
}

function viewsOf(page: Page): Pick<LinkInput, 'lowerView' | 'pipeline' | 'view'> {
  const { lowerView } = page;
  const pipeline = pipelineOf(page);
  const view = packView(page);
  return { lowerView, ...(pipeline && { pipeline }), ...(view && { view }) };
}

function linkInput(page: Page, start: ShareStart): LinkInput {
  // A result that is not of the present text would vouch for bytes that nobody has seen.
  const result = page.resultText === page.text ? page.result : null;
  const timeline = result?.timeline ?? null;
  const { policy, steered, breakpoints, watches, syntax, pane } = page;
  const { addressing, bytesLayout, timelineView } = page;
  const schedule = [...choicesOf(page, timeline)];
  const cursor = start === 'here' ? page.cursor : 0;
  const search = explorerOf(page, schedule);
  const seen =
    timeline && Math.max(cursor, schedule.length > 0 ? timeline.zero + schedule.length : 0);
  return {
    text: page.text,
    profile: result && profileWords(result),
    imageSum: result && imageSum(result),
    schedule,
    policy,
    steered,
    cursor,
    inside: start === 'here' ? page.inside : 0,
    checks: timeline && seen ? runChecks(timeline.steps, seen) : NO_CHECKS,
    pinned: start === 'here' ? page.pinned : null,
    breakpoints: [...breakpoints],
    watches: watches.map((watch) => watch.text),
    syntax,
    pane,
    addressing,
    bytesLayout,
    timelineView,
    ...(search && { explorer: search }),
    ...viewsOf(page),
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
