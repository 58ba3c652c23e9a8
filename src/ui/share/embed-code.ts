// The HTML that an author pastes.

/** For an attribute in double quotes. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}

export interface EmbedFrame {
  readonly address: string;
  /** What screen readers call the frame. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

export function embedCode({ address, title, width, height }: EmbedFrame): string {
  return [
    `<iframe src="${escaped(address)}"`,
    `  title="${escaped(title)}" width="${width}" height="${height}"`,
    '  style="border: 1px solid #8886; max-width: 100%" loading="lazy"></iframe>',
  ].join('\n');
}
