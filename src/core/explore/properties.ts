// What can go wrong in a run, each under a plain name with the invariant that it breaks.
// Authority: the verdicts of core/machine; Linux __bpf_arch_text_poke and bpf_arch_poke_desc_update for what
// a poke may find.

export const PROPERTY_IDS = [
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
  'unexpected-bytes',
  'bug',
  'bytes-disagree',
  'deadlock',
  'mixed-generations',
  'expect',
] as const;
export type PropertyId = (typeof PROPERTY_IDS)[number];

export interface Property {
  readonly id: PropertyId;
  /** Short name, as a heading. */
  readonly name: string;
  /** The invariant and why breaking it is fatal: a paragraph. */
  readonly invariant: string;
  readonly onByDefault: boolean;
}
