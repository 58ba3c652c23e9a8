// The bytes at the cursor as a picture for slides and mails.

import { drawColumn } from './byte-picture-column.ts';
import type { RowColumns } from './byte-picture-facts.ts';
import { byteLegend } from './byte-picture-legend.ts';
import { type BytePictureInput, columnsFor, type Pen, penFor } from './byte-picture-pen.ts';
import { type Column, columnsOf, type PictureRow, pictureRows } from './byte-picture-rows.ts';
import {
  framed,
  type Picture,
  type PictureBody,
  type PictureStyle,
  type Room,
} from './picture-frame.ts';
import { moved } from './svg.ts';

/** From this scale on a slide can be read from the back of a room; it never gets larger than the other. */
const READABLE = 1.45;
const LARGEST = 2;
const MOST_COLUMNS = 3;
const COLUMN_GAP = 40;
/** Rows on either side of a site, tried from many to few. */
const REACHES = [16, 12, 9, 7, 5, 4, 3, 2, 1];

interface Laid {
  readonly columns: readonly Column[];
  readonly shape: RowColumns;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** The number of columns that lets rows be largest in `room`. */
function layRows(rows: readonly PictureRow[], room: Room, pen: Pen): Laid {
  const shape = columnsFor(rows, pen);
  const most = room.height === null ? 1 : MOST_COLUMNS;
  let best: Laid | null = null;
  for (let count = 1; count <= most; count++) {
    const columns = columnsOf(rows, count);
    const width = columns.length * shape.width + (columns.length - 1) * COLUMN_GAP;
    const height = Math.max(...columns.map((column) => column.height));
    const scale =
      room.height === null ? 1 : Math.min(LARGEST, room.width / width, room.height / height);
    if (!best || scale > best.scale * 1.05) best = { columns, shape, scale, width, height };
  }
  return best ?? { columns: [], shape, scale: 1, width: 0, height: 0 };
}

function layChoice(room: Room, pen: Pen): Laid {
  const { choice } = pen.input;
  const around = (reach: number | null) =>
    layRows(pictureRows(pen.table, choice, reach), room, pen);
  if (choice.extent === 'whole') return around(null);
  if (room.height === null) return around(REACHES[2] ?? null);
  let laid = around(REACHES[0] ?? null);
  for (const reach of REACHES) {
    if (laid.scale >= READABLE) break;
    laid = around(reach);
  }
  return laid;
}

export function bytePicture(input: BytePictureInput, style: PictureStyle): Picture {
  const pen = penFor(input, style.palette);
  const all = pictureRows(pen.table, input.choice, input.choice.extent === 'whole' ? null : 2);
  return framed(style, input.caption, byteLegend(all, pen), (room): PictureBody => {
    const { columns, shape, scale, width, height } = layChoice(room, pen);
    const content = columns.map((column, nth) =>
      moved(nth * (shape.width + COLUMN_GAP), 0, 1, drawColumn(column, shape, pen)),
    );
    return { width, height, scale, content: content.join('') };
  });
}
