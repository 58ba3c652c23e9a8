// A small canvas for each row in view, in place among the rows: the browser scrolls them by itself, and a row
// that changes is the only one that goes on screen anew.

export interface TileBox {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly context: ImageBitmapRenderingContext | null;
  /** Where it lies, to be compared. */
  place: string;
}

export class RowTiles {
  private readonly host: HTMLElement;
  private readonly tiles = new Map<number, Tile>();
  private readonly spare: Tile[] = [];

  constructor(host: HTMLElement) {
    this.host = host;
  }

  /** Shows a picture as row `nth`. */
  put(nth: number, picture: ImageBitmap, { top, width, height }: TileBox): void {
    const known = this.tiles.get(nth);
    const tile = known ?? this.spare.pop() ?? this.create();
    const place = `${top} ${width} ${height}`;
    if (!known || tile.place !== place) {
      this.tiles.set(nth, tile);
      const { style } = tile.canvas;
      style.transform = `translateY(${top}px)`;
      style.width = `${width}px`;
      style.height = `${height}px`;
      tile.canvas.hidden = false;
      tile.place = place;
    }
    tile.context?.transferFromImageBitmap(picture);
  }

  /** Takes the tiles of all rows but `first..last`, `last` exclusive, out of the picture. */
  keep(first: number, last: number): void {
    for (const [nth, tile] of this.tiles) {
      if (nth >= first && nth < last) continue;
      this.tiles.delete(nth);
      this.spare.push(tile);
      tile.canvas.hidden = true;
    }
  }

  private create(): Tile {
    const canvas = document.createElement('canvas');
    canvas.className = 'row-tile';
    this.host.append(canvas);
    return { canvas, context: canvas.getContext('bitmaprenderer'), place: '' };
  }
}
