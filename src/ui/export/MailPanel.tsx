import { useEffect, useMemo, useState } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Page, StepRange } from '../../store/model.ts';
import { selectView } from '../../store/selectors.ts';
import { selectSentences } from '../../store/sentences.ts';
import { loadSharing, MAX_URL_LENGTH } from '../../store/share.ts';
import { verdictsOf } from '../../store/verdicts.ts';
import { buildRowTable, type RowTable } from '../bytes/byte-rows.ts';
import { saveText } from '../shared/lab-files.ts';
import { Segments } from '../shell/Segments.tsx';
import { copyText, sizeWords } from './clipboard.ts';
import { Actions, Chooser, Field, RangeFields } from './ExportParts.tsx';
import { captionOf, fileName } from './lab-facts.ts';
import { type LinkWords, linkWords } from './link-words.ts';
import { mailText } from './markdown.ts';
import { useSaid } from './use-said.ts';

interface PanelProps {
  readonly page: Page;
  readonly result: LabResult;
}

type Told = 'run' | 'here' | 'range' | 'none';

const TOLD = [
  { value: 'here', label: 'Up to this step', title: 'What has happened so far' },
  { value: 'run', label: 'Whole run', title: 'Every step; the middle of a long run is left out' },
  { value: 'range', label: 'Steps', title: 'From one step to another' },
  { value: 'none', label: 'None', title: 'Lab and bytes only' },
] as const satisfies readonly { value: Told; label: string; title: string }[];

const EVERY = 'every';
const NO_FUNCTION = 'none';

/** The link to what is on screen, as soon as it is made. */
function useLink(page: Page): LinkWords | null {
  const [link, setLink] = useState<LinkWords | null>(null);
  useEffect(() => {
    let wanted = true;
    void loadSharing().then((sharing) => {
      if (wanted) setLink(linkWords(sharing.fragment(page, 'here'), MAX_URL_LENGTH));
    });
    return () => {
      wanted = false;
    };
  }, [page]);
  return link;
}

function rangeOf(told: Told, range: StepRange, page: Page, last: number): StepRange | null {
  switch (told) {
    case 'run':
      return { from: 0, to: last };
    case 'here':
      return { from: 0, to: page.cursor };
    case 'range':
      return range;
    case 'none':
      return null;
  }
}

/** Instructions that still make a mail; of more, one function at a time is asked for. */
const MAIL_INSNS = 2000;

function isLong({ sections }: RowTable): boolean {
  return sections.reduce((sum, { insnCount }) => sum + insnCount, 0) > MAIL_INSNS;
}

/** What the mail holds, and the controls for it. */
function useMail({ page, result }: PanelProps) {
  const last = result.timeline?.steps.length ?? 0;
  const table = useMemo(() => buildRowTable(result), [result]);
  const [told, setTold] = useState<Told>('here');
  const [range, setRange] = useState<StepRange>({
    from: Math.max(0, page.cursor - 10),
    to: Math.max(1, page.cursor),
  });
  const [shown, setShown] = useState(() => (isLong(table) ? NO_FUNCTION : EVERY));
  const link = useLink(page);
  const text = useMemo(() => {
    const sections = table.sections.filter((_, nth) => shown === EVERY || shown === `${nth}`);
    return mailText({
      caption: captionOf(page),
      text: page.resultText,
      result,
      view: selectView(page),
      cursor: page.cursor,
      sections,
      syntax: page.syntax,
      events: rangeOf(told, range, page, last),
      sentenceOf: selectSentences(page),
      verdicts: verdictsOf(page),
      link,
    });
  }, [page, result, table, told, range, shown, last, link]);
  const functions = table.sections.map(({ name }, nth) => ({ value: `${nth}`, label: name }));
  const options = [
    { value: EVERY, label: 'All functions' },
    ...functions,
    { value: NO_FUNCTION, label: 'None' },
  ];
  const controls = (
    <div className="export-options">
      <Field label="Bytes of">
        <Chooser label="Bytes of" value={shown} options={options} onChange={setShown} />
      </Field>
      <Field label="Steps told">
        <span className="export-inline">
          <Segments label="Steps told" options={TOLD} value={told} onChange={setTold} />
          {told === 'range' && <RangeFields range={range} last={last} onChange={setRange} />}
        </span>
      </Field>
    </div>
  );
  return { text, controls };
}

/** Lab, bytes and events as Markdown for a mail. */
export function MailPanel(props: PanelProps) {
  const { text, controls } = useMail(props);
  const { said, act } = useSaid();
  const save = () => {
    const name = fileName(props.page, '.md');
    saveText(text, name, 'text/markdown');
    return `Saved ${name}`;
  };
  return (
    <>
      {controls}
      <textarea className="export-text" aria-label="Text of the mail" readOnly value={text} />
      <Actions said={said}>
        <button
          type="button"
          className="button is-primary"
          onClick={() => act(() => copyText(text))}
        >
          Copy
        </button>
        <button type="button" className="button" onClick={() => act(save)}>
          Save .md
        </button>
        <span className="export-size">
          {text.split('\n').length} lines, {sizeWords(text.length)}
        </span>
      </Actions>
    </>
  );
}
