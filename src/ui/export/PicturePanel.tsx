import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Page } from '../../store/model.ts';
import { saveBlob, saveText } from '../shared/lab-files.ts';
import { Segments } from '../shell/Segments.tsx';
import { useResolvedTheme } from '../shell/use-theme.ts';
import { copyPng, sizeWords } from './clipboard.ts';
import { Actions, Field, Tick } from './ExportParts.tsx';
import { fileName } from './lab-facts.ts';
import { PICTURE_THEMES, type PictureTheme, paletteOf } from './palette.ts';
import type { Picture, PictureSize, PictureStyle } from './picture-frame.ts';
import { fontData, pngOf, pngScale } from './png.ts';
import { useSaid } from './use-said.ts';

const THEME_WORDS: Readonly<Record<PictureTheme, string>> = {
  light: 'Light',
  dark: 'Dark',
  contrast: 'Contrast',
};

const THEMES = PICTURE_THEMES.map((value) => ({
  value,
  label: THEME_WORDS[value],
  title: `Colours of the ${value} theme`,
}));

const SIZES = [
  { value: 'slide', label: 'Slide 16:9', title: '1920 × 1080, as large as fits' },
  { value: 'fit', label: 'Fit to content', title: 'As large as it needs, for a text' },
] as const satisfies readonly { value: PictureSize; label: string; title: string }[];

interface PicturePanelProps {
  readonly page: Page;
  /** "bytes": what the picture is of, and the end of its file's name. */
  readonly what: 'bytes' | 'timeline';
  draw(style: PictureStyle): Picture;
  /** What to show: choices of this picture alone. */
  readonly children: ReactNode;
}

function useFont(): string | null {
  const [font, setFont] = useState<string | null>(null);
  useEffect(() => {
    void fontData().then(setFont);
  }, []);
  return font;
}

function Preview({ picture, what, look }: { picture: Picture; what: string; look: string }) {
  const url = useMemo(() => `data:image/svg+xml,${encodeURIComponent(picture.svg)}`, [picture.svg]);
  return (
    <div className={`export-preview ${look}`}>
      <img src={url} width={picture.width} height={picture.height} alt={`Preview: ${what}`} />
    </div>
  );
}

/** What the picture is to look like, and the controls for it. */
function useStyle() {
  const current = useResolvedTheme();
  const [theme, setTheme] = useState<PictureTheme>(current);
  const [size, setSize] = useState<PictureSize>('slide');
  const [isBare, setBare] = useState(false);
  const [embeds, setEmbeds] = useState(true);
  const style = useMemo(
    () => ({ palette: paletteOf(theme), ground: !isBare, size }),
    [theme, isBare, size],
  );
  const looks = (
    <>
      <Field label="Size">
        <Segments label="Size" options={SIZES} value={size} onChange={setSize} />
      </Field>
      <Field label="Theme">
        <Segments label="Theme of the picture" options={THEMES} value={theme} onChange={setTheme} />
      </Field>
    </>
  );
  const ticks = (
    <span className="export-ticks">
      <Tick label="No background" checked={isBare} onChange={setBare} />
      <Tick label="Font inside" checked={embeds} onChange={setEmbeds} />
    </span>
  );
  return { style, embeds, looks, ticks, preview: `is-${size}${isBare ? ' is-bare' : ''}` };
}

function sizesOf({ width, height }: Picture, bytes: number): string {
  const scale = pngScale({ width, height });
  const png = scale === null ? 'too large for a PNG' : `PNG ${scale.toFixed(1)} times as large`;
  return `${width} × ${height}, SVG ${sizeWords(bytes)}, ${png.replace('.0', '')}`;
}

/** Options, preview and files of one kind of picture. */
export function PicturePanel({ page, what, draw, children }: PicturePanelProps) {
  const { style, embeds, looks, ticks, preview } = useStyle();
  const font = useFont();
  const { said, act } = useSaid();
  const { shown, file } = useMemo(() => {
    const withFont = draw({ ...style, font });
    return { shown: withFont, file: embeds ? withFont : draw({ ...style, font: null }) };
  }, [draw, style, font, embeds]);
  const save = () => {
    const name = fileName(page, `-${what}.svg`);
    saveText(file.svg, name, 'image/svg+xml');
    return `Saved ${name}`;
  };
  const savePng = async () => {
    const name = fileName(page, `-${what}.png`);
    saveBlob(await pngOf(shown), name);
    return `Saved ${name}`;
  };
  return (
    <>
      <div className="export-options">
        {children}
        {looks}
      </div>
      <Preview picture={shown} what={what} look={preview} />
      <Actions said={said}>
        <button type="button" className="button is-primary" onClick={() => act(save)}>
          Save SVG
        </button>
        <button type="button" className="button" onClick={() => act(savePng)}>
          Save PNG
        </button>
        <button type="button" className="button" onClick={() => act(() => copyPng(pngOf(shown)))}>
          Copy image
        </button>
        {ticks}
        <span className="export-size is-line">{sizesOf(shown, file.svg.length)}</span>
      </Actions>
    </>
  );
}
