import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../src/core/base/index.ts';
import { LABS } from '../../src/labs/index.ts';
import type { Page } from '../../src/store/model.ts';
import { selectView } from '../../src/store/selectors.ts';
import { selectSentences } from '../../src/store/sentences.ts';
import { verdictsOf } from '../../src/store/verdicts.ts';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import { objdumpText } from '../../src/ui/bytes/objdump-text.ts';
import { eventsJson } from '../../src/ui/export/events-json.ts';
import { captionOf, fileName } from '../../src/ui/export/lab-facts.ts';
import { type MailInput, mailText, wrapped } from '../../src/ui/export/markdown.ts';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { runOf } from './run-lab.ts';

async function pageAt(labId: string, cursor?: number): Promise<Page> {
  const store = openPage();
  await store.start('');
  store.getState().openLab(labId);
  await settled();
  if (cursor !== undefined) store.getState().seek(cursor);
  return store.getState();
}

function mail(page: Page, more: Partial<MailInput> = {}): string {
  const { result, cursor, resultText, syntax } = page;
  if (!result) throw new Error('a result');
  return mailText({
    caption: captionOf(page),
    text: resultText,
    result,
    view: selectView(page),
    cursor,
    sections: buildRowTable(result).sections,
    syntax,
    events: { from: 0, to: cursor },
    sentenceOf: selectSentences(page),
    verdicts: verdictsOf(page),
    link: { kind: 'address', text: 'https://host.example/#v2.abc' },
    ...more,
  });
}

/** Lines outside of fences. */
function prose(text: string): string[] {
  const lines: string[] = [];
  let fence = '';
  for (const line of text.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0] ?? '';
    if (fence !== '') fence = mark === fence ? '' : fence;
    else if (mark !== '') fence = mark;
    else lines.push(line);
  }
  return lines;
}

describe('wrapped', () => {
  it('breaks between words at 75 columns, further lines indented', () => {
    const lines = wrapped('word '.repeat(40), '- ', '  ');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(75);
    expect(lines[0]).toMatch(/^- word/);
    expect(lines[1]).toMatch(/^ {2}word/);
    expect(lines.join(' ').match(/word/g)).toHaveLength(40);
  });

  it('keeps a word that is longer than a line whole', () => {
    expect(wrapped('x'.repeat(90))).toEqual(['x'.repeat(90)]);
  });
});

describe('mailText', () => {
  it('holds title, kernel, lab, bytes as objdump lists them, steps and link', async () => {
    const page = await pageAt('slot-life', 30);
    const text = mail(page);
    const { result } = page;
    if (!result) throw new Error('a result');
    expect(text).toMatch(/^# The life of a slot/);
    expect(text).toContain('kernel 6.1');
    expect(text).toContain(page.resultText.trim());
    const { sections } = buildRowTable(result);
    expect(text).toContain(objdumpText(result, selectView(page), sections, 'att').trim());
    expect(text).toContain('30. ');
    expect(text).toContain('<-- shown');
    expect(text).not.toContain('31. ');
    expect(text).toContain('<https://host.example/#v2.abc>');
  });

  it('keeps prose of every lab within 75 columns', async () => {
    for (const { id } of LABS) {
      const page = await pageAt(id);
      const steps = page.result?.timeline?.steps.length ?? 0;
      const long = prose(mail(page, { events: { from: 0, to: steps } })).filter(
        (line) => line.length > 75,
      );
      expect(long, id).toEqual([]);
    }
  }, 60_000);

  it('leaves out the middle of a long run, and says how much', async () => {
    const page = await pageAt('slot-life');
    const steps = page.result?.timeline?.steps.length ?? 0;
    expect(steps).toBeGreaterThan(120);
    const text = mail(page, { events: { from: 0, to: steps } });
    expect(text).toContain(`… ${steps - 80} more`);
    expect(text).toContain(`${steps}. `);
    expect(text).toContain('40. ');
    expect(text).not.toContain('41. ');
  });

  it('tells a range of steps by their numbers in the run', async () => {
    const text = mail(await pageAt('slot-life'), { events: { from: 9, to: 12 } });
    const numbers = [...text.matchAll(/^ *(\d+)\. /gm)].map(([, number]) => number);
    expect(numbers).toEqual(['10', '11', '12']);
  });

  it('fences a text that has fences of its own', async () => {
    const page = await pageAt('slot-life', 1);
    expect(mail(page, { text: '// ```\n// ````' })).toContain('`````\n// ```');
  });

  it('says what goes wrong, and what came of each expectation', async () => {
    const page = await pageAt('cover-letter-race');
    const text = mail(page);
    expect(text).toContain('## What goes wrong');
    expect(text).toMatch(/^- Step \d+: /m);
    const judged = await pageAt(LABS.find((lab) => lab.text.includes('.expect'))?.id ?? '');
    expect(mail(judged)).toMatch(/^- `retval\(0\) in .*`: holds$/m);
  });

  it('offers the fragment where no address is known, and the file where it is too long', async () => {
    const page = await pageAt('slot-life', 1);
    const text = mail(page, { link: { kind: 'fragment', text: '#v2.abc' } });
    expect(text).toContain('Put this behind the address of a pokescope page:\n\n#v2.abc');
    expect(mail(page, { link: { kind: 'too-long' } })).toContain('send the lab as a file');
  });
});

/** Fields that hold bytes and 64-bit numbers, as the README lists them. */
const BYTES = new Set(['bytes', 'expected', 'wanted', 'found', 'before', 'after']);

function revive(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^0x[0-9a-f]+$/.test(value)) return BigInt(value);
  return BYTES.has(key) ? hexToBytes(value) : value;
}

