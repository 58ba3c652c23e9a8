// The label of a signature, and where its parameters are in it.

import type { SignatureHelp } from './types.ts';

/** A label made of parts, each of which may be a parameter with its meaning. */
export function help(
  head: string,
  pieces: readonly (readonly [text: string, doc: string])[],
  {
    active,
    doc,
    close = '',
    gap = ' ',
  }: { active: number; doc: string; close?: string; gap?: string },
): SignatureHelp {
  let label = head;
  const params = pieces.map(([text, meaning], idx) => {
    if (idx > 0) label += gap;
    const start = label.length;
    label += text;
    return { span: { start, end: label.length }, doc: meaning };
  });
  const last = Math.max(0, params.length - 1);
  return { label: label + close, params, active: Math.min(Math.max(0, active), last), doc };
}
