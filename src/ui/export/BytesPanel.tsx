import { useCallback, useMemo, useState } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Page } from '../../store/model.ts';
import { selectView } from '../../store/selectors.ts';
import { buildRowTable, type FuncSection, type RowTable } from '../bytes/byte-rows.ts';
import { focusSite } from '../shared/focus-site.ts';
import { Segments } from '../shell/Segments.tsx';
import { bytePicture } from './byte-picture.ts';
import type { RowChoice } from './byte-picture-rows.ts';
import { Chooser, Field } from './ExportParts.tsx';
import { captionOf } from './lab-facts.ts';
import { PicturePanel } from './PicturePanel.tsx';
import type { PictureStyle } from './picture-frame.ts';

const ALL = 'all';

const EXTENTS = [
  { value: 'sites', label: 'Around the poke sites', title: 'As many rows as can be read well' },
  { value: 'whole', label: 'Every row', title: 'The whole image' },
] as const satisfies readonly { value: RowChoice['extent']; label: string; title: string }[];

/** The function that the page is looking at: of what is pinned, else of the site at work. */
function sectionInView(table: RowTable, page: Page, result: LabResult): number {
  const { pinned, cursor } = page;
  const site =
    pinned?.kind === 'site' ? pinned.site : focusSite(result.timeline?.steps ?? [], cursor);
  const poke = site && result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
  const place =
    pinned?.kind === 'bytes'
      ? pinned
      : site && poke
        ? { progIdx: site.progIdx, funcIdx: poke.funcIdx }
        : null;
  const isThere = ({ progIdx, funcIdx }: FuncSection) =>
    progIdx === place?.progIdx && funcIdx === place.funcIdx;
  const found = table.sections.findIndex(isThere);
  if (found >= 0) return found;
  return Math.max(
    0,
    table.sections.findIndex(({ sites }) => sites.length > 0),
  );
}

/** The bytes at the cursor as a picture. */
export function BytesPanel({ page, result }: { page: Page; result: LabResult }) {
  const table = useMemo(() => buildRowTable(result), [result]);
  const [shown, setShown] = useState(() => `${sectionInView(table, page, result)}`);
  const [extent, setExtent] = useState<RowChoice['extent']>('sites');
  const draw = useCallback(
    (style: PictureStyle) => {
      const section = shown === ALL ? null : (table.sections[Number(shown)] ?? null);
      const steps = result.timeline?.steps ?? [];
      const focus = page.pinned?.kind === 'site' ? page.pinned.site : focusSite(steps, page.cursor);
      const choice = { section, extent, focus: section?.sites.length === 2 ? null : focus };
      const caption = captionOf(page);
      const { syntax } = page;
      return bytePicture({ result, view: selectView(page), syntax, choice, caption }, style);
    },
    [page, result, table, shown, extent],
  );
  const functions = table.sections.map(({ name }, nth) => ({ value: `${nth}`, label: name }));
  return (
    <PicturePanel page={page} what="bytes" draw={draw}>
      <Field label="Function">
        <Chooser
          label="Function"
          value={shown}
          options={
            functions.length > 1
              ? [...functions, { value: ALL, label: 'All functions' }]
              : functions
          }
          onChange={setShown}
        />
      </Field>
      <Field label="Rows">
        <Segments label="Rows" options={EXTENTS} value={extent} onChange={setExtent} />
      </Field>
    </PicturePanel>
  );
}