describe('eventsJson', () => {
  it('says of every lab what its steps say, to the byte', () => {
    for (const { id, title } of LABS) {
      const { result, text } = runOf(id);
      const parsed = JSON.parse(eventsJson({ result, title, text }), revive) as {
        steps: readonly unknown[];
        text: string;
      };
      const steps = result.timeline?.steps.map(({ actor, action, events }) => ({
        actor,
        action,
        events: events.map((event) => ({ ...event })),
      }));
      expect(parsed.steps, id).toEqual(steps);
      expect(parsed.text).toBe(text);
    }
  }, 60_000);

  it('names format, version, profile, actors, and the checksum of every image', () => {
    const { result, text } = runOf('slot-life');
    const document = JSON.parse(eventsJson({ result, title: 'T', text })) as Record<
      string,
      unknown
    >;
    expect(document).toMatchObject({
      format: 'pokescope-events',
      version: 1,
      title: 'T',
      profile: { version: '6.1', options: [] },
      zero: result.timeline?.zero,
      actors: result.timeline?.actors,
    });
    expect(Object.keys(document).at(-1)).toBe('steps');
    expect(document['progs']).toMatchObject([
      {
        name: 'entry',
        images: [{ name: 'entry', crc32: expect.stringMatching(/^[0-9a-f]{8}$/) as unknown }],
      },
      { name: 'target_a' },
      { name: 'target_b' },
    ]);
  });

  it('has no event whose kind and fields the README does not name', () => {
    const readme = readFileSync('src/ui/export/README.md', 'utf8');
    for (const { id, title } of LABS) {
      const { result, text } = runOf(id);
      const { steps } = JSON.parse(eventsJson({ result, title, text })) as {
        steps: readonly { events: readonly Record<string, unknown>[] }[];
      };
      for (const { kind, ...fields } of steps.flatMap((step) => step.events)) {
        expect(readme, id).toContain(`\`${String(kind)}\``);
        for (const field of Object.keys(fields))
          expect(readme, String(kind)).toContain(`\`${field}\``);
      }
    }
  }, 60_000);

  it('puts each step on a line', () => {
    const { result, text } = runOf('slot-life');
    const lines = eventsJson({ result, title: 'T', text }).split('\n');
    expect(lines.filter((line) => line.startsWith('    {"actor"'))).toHaveLength(
      result.timeline?.steps.length ?? 0,
    );
  });
});

describe('fileName', () => {
  it('is the title in plain letters and the step', async () => {
    const page = await pageAt('slot-life', 82);
    expect(fileName(page, '-bytes.svg')).toBe(
      'the-life-of-a-slot-fill-replace-empty-refill-step-82-bytes.svg',
    );
  });

  it('names a lab whose title has no letters that a file could have', async () => {
    const page = await pageAt('slot-life', 3);
    const workspace = { id: 'w', name: '竞争' } as unknown as Page['workspace'];
    expect(fileName({ ...page, workspace }, '.md')).toBe('lab-step-3.md');
  });
});
