// Completion: what may stand at the caret, the likeliest first.

import { codeItems } from './complete-code.ts';
import { directiveItems, headerItems } from './complete-header.ts';
import { protocolBodyItems } from './complete-protocol.ts';
import { conditionItems, operationItems } from './complete-statement.ts';
import { inComment, isCode } from './reading.ts';
import { type Spot, spotAt } from './spot.ts';
import type { Study } from './study.ts';
import type { Completion, CompletionList } from './types.ts';

function bodyItems(spot: Spot): Completion[] {
  const { part } = spot;
  if (isCode(part)) return codeItems(spot);
  if (part.kind === 'init' || part.kind === 'cpu') return operationItems(spot);
  if (part.kind === 'expect') return conditionItems(spot);
  return part.kind === 'protocol' ? protocolBodyItems(spot) : [];
}

/** A word that begins with a dot is a directive; elsewhere directives come last. */
function itemsAt(spot: Spot): Completion[] {
  if (spot.inHeader) return headerItems(spot);
  const begins = spot.atLineStart && spot.before.length === 0;
  if (!begins) return bodyItems(spot);
  if (spot.typed.startsWith('.')) return directiveItems(spot);
  return [...bodyItems(spot), ...directiveItems(spot)];
}

export function completionsAt(study: Study, offset: number): CompletionList {
  const nothing = { span: { start: offset, end: offset }, items: [] };
  if (inComment(study.reading, offset)) return nothing;
  const spot = spotAt(study, offset);
  return { span: spot.span, items: itemsAt(spot) };
}
