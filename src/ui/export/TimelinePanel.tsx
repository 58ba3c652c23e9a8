import { useCallback, useMemo, useState } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Page, StepRange } from '../../store/model.ts';
import { Segments } from '../shell/Segments.tsx';
import { buildTimeline } from '../timeline/lanes.ts';
import { Field, RangeFields } from './ExportParts.tsx';
import { captionOf } from './lab-facts.ts';
import { lanePicture } from './lane-picture.ts';
import { PicturePanel } from './PicturePanel.tsx';
import type { PictureStyle } from './picture-frame.ts';

type Extent = 'run' | 'near' | 'range';

const EXTENTS = [
  { value: 'run', label: 'Whole run', title: 'From the first step to the last' },
  { value: 'near', label: 'Around this step', title: 'Columns wide enough for words' },
  { value: 'range', label: 'Steps', title: 'From one step to another' },
] as const satisfies readonly { value: Extent; label: string; title: string }[];

/** Steps on either side of the cursor: their columns have room for words on a slide. */
const NEAR = 12;

function around(cursor: number, last: number): StepRange {
  const from = Math.max(0, Math.min(cursor - NEAR, last - 2 * NEAR));
  return { from, to: Math.min(last, Math.max(from + 1, from + 2 * NEAR)) };
}

/** The timeline as a picture. */
export function TimelinePanel({ page, result }: { page: Page; result: LabResult }) {
  const last = result.timeline?.steps.length ?? 0;
  const [extent, setExtent] = useState<Extent>(last > 300 ? 'near' : 'run');
  const [range, setRange] = useState(() => around(page.cursor, last));
  const model = useMemo(() => buildTimeline(result), [result]);
  const draw = useCallback(
    (style: PictureStyle) => {
      const steps = extent === 'near' ? around(page.cursor, last) : range;
      const window = extent === 'run' ? null : ([steps.from, steps.to] as const);
      const { cursor, foldedLanes: folded } = page;
      return lanePicture({ model, cursor, window, folded, caption: captionOf(page) }, style);
    },
    [page, model, extent, range, last],
  );
  return (
    <PicturePanel page={page} what="timeline" draw={draw}>
      <Field label="Steps">
        <span className="export-inline">
          <Segments label="Steps" options={EXTENTS} value={extent} onChange={setExtent} />
          {extent === 'range' && <RangeFields range={range} last={last} onChange={setRange} />}
        </span>
      </Field>
    </PicturePanel>
  );
}
