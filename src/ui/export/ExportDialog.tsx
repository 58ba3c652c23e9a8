import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { DoneSearch } from '../../store/explorer-model.ts';
import type { Page } from '../../store/model.ts';
import { selectHidden } from '../../store/prediction.ts';
import type { DialogProps } from '../shell/dialog-props.ts';
import { usePageStore } from '../shell/page-context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import './export.css';
import { BytesPanel } from './BytesPanel.tsx';
import { EventsPanel } from './EventsPanel.tsx';
import { chooseExport, EXPORT_KINDS, type ExportKind, useExportKind } from './export-kind.ts';
import { MailPanel } from './MailPanel.tsx';
import { OfflinePanel } from './OfflinePanel.tsx';
import { SearchPanel } from './SearchPanel.tsx';
import { TimelinePanel } from './TimelinePanel.tsx';

const TITLES: Readonly<Record<ExportKind, string>> = {
  bytes: 'Bytes',
  timeline: 'Timeline',
  mail: 'Mail',
  events: 'Events',
  search: 'Search',
  page: 'Offline page',
};

/** Kinds for which the lab must run. */
const OF_RUNS: readonly ExportKind[] = ['timeline', 'events'];

/** What a search of the lab on screen has found, if the reader may see it. */
function shownSearch(page: Page): DoneSearch | null {
  const { search, text } = page;
  const isShown = search.kind === 'done' && search.text === text && !selectHidden(page);
  return isShown ? search : null;
}

function ExportForm() {
  const store = usePageStore();
  // What was on screen when the dialog opened: a file must not change while one looks at it.
  const [page] = useState(() => store.getState());
  const kind = useExportKind();
  const { result } = page;
  const search = shownSearch(page);
  const disabled: readonly ExportKind[] = [
    ...(result?.timeline ? [] : OF_RUNS),
    ...(search ? [] : (['search'] as const)),
  ];
  if (!result) return <p className="export-words">There is nothing to export yet.</p>;
  return (
    <Tabs
      className="export"
      selectedKey={disabled.includes(kind) ? 'bytes' : kind}
      disabledKeys={disabled}
      onSelectionChange={(key) => {
        const chosen = EXPORT_KINDS.find((one) => one === key);
        if (chosen) chooseExport(chosen);
      }}
    >
      <TabList className="export-tabs" aria-label="What to export">
        {EXPORT_KINDS.map((one) => (
          <Tab key={one} id={one} className="export-tab">
            {TITLES[one]}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="bytes" className="export-panel">
        <BytesPanel page={page} result={result} />
      </TabPanel>
      <TabPanel id="timeline" className="export-panel">
        <TimelinePanel page={page} result={result} />
      </TabPanel>
      <TabPanel id="mail" className="export-panel">
        <MailPanel page={page} result={result} />
      </TabPanel>
      <TabPanel id="events" className="export-panel">
        <EventsPanel page={page} result={result} />
      </TabPanel>
      <TabPanel id="search" className="export-panel">
        {search && <SearchPanel page={page} search={search} />}
      </TabPanel>
      <TabPanel id="page" className="export-panel">
        <OfflinePanel page={page} />
      </TabPanel>
    </Tabs>
  );
}

/** The present state as pictures, texts and files. */
export function ExportDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Sheet title="Export" wide isOpen={isOpen} onClose={onClose}>
      {isOpen && <ExportForm />}
    </Sheet>
  );
}
