// Every diagnostic that a protocol or a layout can get. Codes are stable across releases.

/** What each code says, and what to do about it. */
const MEANINGS = {
  'protocol/arguments': 'A function gets other arguments than it takes.',
  'protocol/assign-to-name': 'A name that the language gives a meaning is assigned to.',
  'protocol/call-in-expression':
    'A call that is a step of its own stands inside an expression; give its result a name first.',
  'protocol/declared-twice': 'A variable is declared a second time.',
  'protocol/expected': 'A word or mark is missing; C’s grammar says which.',
  'protocol/fixup-place':
    'fixup { ... } stands once, outside of everything, in a map_poke protocol.',
  'protocol/in-deferred': 'What call_rcu defers may not defer again, nor go through descriptors.',
  'protocol/length': 'A store writes another number of bytes than it names.',
  'protocol/nested-loop': 'for_each_poke stands inside for_each_poke.',
  'protocol/no-effect': 'A statement computes a value and drops it.',
  'protocol/no-lock-place': 'no_lock() is said once for each lock, before the first statement.',
  'protocol/no-such-site': 'The protocol pokes tailcall_bypass, and the layout has no bypass.',
  'protocol/not-modelled': 'C has it, the protocol language does not.',
  'protocol/outside-loop': 'What needs a descriptor stands outside of for_each_poke(map, key).',
  'protocol/range': 'A number is too large, or bytes of a site are not within 0..4.',
  'protocol/stray-character': 'A character belongs to no word or operator of the language.',
  'protocol/too-deep': 'Blocks or parentheses are nested too deep.',
  'protocol/too-long': 'The text is longer than is looked at.',
  'protocol/type': 'A value of one type stands where another is needed.',
  'protocol/unassigned': 'A variable is read that has no value on some path.',
  'protocol/unknown-lock': 'The locks are poke_mutex and text_mutex.',
  'protocol/unknown-name': 'Neither the language nor the library has this name.',
  'protocol/wrong-role': 'A function belongs to protocols of the other role.',
  'layout/behind-target': 'check, count, bypass and unwind come before target.',
  'layout/count-before-check': 'count adds to what check has loaded.',
  'layout/missing-piece': 'check and target are needed.',
  'layout/other-frame': 'A piece does not go with the way in which this kernel lays out frames.',
  'layout/rewind-alone': 'rewind needs an unwind to take back.',
  'layout/rewind-before-target':
    'rewind is for a call that was not taken, so it comes behind target.',
  'layout/unknown-name': 'The library has no layout of this name.',
  'layout/unwind-before-count':
    'check and count would overwrite the count that unwind leaves in rax.',
} as const;

export type ProtocolCode = keyof typeof MEANINGS;

/** A diagnostic's code with a line on what it means. */
export interface ProtocolCodeMeaning {
  readonly code: ProtocolCode;
  readonly meaning: string;
}

export const PROTOCOL_CODES: readonly ProtocolCodeMeaning[] = Object.entries(MEANINGS).map(
  ([code, meaning]) => ({ code: code as ProtocolCode, meaning }),
);
