// The user's texts in the browser's storage: one record for each tab, so that no tab overwrites
// another's work. The newest one is where a new tab goes on.

import { packSchedule, unpackSchedule } from '../url/schedule.ts';
import { packFinding, unpackFinding } from './explorer-finding.ts';
import type { Breakpoint, Draft, KeptText, Watch, WorkspaceRef } from './model.ts';
import type { SafeStorage } from './safe-storage.ts';

const DRAFT_PREFIX = 'pokescope:draft:';
const TAB_KEY = 'pokescope:tab';
const MAX_DRAFTS = 12;

type RunKey = 'schedule' | 'policy' | 'steered' | 'finding' | 'breakpoints' | 'watches';

interface Stored extends Draft {
  readonly savedAt: number;
  /** The page load that wrote it: a duplicated tab shares its origin's session storage. */
  readonly writer: string;
}

export interface DraftStore {
  /** This tab's draft, else the newest of all, else null. */
  load(): Draft | null;
  /** False when the browser keeps nothing. */
  save(draft: Draft): boolean;
  /** Leaves the present record as it is; what is saved from now on gets a new one. */
  fork(): void;
  /** To be told of the storage events: another tab wrote `key`. */
  onForeignWrite(key: string | null, value: string | null): void;
  list(): readonly KeptText[];
  forget(id: string): void;
}

export interface DraftDeps {
  readonly local: SafeStorage;
  readonly session: SafeStorage;
  readonly now: () => number;
  /** A new identifier on every call. */
  readonly newId: () => string;
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** What a draft of before runs could be steered does not have, or what is damaged, is as in a new page. */
function readRun(found: Record<string, unknown>): Pick<Draft, RunKey> {
  const { schedule: packed, policy, steered, finding, breakpoints, watches } = found;
  const schedule = typeof packed === 'string' ? unpackSchedule(packed) : null;
  const isPolicy = policy === null || policy === 'in-turn' || typeof policy === 'number';
  return {
    schedule: schedule ?? [],
    policy: schedule && isPolicy ? policy : 'fair',
    steered: schedule !== null && steered === true,
    finding: unpackFinding(finding, schedule ?? []),
    breakpoints: Array.isArray(breakpoints) ? breakpoints.filter(isBreakpoint) : [],
    watches: Array.isArray(watches) ? watches.filter(isWatch) : [],
  };
}

const BREAKPOINT_PARTS: Readonly<
  Record<Breakpoint['kind'], readonly (readonly [string, string])[]>
> = {
  byte: [
    ['progIdx', 'number'],
    ['funcIdx', 'number'],
    ['byteOff', 'number'],
  ],
  insn: [
    ['progIdx', 'number'],
    ['insnIdx', 'number'],
  ],
  protocol: [
    ['role', 'string'],
    ['line', 'number'],
  ],
  event: [['event', 'string']],
};

function isBreakpoint(value: unknown): value is Breakpoint {
  const found = value as Record<string, unknown> | null;
  const parts = BREAKPOINT_PARTS[found?.['kind'] as Breakpoint['kind']];
  return parts instanceof Array && parts.every(([part, type]) => typeof found?.[part] === type);
}

function isWatch(value: unknown): value is Watch {
  return typeof (value as Partial<Watch> | null)?.text === 'string';
}

function readWorkspace(value: unknown): WorkspaceRef | null {
  const { id, name } = (value ?? {}) as Partial<WorkspaceRef>;
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : null;
}

/** A draft as it is stored. */
export function packDraft(draft: Draft): string {
  return JSON.stringify(packed(draft));
}

function packed({ schedule, finding, ...draft }: Draft): object {
  return {
    ...draft,
    schedule: packSchedule(schedule),
    finding: packFinding(finding, schedule),
  };
}

/** Null for what is damaged. */
export function parseDraft(value: string): Draft | null {
  return parse(value);
}

function parse(value: string | null): Stored | null {
  if (value === null) return null;
  try {
    const found = JSON.parse(value) as Record<string, unknown> | null;
    if (typeof found?.['text'] !== 'string') return null;
    return {
      text: found['text'],
      labId: typeof found['labId'] === 'string' ? found['labId'] : null,
      cursor: Math.max(0, Math.floor(numberOr0(found['cursor']))),
      workspace: readWorkspace(found['workspace']),
      savedAt: numberOr0(found['savedAt']),
      writer: typeof found['writer'] === 'string' ? found['writer'] : '',
      ...readRun(found),
    };
  } catch {
    return null;
  }
}

function readAll(local: SafeStorage): (Stored & { readonly id: string })[] {
  return local
    .keys()
    .filter((key) => key.startsWith(DRAFT_PREFIX))
    .flatMap((key) => {
      const stored = parse(local.get(key));
      return stored ? [{ ...stored, id: key.slice(DRAFT_PREFIX.length) }] : [];
    })
    .sort((a, b) => b.savedAt - a.savedAt);
}

/** True unless a newer record has the same text. */
function isFirstOf(drafts: readonly Stored[], { text }: Stored, idx: number): boolean {
  return drafts.findIndex((other) => other.text === text) === idx;
}

export function createDraftStore({ local, session, now, newId }: DraftDeps): DraftStore {
  const writer = newId();
  let id = session.get(TAB_KEY) ?? newId();
  let last: Draft | null = null;
  session.set(TAB_KEY, id);

  const fork = (): void => {
    id = newId();
    session.set(TAB_KEY, id);
  };
  /** Repetitions go first, then the oldest; below the limit nothing does: it may be a tab's. */
  const makeRoom = (): void => {
    const others = readAll(local).filter((draft) => draft.id !== id);
    const once = others.filter((draft, i) => isFirstOf(others, draft, i));
    const again = others.filter((draft) => !once.includes(draft));
    for (const draft of [...once, ...again].slice(MAX_DRAFTS - 1)) {
      local.remove(DRAFT_PREFIX + draft.id);
    }
  };
  const save = (draft: Draft): boolean => {
    last = draft;
    makeRoom();
    const stored = { ...packed(draft), savedAt: now(), writer };
    return local.set(DRAFT_PREFIX + id, JSON.stringify(stored));
  };
  return {
    load: () => parse(local.get(DRAFT_PREFIX + id)) ?? readAll(local)[0] ?? null,
    save,
    fork,
    onForeignWrite: (key, value) => {
      if (key !== DRAFT_PREFIX + id || value === null || parse(value)?.writer === writer) return;
      fork();
      if (last) save(last);
    },
    list: () => {
      const all = readAll(local);
      return all.filter((draft, i) => isFirstOf(all, draft, i));
    },
    forget: (draftId) => local.remove(DRAFT_PREFIX + draftId),
  };
}
