// Vectors that Linux 6.1 cannot run, each with the verifier's sentence about the insn that it does not know.
// The test holds the list to what 6.1 really refuses: a vector that is here without need fails it.

/** Why a kernel refuses, and the vectors that it refuses for that. */
interface Exclusion {
  readonly reason: string;
  /** Linux 6.1's own words. */
  readonly says: string;
  readonly vectors: readonly string[];
}

function list(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    reason: 'signed division and remainder: cpu v4, Linux 6.6',
    says: 'BPF_ALU uses reserved fields',
    vectors: list(`
      rfc9669_sdiv32 rfc9669_sdiv64 rfc9669_smod32 rfc9669_smod64
      sdiv32-by-zero-imm sdiv32-by-zero-reg sdiv32-imm sdiv32-intmin-by-negone-imm
      sdiv32-intmin-by-negone-reg sdiv32-reg
      sdiv64-by-zero-imm sdiv64-by-zero-reg sdiv64-imm sdiv64-intmin-by-negone-imm
      sdiv64-intmin-by-negone-reg sdiv64-reg
      smod32-intmin-by-negone-imm smod32-intmin-by-negone-reg smod32-neg-by-neg-imm
      smod32-neg-by-neg-reg smod32-neg-by-pos-imm smod32-neg-by-pos-reg smod32-neg-by-zero-imm
      smod32-neg-by-zero-reg smod32-pos-by-neg-imm smod32-pos-by-neg-reg
      smod64-intmin-by-negone-imm smod64-intmin-by-negone-reg smod64-neg-by-neg-imm
      smod64-neg-by-neg-reg smod64-neg-by-pos-imm smod64-neg-by-pos-reg smod64-neg-by-zero-imm
      smod64-neg-by-zero-reg smod64-pos-by-neg-imm smod64-pos-by-neg-reg`),
  },
  {
    reason: 'moves with sign extension: cpu v4, Linux 6.6',
    says: 'BPF_MOV uses reserved fields',
    vectors: list(`
      movsx1632-reg movsx1664-reg movsx3264-reg movsx832-reg movsx864-reg rfc9669_movsx`),
  },
  {
    reason: 'loads with sign extension: cpu v4, Linux 6.6',
    says: 'BPF_LDX uses reserved fields',
    vectors: list('rfc9669_ldxsb rfc9669_ldxsh rfc9669_ldxsw'),
  },
  {
    reason: 'unconditional byte swaps: cpu v4, Linux 6.6',
    says: 'unknown opcode d7',
    vectors: list(`
      bswap16 bswap32 bswap64 swap16 swap32 swap64 rfc9669_bswap16 rfc9669_bswap32
      rfc9669_bswap64 rfc9669_swap16 rfc9669_swap32 rfc9669_swap64`),
  },
  {
    reason: 'jumps with a distance of 32 bits: cpu v4, Linux 6.6',
    says: 'unknown opcode 06',
    vectors: list('ja32 rfc9669_ja32'),
  },
  {
    reason: 'call of a helper through a register: no Linux has it',
    says: 'unknown opcode 8d',
    vectors: list('callx'),
  },
];
