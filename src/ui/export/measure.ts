// How wide text will be where nobody can measure it: in another program, in the reader's own font.

const MONO = 0.6;
/** Em of letters in the widest of the common interface fonts. */
const LETTERS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!]/, 0.32],
  [/[ftr()[\] ]/, 0.4],
  [/[mwMW@]/, 0.9],
  [/[A-Z]/, 0.71],
];
const USUAL = 0.62;
/** Bold letters are wider. */
const BOLD = 1.12;

function em(char: string): number {
  return LETTERS.find(([letters]) => letters.test(char))?.[1] ?? USUAL;
}

/** Width in px, a little more than it will be. */
export function widthOf(
  text: string,
  size: number,
  face: 'sans' | 'bold' | 'mono' = 'sans',
): number {
  if (face === 'mono') return text.length * MONO * size;
  let sum = 0;
  for (const char of text) sum += em(char);
  return sum * size * (face === 'bold' ? BOLD : 1);
}

/** `text` in at most `limit` lines of `width` px; the last one is cut if need be. */
export function linesOf(
  text: string,
  size: number,
  width: number,
  limit: number,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer, size) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  if (lines.length <= limit) return lines;
  const kept = lines.slice(0, limit);
  kept[limit - 1] = cutTo(`${kept[limit - 1]} ${lines[limit]}`, size, width);
  return kept;
}

/** `text`, cut with an ellipsis to `width` px. */
export function cutTo(
  text: string,
  size: number,
  width: number,
  face: 'sans' | 'mono' = 'sans',
): string {
  if (widthOf(text, size, face) <= width) return text;
  let end = text.length;
  while (end > 0 && widthOf(`${text.slice(0, end)}…`, size, face) > width) end -= 1;
  return end < 2 ? '' : `${text.slice(0, end).trimEnd()}…`;
}
