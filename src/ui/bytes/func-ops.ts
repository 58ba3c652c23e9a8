// The picture of the row that opens a function.

import { ROW_HEIGHT } from './byte-rows.ts';
import type { DrawOp, FlowPart, TextOp } from './draw-op.ts';
import type { GridLayout } from './grid-layout.ts';
import type { FuncLook } from './row-look.ts';

const MIDDLE = 26;
const LINE = ROW_HEIGHT.func - 2;
/** Room that the words of a state take; what they say is at most a short sentence. */
const NOTE_ROOM = 220;

export function funcOps(look: FuncLook, layout: GridLayout): DrawOp[] {
  const { width, size, off } = layout;
  const right = width - 12;
  const text = (of: Pick<TextOp, 'text' | 'face' | 'ink'>, gap = 12): FlowPart => ({
    gap,
    op: { kind: 'text', x: 0, y: MIDDLE, ...of },
  });
  const parts = [text({ text: look.section.name, face: 'name', ink: 'ink' }, 0)];
  if (size === 'wide') parts.push(text({ text: look.type, face: 'words', ink: 'ink-2' }));
  if (look.section.image === null) {
    const refused = 'no image: refused, see the diagnostics';
    parts.push(text({ text: refused, face: 'words', ink: 'danger-ink' }));
  }
  for (const fact of look.facts) {
    parts.push(text({ text: fact, face: 'code-small', ink: 'ink-3' }));
  }
  if (look.passes && (size === 'wide' || size === 'middle')) {
    parts.push(text({ text: look.passes, face: 'code-small', ink: 'ink-3' }));
  }
  const x = size === 'tiny' ? 8 : off.x;
  const room = right - x - (look.note ? Math.min(NOTE_ROOM, 8 * look.note.length) : 0);
  return [
    { kind: 'flow', x, room, parts },
    ...(look.note ? noteOps(look.note, right) : []),
    { kind: 'rect', x, y: LINE - 1, width: right - x, height: 1, fill: 'line-strong' },
  ];
}

function noteOps(text: string, right: number): DrawOp[] {
  return [
    {
      kind: 'text',
      x: right,
      y: MIDDLE,
      text,
      face: 'words',
      ink: 'ink-2',
      align: 'right',
      room: NOTE_ROOM,
    },
  ];
}
