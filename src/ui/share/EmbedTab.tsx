import { useState } from 'react';
import { selectLabTitle } from '../../store/lab-title.ts';
import { formatEmbed, MAX_URL_LENGTH } from '../../store/share.ts';
import { usePage } from '../shell/page-context.tsx';
import { CopyRow } from './CopyRow.tsx';
import { EmbedChoices, type EmbedDraft } from './EmbedChoices.tsx';
import { EmbedSketch } from './EmbedSketch.tsx';
import { embedCode } from './embed-code.ts';
import { pageAddress } from './page-address.ts';
import { type TabProps, useFragment } from './share-options.ts';

function firstDraft(steps: number): EmbedDraft {
  return {
    theme: null,
    panes: ['bytes', 'timeline'],
    ranged: false,
    from: 0,
    to: steps,
    readOnly: false,
    width: 720,
    height: 480,
  };
}

/** Code for another page, with what the frame shows and allows. */
export function EmbedTab(props: TabProps) {
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  const title = usePage(selectLabTitle);
  const link = useFragment(props);
  const [draft, setDraft] = useState(() => firstDraft(steps));
  const { theme, panes, ranged, from, to, readOnly, width, height } = draft;
  const range = ranged ? { from, to } : null;
  const address = pageAddress(formatEmbed({ theme, panes, steps: range, readOnly }, link));
  const code = embedCode({ address, title: `pokescope: ${title}`, width, height });
  const refusal = link.length > MAX_URL_LENGTH ? 'too long for an embed' : null;
  return (
    <>
      <div className="embed-options">
        <EmbedChoices
          draft={draft}
          steps={steps}
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
        <EmbedSketch panes={panes} width={width} height={height} />
      </div>
      <CopyRow label="Embed code" action="Copy code" text={code} refusal={refusal} isCode />
    </>
  );
}
