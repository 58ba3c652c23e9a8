// Which order of pieces a direct tail call has: the lab's own, a library entry by name, or the profile's.

import type { Lab } from '../asm/index.ts';
import type { Diagnostic, Span } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import {
  LAYOUT_PIECES,
  type LayoutPiece,
  libraryEntry,
  libraryNames,
  parseLayoutOrder,
} from '../protocol/index.ts';
import { NOWHERE, type Override, unknownName } from './override.ts';

/** The order of the pieces in force. */
export interface ChosenLayout {
  /** Name of the library entry; null for the profile's own order, and one that the lab lists. */
  readonly name: string | null;
  readonly pieces: readonly LayoutPiece[];
}

interface Asked {
  readonly text: string;
  readonly span: Span;
}

function askedFor(lab: Lab, override: Override): Asked | null {
  if (override.layout !== undefined) return { text: override.layout, span: NOWHERE };
  return lab.layout && { text: lab.layout.name, span: lab.layout.span };
}

function notEmitted(text: string, span: Span): Diagnostic {
  const message = `layout ${text} is not modelled: one patch point, or rewind`;
  return { code: 'layout/not-modelled', severity: 'error', span, message };
}

/** A faulty choice is reported, and the profile's own order stands in. */
export function chooseLayout(
  lab: Lab,
  profile: KernelProfile,
  override: Override,
  diagnostics: Diagnostic[],
): ChosenLayout {
  const own: ChosenLayout = { name: null, pieces: profile.tailCall.pieces };
  const asked = askedFor(lab, override);
  if (!asked) return own;
  const { text, span } = asked;
  const entry = libraryEntry('layout', text);
  const isList = LAYOUT_PIECES.some((piece) => text.split(' ').includes(piece));
  if (!entry && !isList) {
    diagnostics.push(unknownName('layout', text, span, libraryNames('layout')));
    return own;
  }
  const order = parseLayoutOrder(entry?.text ?? text, own.pieces, span);
  if (order.ok && order.value.includes('bypass') && !order.value.includes('rewind')) {
    return { name: entry?.name ?? null, pieces: order.value };
  }
  diagnostics.push(order.ok ? notEmitted(text, span) : order.error);
  return own;
}

/** The profile with another order of pieces. */
export function withLayout(profile: KernelProfile, { pieces }: ChosenLayout): KernelProfile {
  return { ...profile, tailCall: { ...profile.tailCall, pieces } };
}
