// What came of a search as JSON for programs, and as Markdown for a mail. README of ui/export describes the fields.

import type { Failure, Outcome } from '../../core/explore/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { DoneSearch } from '../../store/explorer-model.ts';
import {
  coverageWords,
  failureTitle,
  outcomeWords,
  sizeOfFailure,
  verdictWords,
} from './explorer-words.ts';

const FORMAT = 'pokescope-search';
const VERSION = 1;

export interface ReportInput {
  readonly title: string;
  readonly search: DoneSearch;
  /** Of the same text. */
  readonly result: LabResult;
  /** Null where there is none to give. */
  readonly link: string | null;
}

function slotJson({ result }: ReportInput, { slots }: Outcome) {
  return slots.map(({ mapIdx, key, progIdx }) => ({
    map: result.maps[mapIdx]?.name ?? null,
    key,
    prog: progIdx === null ? null : (result.progs[progIdx]?.name ?? null),
  }));
}

export function searchJson(input: ReportInput): string {
  const { title, search, result, link } = input;
  const { orders, failures, outcomes, sites, ...rest } = search.result;
  const actors = result.timeline?.actors.map(({ name }) => name) ?? [];
  return `${JSON.stringify(
    {
      format: FORMAT,
      version: VERSION,
      title,
      link,
      lab: search.text,
      protocols: {
        mapPoke: result.protocols.mapPoke.name,
        textPoke: result.protocols.textPoke.name,
      },
      ...rest,
      orders: orders === null ? null : orders.toString(),
      milliseconds: Math.round(search.milliseconds),
      actors,
      failures,
      outcomes: outcomes.map((outcome) => ({
        retvals: outcome.retvals.map(({ actor, value }) => ({
          actor: actors[actor] ?? null,
          value,
        })),
        slots: slotJson(input, outcome),
        expected: outcome.expected,
        schedule: outcome.schedule,
      })),
      sites,
    },
    null,
    2,
  )}\n`;
}

function failureLines(failure: Failure, nth: number): string[] {
  return [
    `### ${nth + 1}. ${failureTitle(failure.property)} (${sizeOfFailure(failure)})`,
    '',
    failure.message,
    '',
    ...failure.account.map((sentence, i) => `${i + 1}. ${sentence}`),
    '',
    `Schedule: \`${failure.schedule.join(' ')}\``,
    '',
  ];
}

/** Longer than any run of backquotes in the text. */
function fenceFor(text: string): string {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length);
  return '`'.repeat(Math.max(2, ...runs) + 1);
}

export function searchMarkdown(input: ReportInput): string {
  const { title, search, result, link } = input;
  const { failures, outcomes, unfinished, reduction } = search.result;
  const fence = fenceFor(search.text);
  const lines = [
    `# ${title}: ${verdictWords(search.result)}`,
    '',
    coverageWords(search.result),
    ...(unfinished === null ? [] : [`The search ended early: ${unfinished}.`]),
    reduction ? 'Orders that cannot matter were left out.' : 'No order was left out.',
    `Protocols: ${result.protocols.mapPoke.name}, ${result.protocols.textPoke.name}.`,
    '',
    ...(failures.length === 0 ? [] : ['## How it fails', '']),
    ...failures.flatMap((failure, nth) => failureLines(failure, nth)),
    ...(outcomes.length === 0 ? [] : ['## Outcomes', '']),
    ...outcomes.map(
      (outcome) => `- ${outcomeWords(outcome, result)}${outcome.expected ? '' : ' (not expected)'}`,
    ),
    ...(outcomes.length === 0 ? [] : ['']),
    '## Lab',
    '',
    fence,
    search.text.trimEnd(),
    fence,
    '',
    ...(link === null ? [] : ['## To see it', '', `<${link}>`, '']),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
