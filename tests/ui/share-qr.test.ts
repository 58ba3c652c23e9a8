import { describe, expect, it } from 'vitest';
import { qrPath } from '../../src/ui/share/qr-path.ts';

/** The dark squares of a path, as "row column". */
function squares(path: string): Set<string> {
  const found = new Set<string>();
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let i = 0; i < Number(width); i++) found.add(`${y} ${Number(x) + i}`);
  }
  return found;
}

describe('qrPath', () => {
  const { size, path } = qrPath('https://host.example/#v3.abc');
  const dark = squares(path);

  it('draws the three corners that readers look for', () => {
    const corner = (row: number, column: number): string =>
      Array.from({ length: 7 }, (_, i) => (dark.has(`${row} ${column + i}`) ? '#' : '.')).join('');
    for (const [row, column] of [
      [4, 4],
      [4, size - 11],
      [size - 11, 4],
    ] as const) {
      expect(corner(row, column)).toBe('#######');
      expect(corner(row + 1, column)).toBe('#.....#');
      expect(corner(row + 3, column)).toBe('#.###.#');
    }
  });

  it('keeps four light squares around', () => {
    for (const square of dark) {
      for (const at of square.split(' ').map(Number)) {
        expect(at).toBeGreaterThanOrEqual(4);
        expect(at).toBeLessThan(size - 4);
      }
    }
  });

  it('takes a link of 1,500 characters', () => {
    expect(qrPath('x'.repeat(1500)).size).toBeLessThan(180);
  });
});
