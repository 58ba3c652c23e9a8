// A picture as pixels: the browser draws the SVG, which brings its font along.

import fontAddress from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url';
import type { Picture } from './picture-frame.ts';

/** What browsers take, with room to spare: pixels of a side and of the whole. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 120_000_000;
const SCALE = 2;

async function dataAddress(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // In parts: a call takes only so many arguments.
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return `data:font/woff2;base64,${btoa(binary)}`;
}

let font: Promise<string | null> | null = null;

/** The monospaced font as a `data:` address; null when it cannot be had, and a fallback has to do. */
export function fontData(): Promise<string | null> {
  font ??= fontAddress.startsWith('data:')
    ? Promise.resolve(fontAddress)
    : fetch(fontAddress)
        .then((answer) => answer.blob())
        .then(dataAddress)
        .catch(() => null);
  return font;
}

/** Twice the picture's size, or as much of that as a canvas can hold; null if that is less than once. */
export function pngScale({ width, height }: Pick<Picture, 'width' | 'height'>): number | null {
  const scale = Math.min(
    SCALE,
    MAX_SIDE / Math.max(width, height),
    Math.sqrt(MAX_PIXELS / (width * height)),
  );
  return scale < 1 ? null : scale;
}

function loaded(svg: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    const image = new Image();
    const done = (settle: () => void) => () => {
      URL.revokeObjectURL(url);
      settle();
    };
    image.onload = done(() => resolve(image));
    image.onerror = done(() => reject(new Error('The browser could not draw the picture')));
    image.src = url;
  });
}

/** Rejects with words for the user. */
export async function pngOf(picture: Picture): Promise<Blob> {
  const scale = pngScale(picture);
  if (scale === null)
    throw new Error('The picture is too large for a PNG: save it as SVG, or show less');
  const image = await loaded(picture.svg);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gives no canvas to draw on');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The picture is too large for a PNG: save it as SVG, or show less'));
    }, 'image/png');
  });
}
