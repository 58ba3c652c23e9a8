// Which order of pieces a direct tail call has: the lab's own, a library entry by name, or the profile's.

import type { Lab } from '../asm/index.ts';
import type { Diagnostic, Span } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import {
  LAYOUT_PIECES,
  type LayoutPiece,
  libraryEntry,
  libraryNames,
  otherFrame,
  parseLayoutOrder,
} from '../protocol/index.ts';
import { NOWHERE, type Override, unknownName } from './override.ts';

/** The order of the pieces in force. */
export interface ChosenLayout {
  /** Name of the library entry; null for the profile's own order, and one that the lab lists. */
  readonly name: string | null;
  readonly pieces: readonly LayoutPiece[];
}

/** What a way to count does not go with. */
const MISFITS: ReadonlyMap<string, { pieces: readonly LayoutPiece[]; reason: string }> = new Map([
  [
    'in-frame',
    {
      pieces: ['unwind', 'rewind', 'bypass'],
      reason: 'in this kernel the callee takes the frame over, so there is nothing to unwind',
    },
  ],
  [
    'by-pointer',
    {
      pieces: ['rewind'],
      reason:
        'in this kernel unwind drops the pointer to the count, which rewind would have to push',
    },
  ],
]);

interface Asked {
  readonly text: string;
  readonly span: Span;
}

function askedFor(lab: Lab, override: Override): Asked | null {
  if (override.layout !== undefined) return { text: override.layout, span: NOWHERE };
  return lab.layout && { text: lab.layout.name, span: lab.layout.span };
}

/** Pieces that make no sense with the way in which this kernel keeps the count; null if all do. */
function misfitOf(
  pieces: readonly LayoutPiece[],
  profile: KernelProfile,
  span: Span,
): Diagnostic | null {
  const counter: string = profile.tailCall.counter;
  const misfits = MISFITS.get(counter)?.pieces ?? [];
  const piece = misfits.find((each) => pieces.includes(each));
  if (piece === undefined) return null;
  return otherFrame(piece, span, MISFITS.get(counter)?.reason ?? '');
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
  const misfit = order.ok ? misfitOf(order.value, profile, span) : order.error;
  if (misfit) diagnostics.push(misfit);
  return misfit || !order.ok ? own : { name: entry?.name ?? null, pieces: order.value };
}

/** The profile with another order of pieces. */
export function withLayout(profile: KernelProfile, { pieces }: ChosenLayout): KernelProfile {
  return { ...profile, tailCall: { ...profile.tailCall, pieces } };
}
