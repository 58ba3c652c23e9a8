import type { ExplainInput } from './explain-context.ts';
import { explainNote } from './explain-insn.ts';
import { NoteText } from './NoteText.tsx';

export interface ExplainNoteProps {
  readonly input: ExplainInput;
  readonly nth: number | null;
}

/** The footer's note about a byte or an instruction. */
export function ExplainNote({ input, nth }: ExplainNoteProps) {
  const note = explainNote(input, nth);
  return note && <NoteText {...note} />;
}
