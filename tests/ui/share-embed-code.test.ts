import { describe, expect, it } from 'vitest';
import { embedCode } from '../../src/ui/share/embed-code.ts';

describe('embedCode', () => {
  it('gives back address, title and size when a browser reads it', () => {
    const address = 'https://host.example/p/#embed&theme=dark&panes=bytes&reg&v3.aB-_';
    const title = 'pokescope: "Fill & <replace>"';
    document.body.innerHTML = embedCode({ address, title, width: 600, height: 400 });
    const frame = document.querySelector('iframe');
    expect(frame?.getAttribute('src')).toBe(address);
    expect(frame?.title).toBe(title);
    expect([frame?.width, frame?.height]).toEqual(['600', '400']);
    expect(document.body.children).toHaveLength(1);
  });
});
