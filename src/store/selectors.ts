// Derived state, each computed once for its inputs: React compares what these return by identity.

import type { MachineView } from '../core/machine/index.ts';
import { highlightFor, type LabResult } from '../core/pipeline/index.ts';
import type { Highlight, Page, Selection } from './model.ts';

const NOTHING: Highlight = { spans: [], insns: [], bytes: [], steps: [] };

/** `derive`, remembering its last call. */
function lastOnly<A, B, R>(derive: (a: A, b: B) => R): (a: A, b: B) => R {
  let last: { readonly a: A; readonly b: B; readonly result: R } | null = null;
  return (a, b) => {
    if (!last || last.a !== a || last.b !== b) last = { a, b, result: derive(a, b) };
    return last.result;
  };
}

function highlightOf(result: LabResult | null, selection: Selection | null): Highlight {
  return result && selection ? highlightFor(result, selection) : NOTHING;
}

const pinnedHighlight = lastOnly(highlightOf);
const hoveredHighlight = lastOnly(highlightOf);
const viewAt = lastOnly((_result: LabResult | null, _cursor: number): MachineView | null => null);

/** What is pinned. */
export function selectPinned(page: Page): Highlight {
  return pinnedHighlight(page.result, page.pinned);
}

/** What is under the pointer. */
export function selectHovered(page: Page): Highlight {
  return hoveredHighlight(page.result, page.hovered);
}

/** What is lit: under the pointer, or pinned while the pointer is elsewhere. */
export function selectLit(page: Page): Highlight {
  return page.hovered ? selectHovered(page) : selectPinned(page);
}

/** The machine after `cursor` steps; null when the lab does not run. */
export function selectView(page: Page): MachineView | null {
  return viewAt(page.result, page.cursor);
}
