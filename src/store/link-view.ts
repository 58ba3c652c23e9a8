// The view over the panes as a link says it. Labs of one's own go along as texts.

import type { LinkView } from '../url/view-schema.ts';
import type { NamedLab, Page } from './model.ts';
import type { BuildSide, BuildsChoice, CompareChoice, OpenView } from './open-view.ts';

type LinkSide = Extract<LinkView, { kind: 'builds' }>['a'];
type Labs = readonly NamedLab[];

function labOf({ lab, given }: BuildSide, own: Labs): LinkSide['lab'] {
  if (lab.startsWith('lab:')) return { kind: 'builtin', id: lab.slice('lab:'.length) };
  if (lab === 'given' && given) return { kind: 'text', ...given };
  const named = own.find(({ id }) => lab === `own:${id}`);
  return named ? { kind: 'text', name: named.name, text: named.draft.text } : { kind: 'page' };
}

function packSide(side: BuildSide, own: Labs): LinkSide {
  return { lab: labOf(side, own), kernel: side.kernel, options: [...side.options] };
}

function unpackSide({ lab, kernel, options }: LinkSide): BuildSide {
  switch (lab.kind) {
    case 'page':
      return { lab: 'page', kernel, options };
    case 'builtin':
      return { lab: `lab:${lab.id}`, kernel, options };
    case 'text':
      return { lab: 'given', kernel, options, given: { name: lab.name, text: lab.text } };
  }
}

function packCompare({ a, b, found, cursor }: CompareChoice): LinkView {
  const order = found && { of: found.of, schedule: [...found.schedule] };
  return { kind: 'compare', a, b, ...(order && { found: order }), cursor };
}

function packBuilds({ a, b, ...rest }: BuildsChoice, own: Labs): LinkView {
  return { kind: 'builds', a: packSide(a, own), b: packSide(b, own), ...rest };
}

/** Null where no view is open. */
export function packView({ view, workspaces }: Page): LinkView | null {
  if (!view?.choice) return null;
  switch (view.kind) {
    case 'compare':
      return packCompare(view.choice);
    case 'builds':
      return packBuilds(view.choice, workspaces ?? []);
    case 'passes':
      return { kind: 'passes', ...view.choice };
  }
}

export function unpackView(view: LinkView | undefined): OpenView | null {
  switch (view?.kind) {
    case 'compare': {
      const { a, b, found = null, cursor } = view;
      return { kind: 'compare', choice: { a, b, found, cursor } };
    }
    case 'builds': {
      const { kind, a, b, ...rest } = view;
      return { kind, choice: { a: unpackSide(a), b: unpackSide(b), ...rest } };
    }
    case 'passes': {
      const { kind, ...choice } = view;
      return { kind, choice };
    }
    case undefined:
      return null;
  }
}
