// A lab and its run as Markdown that is also plain text: for a mail to a list.

import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import type { VerdictEntry } from '../../store/verdicts.ts';
import type { FuncSection } from '../bytes/byte-rows.ts';
import type { Syntax } from '../bytes/insn-text.ts';
import { objdumpText } from '../bytes/objdump-text.ts';
import type { LinkWords } from './link-words.ts';
import type { Caption } from './picture-frame.ts';

/** Which steps are told: cursors, `from` exclusive; null for none of them. */
export interface EventRange {
  readonly from: number;
  readonly to: number;
}

export interface MailInput {
  readonly caption: Caption;
  readonly text: string;
  readonly result: LabResult;
  readonly view: MachineView | null;
  readonly cursor: number;
  readonly sections: readonly FuncSection[];
  readonly syntax: Syntax;
  readonly events: EventRange | null;
  readonly sentenceOf: SentenceOf;
  readonly verdicts: readonly VerdictEntry[];
  /** Null while it is being made. */
  readonly link: LinkWords | null;
}

const WIDTH = 75;
/** Of more steps, those in the middle are left out. */
const MANY_STEPS = 120;
const KEPT_AT_EITHER_END = 40;

/** Prose in lines of 75 columns at most; `first` before the first one, `rest` before the others. */
export function wrapped(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    const indent = lines.length === 0 ? first : rest;
    if (line !== '' && indent.length + longer.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  lines.push((lines.length === 0 ? first : rest) + line);
  return lines;
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string[] {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return [`${fence}${language}`, ...text.replace(/\s+$/, '').split('\n'), fence];
}

function headed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function numbered(input: MailInput, from: number, to: number, width: number): string[] {
  const lines: string[] = [];
  for (let step = from; step < to; step++) {
    const mark = step + 1 === input.cursor ? ' <-- shown' : '';
    const first = `${`${step + 1}.`.padStart(width + 1)} `;
    lines.push(...wrapped(input.sentenceOf(step) + mark, first, ' '.repeat(first.length)));
  }
  return lines;
}

function eventLines(input: MailInput): string[] {
  const { events } = input;
  if (!events || events.to <= events.from) return [];
  const { from, to } = events;
  const width = `${to}`.length;
  if (to - from <= MANY_STEPS) return numbered(input, from, to, width);
  const head = from + KEPT_AT_EITHER_END;
  const tail = to - KEPT_AT_EITHER_END;
  return [
    ...numbered(input, from, head, width),
    '',
    `${' '.repeat(width + 2)}… ${tail - head} more`,
    '',
    ...numbered(input, tail, to, width),
  ];
}

function verdictLines({ verdicts }: MailInput): string[] {
  return verdicts.flatMap(({ step, title, sentence }) =>
    wrapped(`Step ${step + 1}: ${title}. ${sentence}`, '- ', '  '),
  );
}

/** What came of each `.expect`; a run that can still go on is not judged. */
function expectLines({ result, text }: MailInput): string[] {
  const { timeline, expects, diagnostics } = result;
  if (!timeline || expects.length === 0) return [];
  const isJudged = timeline.over || timeline.stopped !== null;
  return expects.flatMap(({ span }) => {
    const lineEnd = text.indexOf('\n', span.end);
    const line = text
      .slice(text.lastIndexOf('\n', span.start) + 1, lineEnd < 0 ? undefined : lineEnd)
      .trim();
    const failed = diagnostics.find(
      (found) => found.code === 'expect/failed' && found.span.start === span.start,
    );
    const outcome = isJudged ? (failed ? `fails: ${failed.message}` : 'holds') : 'not judged yet';
    return wrapped(`\`${line}\`: ${outcome}`, '- ', '  ');
  });
}

function linkLines({ link }: MailInput): string[] {
  if (!link) return [];
  switch (link.kind) {
    case 'too-long':
      return wrapped('The link would be too long for a mail; send the lab as a file.');
    case 'fragment':
      return [...wrapped('Put this behind the address of a pokescope page:'), '', link.text];
    case 'address':
      // In angle brackets it may be as long as it likes, in mails and in Markdown.
      return [`<${link.text}>`];
  }
}

export function mailText(input: MailInput): string {
  const { caption, result, text, view, sections, syntax } = input;
  const { stopped = null } = result.timeline ?? {};
  const place = caption.step === '' ? '' : `Step ${caption.step.replace(' / ', ' of ')}: `;
  const bytes = objdumpText(result, view, sections, syntax);
  const lines = [
    ...wrapped(caption.title, '# '),
    '',
    ...wrapped(`pokescope, ${caption.kernel}, x86-64.`),
    '',
    ...wrapped(place + caption.sentence),
    '',
    ...headed('Lab', fenced(text, '')),
    ...headed('Bytes in memory at this step', bytes === '' ? [] : fenced(bytes, '')),
    ...headed('What happens', eventLines(input)),
    ...headed('What goes wrong', verdictLines(input)),
    ...headed('Expectations', expectLines(input)),
    ...headed('Why the run stopped', stopped === null ? [] : wrapped(stopped)),
    ...headed('To see it', linkLines(input)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
