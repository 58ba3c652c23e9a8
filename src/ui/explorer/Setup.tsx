import { useId, useMemo, useState } from 'react';
import { type LibraryChoice, libraryOf, SCENARIOS } from '../../store/explorer-library.ts';
import {
  type ChoiceRole,
  type LabChoices,
  type ProtocolRole,
  readChoices,
  scenarioOf,
  withChoice,
  withChoicesOf,
  withOwnProtocol,
} from '../../store/explorer-text.ts';
import { readKernel, withKernel, withVersion } from '../../store/kernel-choice.ts';
import { selectLabTitle } from '../../store/lab-title.ts';
import type { Page } from '../../store/model.ts';
import { selectHidden } from '../../store/prediction.ts';
import { reveal } from '../editor/jump.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import './setup.css';

const LABELS: Readonly<Record<ChoiceRole, string>> = {
  map_poke: 'map_poke',
  text_poke: 'text_poke',
  layout: 'Layout',
  kernel: 'Kernel',
};

/** What the kernel itself would take. */
function homeName(page: Page, role: ChoiceRole): string {
  const profile = page.result?.profile;
  switch (role) {
    case 'map_poke':
      return profile?.protocols.mapPoke ?? '';
    case 'text_poke':
      return profile?.protocols.textPoke ?? '';
    case 'kernel':
      return '6.1';
    case 'layout':
      return '';
  }
}

/** No library entry has this name. */
const OWN = '(own)';
const KERNELS_OWN = '';

function ownLabel(choices: LabChoices, role: ChoiceRole): string {
  const name = choices[role]?.name ?? '';
  return role === 'layout' ? `the lab’s own: ${name}` : `${name} (the lab’s own)`;
}

function kernelsLabel(role: ChoiceRole, home: string): string {
  if (role === 'kernel') return `${home}, as none is named`;
  return home === '' ? 'as the kernel has it' : `as the kernel has it: ${home}`;
}

/** Where the chosen one comes from and what it is said to do; the second would give a verdict away. */
function About({ entry, id }: { entry: LibraryChoice | undefined; id: string }) {
  const isHidden = usePage(selectHidden);
  if (!entry || entry.source === '') return null;
  return (
    <p className="setup-about" id={id}>
      {entry.source}.
      {!isHidden && entry.expected !== '' && (
        <>
          {' '}
          <span className="setup-expected">Expected: {lowered(entry.expected)}.</span>
        </>
      )}
    </p>
  );
}

/** Names and numbers keep their capitals. */
function lowered(words: string): string {
  return /^[A-Z][a-z ]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

/** Writes the entry out in the lab and goes there. */
function useFork(role: ProtocolRole, entry: LibraryChoice | undefined): (() => void) | null {
  const store = usePageStore();
  if (!entry || entry.text === null) return null;
  const { name, text: words } = entry;
  return () => {
    const page = store.getState();
    const { text, body } = withOwnProtocol(page.text, role, { name, text: words });
    page.rewrite(text);
    page.setPane('editor');
    // The editor takes the text over with the next picture, or is only then on the screen.
    setTimeout(() => reveal(body), 60);
  };
}

function ForkButton({ role, entry }: { role: ProtocolRole; entry: LibraryChoice | undefined }) {
  const fork = useFork(role, entry);
  if (!fork) return null;
  return (
    <button
      type="button"
      className="button is-small is-quiet"
      aria-label={`Edit ${entry?.name ?? ''} in the lab`}
      title="Writes it out in the lab, to be changed there"
      onClick={fork}
    >
      Edit
    </button>
  );
}

/** The text with another choice; another kernel keeps the options that it has as well. */
function chosenText(text: string, role: ChoiceRole, name: string | null): string {
  if (role !== 'kernel' || name === null) return withChoice(text, role, name);
  return withKernel(text, withVersion(readKernel(text), name));
}

function ChoiceRow({ role, choices }: { role: ChoiceRole; choices: LabChoices }) {
  const store = usePageStore();
  const id = useId();
  const home = usePage((page) => homeName(page, role));
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  const library = libraryOf(role);
  const chosen = choices[role];
  const name = chosen?.name ?? home;
  const entry = chosen?.own ? undefined : library.find((one) => one.name === name);
  const isUnknown = chosen !== null && !chosen.own && !entry;
  const value = chosen === null ? KERNELS_OWN : chosen.own || isUnknown ? OWN : chosen.name;
  const choose = (next: string): void => {
    const { text, rewrite } = store.getState();
    if (next !== OWN) rewrite(chosenText(text, role, next === KERNELS_OWN ? null : next));
  };
  const isProtocol = role === 'map_poke' || role === 'text_poke';
  return (
    <div className="setup-row">
      <label className={isProtocol ? 'setup-label is-code' : 'setup-label'} htmlFor={id}>
        {LABELS[role]}
      </label>
      <select
        id={id}
        className="setup-select"
        value={value}
        disabled={readOnly}
        aria-describedby={entry ? `${id}-about` : undefined}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value={KERNELS_OWN}>{kernelsLabel(role, home)}</option>
        {value === OWN && (
          <option value={OWN}>{isUnknown ? `${name} (unknown)` : ownLabel(choices, role)}</option>
        )}
        {library.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
          </option>
        ))}
      </select>
      {isProtocol && !readOnly && <ForkButton role={role} entry={entry} />}
      <About entry={entry} id={`${id}-about`} />
    </div>
  );
}

const THIS_LAB = '';

function ScenarioRow() {
  const store = usePageStore();
  const id = useId();
  const text = usePage((page) => page.text);
  const title = usePage(selectLabTitle);
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  const present = useMemo(() => scenarioOf(text), [text]);
  const choose = (next: string): void => {
    const page = store.getState();
    const scenario = SCENARIOS.find((one) => one.id === next);
    if (!scenario) return;
    const words = withChoicesOf(page.text, scenario);
    // From scenario to scenario nothing of the user's own is lost.
    if (present) page.rewrite(words);
    else page.openText(words);
  };
  return (
    <div className="setup-row">
      <label className="setup-label" htmlFor={id}>
        Scenario
      </label>
      <select
        id={id}
        className="setup-select"
        value={present?.id ?? THIS_LAB}
        disabled={readOnly}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {!present && <option value={THIS_LAB}>This lab: {title}</option>}
        {SCENARIOS.map((scenario) => (
          <option key={scenario.id} value={scenario.id}>
            {scenario.title}
          </option>
        ))}
      </select>
    </div>
  );
}

const REST: readonly ChoiceRole[] = ['text_poke', 'layout', 'kernel'];

/** What the folded choices are, in a line. */
function restWords(page: Page, choices: LabChoices): string {
  return REST.map((role) => choices[role]?.name ?? homeName(page, role))
    .filter((name) => name !== '')
    .join(' · ');
}

/** What is searched: who does what to the slot, and by which protocol. Each choice is a line of the lab. */
export function Setup() {
  const text = usePage((page) => page.text);
  const choices = useMemo(() => readChoices(text), [text]);
  const rest = usePage((page) => restWords(page, choices));
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="setup">
      <ScenarioRow />
      <ChoiceRow role="map_poke" choices={choices} />
      <details className="setup-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          {isOpen ? 'text_poke, layout, kernel' : <span className="setup-rest">{rest}</span>}
        </summary>
        {isOpen && REST.map((role) => <ChoiceRow key={role} role={role} choices={choices} />)}
      </details>
    </div>
  );
}
