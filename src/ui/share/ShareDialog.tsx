import { useEffect, useState } from 'react';
import { Radio, RadioGroup, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { ShareStart } from '../../store/model.ts';
import type { ViewKind } from '../../store/open-view.ts';
import { loadSharing, type Sharing } from '../../store/share.ts';
import { saveText, slugOf } from '../shared/lab-files.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import './share.css';
import './share-embed.css';
import { EmbedTab } from './EmbedTab.tsx';
import { LinkTab } from './LinkTab.tsx';
import { QrTab } from './QrTab.tsx';
import type { TabProps } from './share-options.ts';

/** Which step all of it opens at. */
function StartChoice({
  start,
  onChange,
}: {
  start: ShareStart;
  onChange: (start: ShareStart) => void;
}) {
  const cursor = usePage((page) => page.cursor);
  const steps = usePage((page) => page.result?.timeline?.steps.length ?? 0);
  return (
    <RadioGroup
      className="share-start"
      aria-label="Where it opens"
      value={start}
      onChange={(value) => onChange(value === 'here' ? 'here' : 'beginning')}
    >
      <Radio value="here" className="share-radio">
        At this step ({cursor} of {steps})
      </Radio>
      <Radio value="beginning" className="share-radio">
        At the beginning
      </Radio>
    </RadioGroup>
  );
}

const VIEW_NAMES: Readonly<Record<ViewKind, string>> = {
  compare: 'Compare protocols',
  builds: 'Compare kernels byte by byte',
  passes: 'JIT passes',
};

/** That a view over the panes goes along. */
function OpenViewNote() {
  const name = usePage(({ view, lowerView }) => {
    if (view) return VIEW_NAMES[view.kind];
    return lowerView === 'pipeline' ? 'Pipeline' : null;
  });
  return name && <p className="share-view">Opens with “{name}” as you have it now.</p>;
}

const TABS = [
  { id: 'link', label: 'Link', Panel: LinkTab },
  { id: 'embed', label: 'Embed', Panel: EmbedTab },
  { id: 'qr', label: 'QR code', Panel: QrTab },
] as const;

function SaveFile({ sharing, start }: TabProps) {
  const store = usePageStore();
  const save = (): void => {
    const page = store.getState();
    // Not `.lab`, which is a text: this one holds the run and the place in it as well.
    saveText(sharing.file(page, start), `${slugOf(selectLabTitle(page))}.pokescope`);
  };
  return (
    <div className="share-file">
      <button type="button" className="button" onClick={save}>
        Save as a file
      </button>
      <span>Holds the same, at any length. “Choose a lab” opens it again.</span>
    </div>
  );
}

function ShareForm({ sharing }: { sharing: Sharing }) {
  const [start, setStart] = useState<ShareStart>('here');
  return (
    <div className="share">
      <StartChoice start={start} onChange={setStart} />
      <OpenViewNote />
      <Tabs className="share-tabs">
        <TabList className="share-tab-list" aria-label="Ways to share">
          {TABS.map(({ id, label }) => (
            <Tab key={id} id={id} className="share-tab">
              {label}
            </Tab>
          ))}
        </TabList>
        {TABS.map(({ id, Panel }) => (
          <TabPanel key={id} id={id} className="share-panel">
            <Panel sharing={sharing} start={start} />
          </TabPanel>
        ))}
      </Tabs>
      <SaveFile sharing={sharing} start={start} />
      <p className="share-fine">
        Everything stands after the #, the part of an address that browsers do not send to servers.
        Nothing was stored anywhere by opening this.
      </p>
    </div>
  );
}

/** Links, code, pictures and files of exactly what is on screen. */
export function ShareDialog({ isOpen, onClose }: DialogProps) {
  const [sharing, setSharing] = useState<Sharing | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    loadSharing().then(setSharing, () => setFailed(true));
  }, []);
  return (
    <Sheet title="Share this lab" isOpen={isOpen} onClose={onClose}>
      {isOpen && sharing && <ShareForm sharing={sharing} />}
      {failed && (
        <p className="share-failed" role="alert">
          The part of the page that makes links could not be loaded. Check the connection and load
          the page again; your text is kept.
        </p>
      )}
    </Sheet>
  );
}
