import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/core/base/index.ts';
import { LABS } from '../../src/labs/index.ts';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import { imageInMemory } from '../../src/ui/bytes/image-memory.ts';
import { bytePicture } from '../../src/ui/export/byte-picture.ts';
import type { BytePictureInput } from '../../src/ui/export/byte-picture-pen.ts';
import type { RowChoice } from '../../src/ui/export/byte-picture-rows.ts';
import { lanePicture } from '../../src/ui/export/lane-picture.ts';
import { PICTURE_THEMES, paletteOf } from '../../src/ui/export/palette.ts';
import type { Picture, PictureStyle } from '../../src/ui/export/picture-frame.ts';
import { pngOf, pngScale } from '../../src/ui/export/png.ts';
import { escapeXml, tag } from '../../src/ui/export/svg.ts';
import { buildTimeline } from '../../src/ui/timeline/lanes.ts';
import { bigResult, fixtureResult } from './fixture.ts';
import { runOf } from './run-lab.ts';

const CAPTION = { title: 'A lab', kernel: 'kernel 6.1', step: '3 / 9', sentence: 'It happens.' };

const STYLE: PictureStyle = {
  palette: paletteOf('light'),
  ground: true,
  size: 'slide',
  font: null,
};

const WHOLE: RowChoice = { section: null, extent: 'whole', focus: null };

type Run = Pick<ReturnType<typeof runOf>, 'result'> & Partial<ReturnType<typeof runOf>>;

function bytesOf(run: Run, more: Partial<BytePictureInput> = {}, style = STYLE): Picture {
  const input = { view: null, syntax: 'att', choice: WHOLE, caption: CAPTION, ...more } as const;
  return bytePicture({ result: run.result, ...input }, style);
}

/** The file as a reader of XML sees it; throws for text that is none. */
function parsed({ svg }: Picture): SVGSVGElement {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const error = document.querySelector('parsererror');
  if (error) throw new Error(error.textContent);
  return document.documentElement as unknown as SVGSVGElement;
}

function wordsIn(picture: Picture): string[] {
  return [...parsed(picture).querySelectorAll('text')].map((text) => text.textContent);
}

/** Two hex digits alone are a byte in a cell. */
function bytesIn(picture: Picture): string {
  return wordsIn(picture)
    .filter((word) => /^[0-9a-f]{2}$/.test(word))
    .join('');
}

function expectSelfContained({ svg }: Picture): void {
  expect(svg).not.toMatch(/foreignObject|<image|<use|var\(|color-mix|NaN|Infinity|undefined/);
  const targets = new Set([...svg.matchAll(/url\(([^)]*)\)/g)].map(([, target]) => target));
  targets.delete('#wait');
  expect([...targets]).toEqual([]);
}

