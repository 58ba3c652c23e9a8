// A list of choices as text that packs well: the different choices first, then one character for each that was
// made. Links and the autosave carry it, so the form is fixed.
//   32,33,48;AABBAC     three different choices, six made

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE = DIGITS.length;

/** Characters for each choice. */
function widthFor(different: number): 1 | 2 {
  return different <= BASE ? 1 : 2;
}

/** '' for no choices. There may be 4096 different ones; of more, the rest is left out. */
export function packSchedule(choices: readonly number[]): string {
  if (choices.length === 0) return '';
  const places = new Map<number, number>();
  for (const choice of choices) if (!places.has(choice)) places.set(choice, places.size);
  const width = widthFor(places.size);
  const parts: string[] = [];
  for (const choice of choices) {
    const place = places.get(choice) ?? 0;
    if (place >= BASE * BASE) break;
    if (width === 2) parts.push(DIGITS.charAt(Math.floor(place / BASE)));
    parts.push(DIGITS.charAt(place % BASE));
  }
  return `${[...places.keys()].slice(0, BASE * BASE).join(',')};${parts.join('')}`;
}

/** Null for text of another form. */
export function unpackSchedule(text: string): number[] | null {
  if (text === '') return [];
  const match = /^(\d{1,6}(?:,\d{1,6})*);([\w-]*)$/.exec(text);
  if (!match) return null;
  const different = (match[1] ?? '').split(',').map(Number);
  const order = match[2] ?? '';
  const width = widthFor(different.length);
  const choices: number[] = [];
  for (let at = 0; at < order.length; at += width) {
    let place = 0;
    for (const char of order.slice(at, at + width)) place = place * BASE + DIGITS.indexOf(char);
    const choice = different[place];
    if (choice === undefined) return null;
    choices.push(choice);
  }
  return choices;
}
