// What can go wrong, as numbers in the model. Names are those of core/explore's properties, so that the verdicts
// of a search and of Spin can be held against each other.

/** In the order of their numbers, from 1. */
export const PROMELA_PROPERTIES = [
  'fell-through',
  'lost-registers',
  'broken-registers',
  'freed-text',
  'torn-insn',
  'unclaimed-int3',
  'bad-memory',
  'undefined-opcode',
  'divide-error',
  'missing-endbr',
  'too-many-tail-calls',
  'not-modelled',
  'unexpected-bytes',
  'bug',
  'bytes-disagree',
  'deadlock',
  'expect',
] as const;
export type PromelaProperty = (typeof PROMELA_PROPERTIES)[number];

/** Its name in the model. */
export function propertyMacro(property: PromelaProperty): string {
  return property.replaceAll('-', '_').toUpperCase();
}

/** A statement that says it happened; Spin reports it as `wrong!=NUMBER`. */
export function violated(property: PromelaProperty): string {
  return `violated(${propertyMacro(property)});`;
}