describe('paletteOf', () => {
  it('knows the tokens of a theme that is not on screen', () => {
    const themes = PICTURE_THEMES.map((theme) => paletteOf(theme)('--ink'));
    expect(new Set(themes).size).toBe(3);
    for (const colour of themes) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('refuses a token that there is not', () => {
    expect(() => paletteOf('dark')('--no-such')).toThrow('no token --no-such');
  });
});

describe('bytePicture', () => {
  it('draws every lab in every theme and size without need of the page', () => {
    LABS.forEach(({ id }, nth) => {
      const run = runOf(id);
      const view = run.at(run.session.length >> 1);
      const palette = paletteOf(PICTURE_THEMES[nth % 3] ?? 'light');
      const size = nth % 2 === 0 ? 'slide' : 'fit';
      const picture = bytesOf(run, { view }, { ...STYLE, palette, size });
      expectSelfContained(picture);
      expect(parsed(picture).tagName).toBe('svg');
    });
  }, 60_000);

  it('holds the bytes in memory at the step, in order', () => {
    const run = runOf('slot-life');
    for (const cursor of [0, 30, run.session.length]) {
      const view = run.at(cursor);
      const isInFlight = view.descs
        .flat()
        .some(({ bypass, target }) => bypass?.poke ?? target.poke);
      expect(isInFlight).toBe(false);
      const funcs = buildRowTable(run.result).sections;
      const memory = funcs.map(({ progIdx, funcIdx }) =>
        bytesToHex(imageInMemory(run.result, view, progIdx, funcIdx)),
      );
      expect(bytesIn(bytesOf(run, { view }))).toBe(`${memory.join('')}`);
    }
  });

  it('shows old, present and new bytes of a poke under way, and what the stores have come to', () => {
    const run = runOf('int3-hit');
    const view = run.at(run.after((event) => event.kind === 'int3'));
    const words = wordsIn(bytesOf(run, { view }));
    expect(words).toEqual(expect.arrayContaining(['old', 'in memory', 'new', 'in flight']));
    expect(words).toContain('int3 written, cores not yet synced');
  });

  it('names the state of a site and its slot, and the CPU that stands at a row', () => {
    const run = runOf('slot-life');
    const words = wordsIn(bytesOf(run, { view: run.at(run.session.length) }));
    expect(words).toEqual(expect.arrayContaining(['P1 bypass', 'live', 'jmp_table[0] = target_a']));
    const meets = runOf('int3-hit');
    const view = meets.at(meets.after((event) => event.kind === 'int3'));
    expect(wordsIn(bytesOf(meets, { view }))).toContain('A');
  });

  it('is a slide of 1920 by 1080 whatever it holds', () => {
    for (const run of [runOf('slot-life'), { result: bigResult(3_000) }]) {
      const { width, height } = bytesOf(run);
      expect([width, height]).toEqual([1920, 1080]);
    }
  });

  it('says how many rows it leaves out around the sites, and never that it is one', () => {
    const run = runOf('several-sites');
    const [section = null] = buildRowTable(run.result).sections;
    const choice: RowChoice = { section, extent: 'sites', focus: null };
    const notes = wordsIn(bytesOf(run, { choice }, { ...STYLE, size: 'fit' })).filter((word) =>
      word.includes('more instruction'),
    );
    expect(notes.every((note) => Number(note.split(' ')[0]) > 1)).toBe(true);
    const shown = bytesIn(bytesOf(run, { choice })).length;
    expect(shown).toBeLessThan(
      bytesIn(bytesOf(run, { choice: { ...choice, extent: 'whole' } })).length,
    );
  });

  it('keeps names from being markup', () => {
    const run = { result: fixtureResult() };
    const caption = { ...CAPTION, title: '</svg><script>&"\u{1}', sentence: '<b>' };
    const picture = bytesOf(run, { caption });
    expect(parsed(picture).querySelector('script, b')).toBeNull();
    expect(wordsIn(picture)).toContain('</svg><script>&"\u{FFFD}');
    expect(tag('g', { id: '"<' }, escapeXml('a & b'))).toBe('<g id="&quot;&lt;">a &amp; b</g>');
  });

  it('leaves out the ground when asked', () => {
    const run = { result: fixtureResult() };
    const grounds = (ground: boolean) =>
      bytesOf(run, {}, { ...STYLE, ground }).svg.match(/<rect x="0" y="0" width="1920"/g) ?? [];
    expect(grounds(true)).toHaveLength(1);
    expect(grounds(false)).toHaveLength(0);
  });

  it('names the font, and holds it when it is given', () => {
    const run = { result: fixtureResult() };
    expect(bytesOf(run).svg).toContain("'JetBrains Mono'");
    expect(bytesOf(run).svg).not.toContain('@font-face');
    const font = 'data:font/woff2;base64,AAAA';
    expect(bytesOf(run, {}, { ...STYLE, font }).svg).toContain(`src:url(${font})`);
  });
});

describe('lanePicture', () => {
  const lanes = (
    run: ReturnType<typeof runOf>,
    window: readonly [number, number] | null,
    cursor = run.session.length >> 1,
    folded: readonly string[] = [],
  ) =>
    lanePicture(
      { model: buildTimeline(run.result), cursor, window, folded, caption: CAPTION },
      STYLE,
    );

  it('draws every lab without need of the page', () => {
    for (const { id } of LABS) {
      const run = runOf(id);
      expectSelfContained(lanes(run, null));
      expect(parsed(lanes(run, null)).tagName).toBe('svg');
    }
  }, 60_000);

  it('names every lane of the run, but those that are folded', () => {
    const run = runOf('delete-waits');
    const { lanes: all } = buildTimeline(run.result);
    const names = (folded: readonly string[]) => new Set(wordsIn(lanes(run, null, 5, folded)));
    for (const { label } of all) expect(names([])).toContain(label);
    const rcu = all.find(({ kind }) => kind === 'rcu');
    expect(names([rcu?.id ?? ''])).not.toContain(rcu?.label);
  });

  it('leaves out lanes on which nothing happens in the window', () => {
    const run = runOf('slot-life');
    expect(wordsIn(lanes(run, null))).toContain('set-up');
    expect(wordsIn(lanes(run, [60, 90], 70))).not.toContain('set-up');
  });

  it('draws nothing beyond its window, and no cursor that is not in it', () => {
    const run = runOf('delete-waits');
    const at = (cursor: number) => lanes(run, [20, 40], cursor).svg.match(/m-6,0h12v9/g) ?? [];
    expect(at(30)).toHaveLength(1);
    expect(at(60)).toHaveLength(0);
    const ticks = wordsIn(lanes(run, [20, 40], 60)).filter((word) => /^\d+$/.test(word));
    expect(ticks.map(Number).every((tick) => tick >= 20 && tick <= 40)).toBe(true);
  });

  it('draws an arrow from a grace period to the reader that it waits for', () => {
    const run = runOf('delete-waits');
    const cursor = run.after((event) => event.kind === 'rcu-begin' && event.readers.length > 0);
    const picture = lanes(run, null, cursor);
    expect(wordsIn(picture)).toContain('grace period waits for reader');
    const dashed = picture.svg.match(/<path d="M[^"]+V[^"]+H[^"]+" [^>]*stroke-dasharray="6 3"/g);
    expect(dashed?.length).toBeGreaterThan(0);
  });
});

describe('pngOf', () => {
  it('doubles what a canvas can hold doubled, and refuses what it cannot hold at all', async () => {
    expect(pngScale({ width: 1920, height: 1080 })).toBe(2);
    expect(pngScale({ width: 900, height: 12_000 })).toBeCloseTo(16_384 / 12_000);
    expect(pngScale({ width: 900, height: 50_000 })).toBeNull();
    await expect(pngOf({ svg: '<svg/>', width: 900, height: 50_000 })).rejects.toThrow('too large');
  });
});
