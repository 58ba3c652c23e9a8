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

/** In the order of `PROPERTY_IDS`. */
export const PROPERTIES: readonly Property[] = [
  {
    id: 'fell-through',
    name: 'No CPU unwinds and falls through',
    invariant:
      'A CPU that passes P1 as a nop unwinds its frame for the tail call; it must then leave by a jmp at P2. If P2 is ' +
      'a nop in the same pass, the frame is gone and the program goes on: its BPF stack lies below rsp, ' +
      "where any interrupt overwrites it, and rbx and r13 to r15 already hold the caller's values, so that live R6 " +
      'to R9 are lost. The pops run once more at the exit and read the wrong words; leave repairs rsp, so the ' +
      'program returns as if nothing had happened, to a caller with wrong registers.',
    onByDefault: true,
  },
  {
    id: 'lost-registers',
    name: 'A tail call that is not taken changes no register',
    invariant:
      'Where the slot is empty the program goes on behind the tail call as if it were not there. R6 to R9 (rbx, r13 ' +
      'to r15) and the BPF stack must then be what they were before it. Popping the registers and pushing them ' +
      "again is not enough: the pops load the caller's values, and the pushes only save those.",
    onByDefault: true,
  },
  {
    id: 'broken-registers',
    name: 'Every run gives back the registers of its caller',
    invariant:
      'A program is a function of the kernel: when it returns, rsp, rbx, rbp and r12 to r15 must be what they were ' +
      'when it was called. A run that unwinds once too often, or once too little, returns all the same; its caller ' +
      "goes on with somebody else's values, far from the cause.",
    onByDefault: true,
  },
  {
    id: 'freed-text',
    name: 'No CPU runs freed text',
    invariant:
      'An image may be freed when no CPU is in it and no CPU can still get to it: references are dropped first, then ' +
      'a grace period lets those leave that are inside. A CPU that fetches from a freed image runs int3, or the ' +
      'code of whatever was loaded there since.',
    onByDefault: true,
  },
  {
    id: 'torn-insn',
    name: 'No CPU runs half of an instruction',
    invariant:
      'Five bytes cannot be replaced at once while others execute them. Without a guard a CPU may decode some of the ' +
      'old and some of the new bytes: a jmp to an address that nobody meant. The int3 over the first byte keeps ' +
      'CPUs out while the other four change, provided that each of the three writes is followed by a sync.',
    onByDefault: true,
  },
  {
    id: 'unclaimed-int3',
    name: 'Every int3 has an owner',
    invariant:
      'A CPU that traps on an int3 looks for its address among the published sites. It must find it for as long as ' +
      'any CPU can still fetch the int3, so the site is published before the first write, and retired only after ' +
      'the last sync. An int3 without an owner is a breakpoint that nobody set: the kernel dies.',
    onByDefault: true,
  },
  {
    id: 'bad-memory',
    name: 'No CPU touches memory that is not there',
    invariant:
      'The verifier has proved that every access of the program is within its bounds, for the registers that the ' +
      'program computed. A page fault in kernel mode says that they were replaced behind its back: by an unwind too ' +
      'many, or by a jump into the middle of a program.',
    onByDefault: true,
  },
  {
    id: 'undefined-opcode',
    name: 'Every instruction that is reached exists',
    invariant:
      'What the JIT emits decodes to instructions from its first byte to its last. #UD in kernel mode says that a ' +
      'CPU got to a place where none begins.',
    onByDefault: true,
  },
  {
    id: 'divide-error',
    name: 'No division faults',
    invariant:
      'BPF defines division by zero, and the verifier patches a test around each: the hardware must never raise #DE. ' +
      'When it does, a register changed between the test and the division.',
    onByDefault: true,
  },
  {
    id: 'missing-endbr',
    name: 'Indirect jumps land on endbr64',
    invariant:
      'With IBT an indirect jump must lead to an endbr64, or the CPU raises #CP. A program therefore carries two: one ' +
      'at its entry, one at the landing point of tail calls. adj_off must lead to the second.',
    onByDefault: true,
  },
  {
    id: 'too-many-tail-calls',
    name: 'At most 33 tail calls in a run',
    invariant:
      'MAX_TAIL_CALL_CNT bounds how long a chain can keep a CPU: 33 tail calls, hence 34 programs. Whoever loses the ' +
      'count (a subprogram that starts from its own copy, a caller that never learns of it) opens a chain that goes ' +
      'on for 2^34 calls.',
    onByDefault: true,
  },
  {
    id: 'unexpected-bytes',
    name: 'Every poke finds the bytes that it expects',
    invariant:
      '__bpf_arch_text_poke compares the five bytes with the instruction that its caller believes to be there, and ' +
      'answers -EBUSY if they differ. So belief and bytes part only where an earlier change was skipped, or the ' +
      'protocol left a site in a state that its next run does not know: both are bugs, whatever is done about the ' +
      'error.',
    onByDefault: true,
  },
  {
    id: 'bug',
    name: 'No BUG_ON fires',
    invariant:
      'The update checks the result of every poke, because going on with half of it done would leave sites that lead ' +
      'elsewhere than the map says. BUG_ON stops the kernel there.',
    onByDefault: true,
  },
  {
    id: 'bytes-disagree',
    name: 'Bytes agree with the map when no update is under way',
    invariant:
      'Direct tail calls never look at the slot: the bytes at their sites stand for it. Between updates each stable ' +
      'site must lead where its slot says: past the call if the slot is empty, to the program in it otherwise. A ' +
      'stale jmp behind a closed bypass does no harm by itself, as nobody gets there, and does not count.',
    onByDefault: true,
  },
  {
    id: 'deadlock',
    name: 'Every update and every run ends',
    invariant:
      'Somebody can always move until nothing is left to do, and from everywhere an end can be reached. An updater ' +
      'that waits under a lock for a reader that wants the same lock waits for ever, and everyone behind it.',
    onByDefault: true,
  },
  {
    id: 'mixed-generations',
    name: 'A chain sees one generation of a table',
    invariant:
      'An update changes one slot at a time, and nothing makes a table change as a whole. A chain that makes several ' +
      'tail calls through one table may take one of them before a change and the next one after it, and so run ' +
      'programs that never stood in the table together. The kernel promises no more, hence this is off by default; ' +
      'who needs it builds a new table and exchanges that.',
    onByDefault: false,
  },
  {
    id: 'expect',
    name: 'The lab ends as it expects to',
    invariant:
      "The lab's own .expect lines: what the last run on a CPU may return, and what a slot may hold when nobody can " +
      'move any more. An end that another failure cut short is not judged by them.',
    onByDefault: true,
  },
];
