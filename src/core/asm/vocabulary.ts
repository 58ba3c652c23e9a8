// The words of the lab language with a line of explanation each: for the parser, completion and hover.

export interface VocabularyEntry {
  readonly name: string;
  /** How to write it; capitals stand for what the user fills in, brackets for what may be left out. */
  readonly form: string;
  readonly doc: string;
}

function entry(name: string, form: string, doc: string): VocabularyEntry {
  return { name, form, doc };
}

/** Directives that the lab language adds to LLVM's assembly. Each ends the part before it. */
export const LAB_DIRECTIVES: readonly VocabularyEntry[] = [
  entry('.kernel', '.kernel PROFILE [OPTION...]', 'Which kernel translates and runs the programs.'),
  entry(
    '.map',
    '.map NAME TYPE max_entries=N [key_size=N] [value_size=N]',
    'A map; `prog_array` holds the targets of tail calls.',
  ),
  entry(
    '.prog',
    '.prog NAME TYPE [sleepable]',
    "A program; its instructions follow. TYPE is a program type or libbpf's section name.",
  ),
  entry(
    '.func',
    '.func NAME',
    'A function that programs call; linked into each program that does.',
  ),
  entry('.init', '.init', 'What happens before time zero: `MAP[KEY] = PROG` and the like.'),
  entry('.cpu', '.cpu N', 'What CPU N does, one statement after another.'),
  entry('.expect', '.expect', 'What must hold in the end, one condition a line.'),
  entry(
    '.protocol',
    '.protocol map_poke|text_poke NAME',
    'How the kernel pokes: a protocol of the library, or pseudo-code on the lines that follow.',
  ),
  entry(
    '.layout',
    '.layout check bypass unwind target',
    'The order of the pieces of a direct tail call.',
  ),
];

/** First words of statements in `.init` and `.cpu`. */
export const OP_WORDS: readonly VocabularyEntry[] = [
  entry('run', 'run PROG [times=N] [len=N]', 'Runs a program on a packet of `len` bytes.'),
  entry('update', 'update MAP[KEY] = PROG', 'Puts a program into a slot (bpf_map_update_elem).'),
  entry('delete', 'delete MAP[KEY]', 'Empties a slot (bpf_map_delete_elem).'),
  entry('load', 'load PROG', 'Loads a program now instead of before time zero.'),
  entry('unload', 'unload PROG', 'Drops the last user reference to a program.'),
  entry('close', 'close MAP', 'Drops the last user reference to a map: all slots are emptied.'),
];

/** Subjects of `.expect`. */
export const EXPECT_WORDS: readonly VocabularyEntry[] = [
  entry('retval', 'retval(CPU) in {N, N}', 'Return value of the last run on that CPU.'),
  entry('slot', 'slot(MAP[KEY]) in {PROG, none}', 'Program in a slot.'),
  entry('in', 'SUBJECT in {VALUE, VALUE}', 'Any of these values.'),
  entry('none', 'none', 'An empty slot.'),
];

/** First words of instructions and words inside them. */
export const INSN_WORDS: readonly VocabularyEntry[] = [
  entry('if', 'if rX OP rY|N goto LABEL', 'Conditional jump; `w` registers compare 32 bits.'),
  entry('goto', 'goto LABEL|+N', 'Jump of 16 bits.'),
  entry('gotol', 'gotol LABEL|+N', 'Jump of 32 bits (cpu v4).'),
  entry('may_goto', 'may_goto LABEL|+N', 'Jump taken when the loop budget is used up.'),
  entry('call', 'call HELPER|FUNC|N', 'Calls a helper by name or number, or a `.func`.'),
  entry('callx', 'callx rX', 'Call through a register; no kernel accepts it.'),
  entry('exit', 'exit', 'Returns r0.'),
  entry('lock', 'lock *(u64 *)(rX + N) += rY', 'Atomic without a result.'),
  entry('ll', 'rX = MAP ll', '64-bit constant or address of a map.'),
  entry('skb', 'r0 = *(u8 *)skb[N]', 'Packet load of classic BPF.'),
  entry('ld_pseudo', 'ld_pseudo rX, SRC, N', '64-bit load with its src field as a number.'),
  entry('store_release', 'store_release((u64 *)(rX + N), rY)', 'Store with release ordering.'),
  entry('load_acquire', 'rX = load_acquire((u64 *)(rY + N))', 'Load with acquire ordering.'),
  entry('atomic_fetch_add', 'rX = atomic_fetch_add((u64 *)(rY + N), rX)', 'Atomic add.'),
  entry('atomic_fetch_and', 'rX = atomic_fetch_and((u64 *)(rY + N), rX)', 'Atomic and.'),
  entry('atomic_fetch_or', 'rX = atomic_fetch_or((u64 *)(rY + N), rX)', 'Atomic or.'),
  entry('atomic_fetch_xor', 'rX = atomic_fetch_xor((u64 *)(rY + N), rX)', 'Atomic xor.'),
  entry('xchg_64', 'rX = xchg_64(rY + N, rX)', 'Atomic exchange, 64 bits.'),
  entry('xchg32_32', 'wX = xchg32_32(rY + N, wX)', 'Atomic exchange, 32 bits.'),
  entry('cmpxchg_64', 'r0 = cmpxchg_64(rY + N, r0, rX)', 'Atomic compare and exchange, 64 bits.'),
  entry('cmpxchg32_32', 'w0 = cmpxchg32_32(rY + N, w0, wX)', 'The same, 32 bits.'),
  entry('addr_space_cast', 'rX = addr_space_cast(rY, TO, FROM)', 'Arena pointer cast.'),
  ...[16, 32, 64].flatMap((bits) => [
    entry(`le${bits}`, `rX = le${bits} rX`, `Low ${bits} bits as little endian.`),
    entry(`be${bits}`, `rX = be${bits} rX`, `Low ${bits} bits as big endian.`),
    entry(`bswap${bits}`, `rX = bswap${bits} rX`, `Low ${bits} bits with their bytes reversed.`),
  ]),
];

/** Words of casts and accesses. */
export const TYPE_WORDS: readonly string[] = ['u8', 'u16', 'u32', 'u64', 's8', 's16', 's32'];

/** What clang writes around functions and what has no meaning for a lab. */
export const IGNORED_DIRECTIVES: ReadonlySet<string> = new Set([
  '.addrsig',
  '.addrsig_sym',
  '.align',
  '.balign',
  '.cfi_endproc',
  '.cfi_sections',
  '.cfi_startproc',
  '.end',
  '.file',
  '.global',
  '.globl',
  '.hidden',
  '.ident',
  '.internal',
  '.loc',
  '.local',
  '.p2align',
  '.popsection',
  '.protected',
  '.pushsection',
  '.size',
  '.weak',
]);

/** Directives that put data where they stand. */
export const DATA_DIRECTIVES: ReadonlySet<string> = new Set([
  '.2byte',
  '.4byte',
  '.ascii',
  '.asciz',
  '.byte',
  '.comm',
  '.fill',
  '.hword',
  '.int',
  '.lcomm',
  '.long',
  '.octa',
  '.short',
  '.skip',
  '.space',
  '.string',
  '.word',
  '.zero',
]);

/** Directives whose values are raw 8-byte insns. */
export const RAW_INSN_DIRECTIVES: ReadonlySet<string> = new Set(['.8byte', '.quad', '.xword']);

/** Directives that change the section. */
export const SECTION_DIRECTIVES: ReadonlySet<string> = new Set([
  '.bss',
  '.data',
  '.rodata',
  '.section',
  '.text',
]);
