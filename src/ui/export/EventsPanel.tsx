import { useState } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { Page } from '../../store/model.ts';
import { saveText } from '../shared/lab-files.ts';
import { copyText } from './clipboard.ts';
import { Actions } from './ExportParts.tsx';
import { eventsJson } from './events-json.ts';
import { fileName } from './lab-facts.ts';
import { useSaid } from './use-said.ts';

/** Steps in the preview; the file has them all. */
const PREVIEWED = 12;

/** The events as JSON. */
export function EventsPanel({ page, result }: { page: Page; result: LabResult }) {
  const { said, act } = useSaid();
  const steps = result.timeline?.steps.length ?? 0;
  const input = { result, title: selectLabTitle(page), text: page.resultText };
  const [head] = useState(() => {
    const { timeline } = result;
    const short = timeline && { ...timeline, steps: timeline.steps.slice(0, PREVIEWED) };
    return eventsJson({ ...input, result: { ...result, timeline: short } });
  });
  const save = () => {
    const name = fileName(page, '-events.json');
    saveText(eventsJson(input), name, 'application/json');
    return `Saved ${name}`;
  };
  return (
    <>
      <p className="export-words">
        All {steps} steps of the run with their events, for programs. Bytes are strings of hex,
        64-bit numbers strings that begin with 0x; the README in src/ui/export of the source says
        what each field means. The preview stops after {Math.min(PREVIEWED, steps)} steps.
      </p>
      <textarea className="export-text" aria-label="Beginning of the file" readOnly value={head} />
      <Actions said={said}>
        <button type="button" className="button is-primary" onClick={() => act(save)}>
          Save JSON
        </button>
        <button
          type="button"
          className="button"
          onClick={() => act(() => copyText(eventsJson(input)))}
        >
          Copy
        </button>
      </Actions>
    </>
  );
}
