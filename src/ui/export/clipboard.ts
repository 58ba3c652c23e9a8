// What goes into the clipboard, and sizes in words.

const REFUSED = 'The browser refuses the clipboard: save the file instead';

/** Copies; resolves to what to say about it. */
export async function copyText(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return REFUSED;
  }
}

/** Copies a picture that may still be in the making: browsers ask for it within the click. */
export async function copyPng(png: Promise<Blob>): Promise<string> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'Copied as an image';
  } catch {
    // A picture that cannot be drawn is another matter than a clipboard that is refused.
    await png;
    return REFUSED;
  }
}

const UNITS = ['B', 'kB', 'MB'] as const;

/** "1.2 MB". */
export function sizeWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
