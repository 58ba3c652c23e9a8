// Labs that the user gave names: kept until they are removed, saved as they are edited.

import type { Draft, NamedLab, Notice, Page, Slice } from './model.ts';
import type { Shelf } from './shelf.ts';

export type WorkspaceKey =
  | 'workspace'
  | 'workspaces'
  | 'loadWorkspaces'
  | 'saveAs'
  | 'openWorkspace'
  | 'renameWorkspace'
  | 'removeWorkspace'
  | 'restoreWorkspace'
  | 'importLabs';

export interface WorkspaceDeps {
  readonly loadShelf: () => Promise<Shelf>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

const NO_SHELF: Notice = {
  id: 'no-shelf',
  tone: 'warning',
  title: 'This browser keeps no named labs for this page',
  body: 'Its storage is full or forbidden. Save the lab as a file, or share a link.',
};

/** Longer names are nobody's. */
const MAX_NAME = 80;

export function draftOf(page: Page): Draft {
  const { text, labId, cursor, schedule, policy, steered, finding } = page;
  const { breakpoints, watches, workspace } = page;
  const run = { schedule, policy, steered, finding };
  return { text, labId, cursor, ...run, breakpoints, watches, workspace };
}

/** `name`, or the first of "name 2", "name 3", … that no lab has. */
export function freeName(wanted: string, labs: readonly NamedLab[]): string {
  const name = wanted.trim().slice(0, MAX_NAME) || 'Lab';
  const taken = new Set(labs.map((lab) => lab.name));
  if (!taken.has(name)) return name;
  let nth = 2;
  while (taken.has(`${name} ${nth}`)) nth += 1;
  return `${name} ${nth}`;
}

function removedNotice(lab: NamedLab): Notice {
  return {
    id: 'lab-removed',
    tone: 'info',
    title: `“${lab.name}” was removed`,
    body: 'It can be brought back until this page is closed.',
    offer: { label: 'Bring it back', lab },
  };
}

/** A draft of a text alone. */
function plainDraft(text: string, name: string, id: string): Draft {
  return {
    text: text.replace(/\r\n?/g, '\n'),
    labId: null,
    cursor: 0,
    schedule: [],
    policy: 'fair',
    steered: false,
    finding: null,
    breakpoints: [],
    watches: [],
    workspace: { id, name },
  };
}

export function workspaceSlice({ loadShelf, now, newId }: WorkspaceDeps): Slice<WorkspaceKey> {
  return (set, get) => {
    /** Does `work` with the shelf, then shows what is on it; says so where there is none. */
    const withShelf = async (work: (shelf: Shelf) => Promise<void>): Promise<void> => {
      try {
        const shelf = await loadShelf();
        await work(shelf);
        set({ workspaces: await shelf.list() });
      } catch {
        get().notify(NO_SHELF);
        set({ workspaces: get().workspaces ?? [] });
      }
    };
    const put = (lab: NamedLab): Promise<void> => withShelf((shelf) => shelf.put(lab));
    const find = (id: string): NamedLab | undefined =>
      get().workspaces?.find((lab) => lab.id === id);
    return {
      workspace: null,
      workspaces: null,
      loadWorkspaces: () => withShelf(async () => undefined),
      saveAs: async (wanted) => {
        const id = newId();
        await withShelf(async (shelf) => {
          const workspace = { id, name: freeName(wanted, await shelf.list()) };
          const draft = { ...draftOf(get()), workspace };
          await shelf.put({ ...workspace, savedAt: now(), draft });
          set({ workspace });
        });
      },
      openWorkspace: (id) => {
        const lab = find(id);
        if (lab) get().openDraft({ ...lab.draft, workspace: { id, name: lab.name } });
      },
      renameWorkspace: async (id, wanted) => {
        const lab = find(id);
        if (!lab || wanted.trim() === '' || wanted.trim() === lab.name) return;
        const others = get().workspaces?.filter((other) => other.id !== id) ?? [];
        const name = freeName(wanted, others);
        if (get().workspace?.id === id) set({ workspace: { id, name } });
        await put({ ...lab, name });
      },
      removeWorkspace: async (id) => {
        const lab = find(id);
        if (!lab) return;
        if (get().workspace?.id === id) set({ workspace: null });
        await withShelf((shelf) => shelf.remove(id));
        get().notify(removedNotice(lab));
      },
      restoreWorkspace: (lab) => put(lab),
      importLabs: (files) =>
        withShelf(async (shelf) => {
          for (const { name: file, text } of files) {
            const id = newId();
            const name = freeName(file.replace(/\.[^.]+$/, ''), await shelf.list());
            await shelf.put({ id, name, savedAt: now(), draft: plainDraft(text, name, id) });
          }
        }),
    };
  };
}
