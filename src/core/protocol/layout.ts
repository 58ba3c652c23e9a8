// Orders of the pieces of a direct tail call: which of them can be emitted at all, and why the others cannot.
// Authority: emit_bpf_tail_call_direct (Linux 5.9, 6.1, 6.12) for the pieces and what each leaves to the next.

import { type Diagnostic, err, ok, type Result, type Span } from '../base/index.ts';
import type { ProtocolCode } from './codes.ts';
import { error } from './lexer.ts';

/** Pieces as `.layout` names them; each at most once. */
export const LAYOUT_PIECES = ['check', 'count', 'bypass', 'unwind', 'target', 'rewind'] as const;
export type LayoutPiece = (typeof LAYOUT_PIECES)[number];

/** What each piece does, in a line. */
export const PIECE_MEANINGS: Readonly<Record<LayoutPiece, string>> = {
  check: 'Compares the tail call counter with the limit.',
  count: 'Adds one to the tail call counter.',
  bypass: 'Site P1: jumps over the tail call while the slot is empty.',
  unwind: 'Takes the frame of this program down.',
  target: 'Site P2: jumps to the target program.',
  rewind: 'Builds the frame again where the target is empty.',
};

/** Place of a piece in the order, or -1. */
type PlaceOf = (piece: LayoutPiece) => number;

interface Rule {
  readonly code: ProtocolCode;
  readonly isBroken: (at: PlaceOf) => boolean;
  readonly message: string;
}

const RULES: readonly Rule[] = [
  {
    code: 'layout/missing-piece',
    isBroken: (at) => at('check') < 0 || at('target') < 0,
    message: 'a tail call needs check and target',
  },
  {
    code: 'layout/behind-target',
    isBroken: (at) => at('target') < Math.max(at('check'), at('count'), at('bypass'), at('unwind')),
    message: 'check, count, bypass and unwind come before the jump, so before target',
  },
  {
    code: 'layout/count-before-check',
    isBroken: (at) => at('count') >= 0 && at('count') < at('check'),
    message: 'count adds to what check has loaded into rax, so it comes behind check',
  },
  {
    code: 'layout/unwind-before-count',
    isBroken: (at) => at('unwind') >= 0 && at('unwind') < Math.max(at('check'), at('count')),
    message:
      'unwind leaves the count in rax for the callee, and check and count would overwrite it',
  },
  {
    code: 'layout/rewind-before-target',
    isBroken: (at) => at('rewind') >= 0 && at('rewind') < at('target'),
    message:
      'rewind builds the frame again for a call that was not taken, so it comes behind target',
  },
  {
    code: 'layout/rewind-alone',
    isBroken: (at) => at('rewind') >= 0 && at('unwind') < 0,
    message: 'rewind builds again what unwind has given back, and there is no unwind',
  },
];

function isPiece(word: string): word is LayoutPiece {
  return LAYOUT_PIECES.some((piece) => piece === word);
}

/**
 * The order that `text` lists, a space between pieces. Without `count`, the count is where the kernel's own
 * order (`home`) has it: behind the same piece. `span` is the place of the text, for the diagnostic.
 */
export function parseLayoutOrder(
  text: string,
  home: readonly LayoutPiece[],
  span: Span,
): Result<readonly LayoutPiece[], Diagnostic> {
  const pieces = text.split(' ').filter(isPiece);
  const order = pieces.includes('count') ? pieces : withCount(pieces, home);
  const at: PlaceOf = (piece) => order.indexOf(piece);
  const broken = RULES.find((rule) => rule.isBroken(at));
  if (broken)
    return err(error(broken.code, span, broken.message, `the kernel's own: ${home.join(' ')}`));
  return ok(order);
}

/** A piece that does not go with the frames of the kernel; `reason` says why. */
export function otherFrame(piece: LayoutPiece, span: Span, reason: string): Diagnostic {
  return error('layout/other-frame', span, `no ${piece} here: ${reason}`);
}

function withCount(pieces: readonly LayoutPiece[], home: readonly LayoutPiece[]): LayoutPiece[] {
  const before = home[home.indexOf('count') - 1];
  const behind = before === undefined ? -1 : pieces.indexOf(before);
  return pieces.toSpliced((behind < 0 ? pieces.indexOf('check') : behind) + 1, 0, 'count');
}
