// Names for the parts of a BPF opcode byte and for the values that change an insn's meaning.
// Authority: RFC 9669 sections 3-5; include/uapi/linux/bpf.h, include/linux/filter.h and include/linux/bpf.h
// (kernel-internal opcodes, never valid from user space) of Linux 6.1 to 7.1.

/** Low three bits of `code`. */
export const BPF_LD = 0x00;
export const BPF_LDX = 0x01;
export const BPF_ST = 0x02;
export const BPF_STX = 0x03;
export const BPF_ALU = 0x04;
export const BPF_JMP = 0x05;
export const BPF_JMP32 = 0x06;
export const BPF_ALU64 = 0x07;
export const CLASS_MASK = 0x07;

/** Size of a load or store: bits 3 and 4. */
export const BPF_W = 0x00;
export const BPF_H = 0x08;
export const BPF_B = 0x10;
export const BPF_DW = 0x18;
export const SIZE_MASK = 0x18;

/** Mode of a load or store: bits 5 to 7. */
export const BPF_IMM = 0x00;
export const BPF_ABS = 0x20;
export const BPF_IND = 0x40;
export const BPF_MEM = 0x60;
export const BPF_MEMSX = 0x80;
export const BPF_ATOMIC = 0xc0;
export const MODE_MASK = 0xe0;

/** Kernel-internal modes: loads that may fault and are then skipped, or that read an arena. */
export const BPF_PROBE_MEM = 0x20;
export const BPF_PROBE_MEMSX = 0x40;
export const BPF_PROBE_MEM32 = 0xa0;
export const BPF_PROBE_ATOMIC = 0xe0;

/** Source of the second operand: `imm` or the src register. */
export const BPF_K = 0x00;
export const BPF_X = 0x08;

/** Operation of ALU and ALU64: bits 4 to 7. DIV and MOD with off 1 are signed; MOV with off is movsx. */
export const BPF_ADD = 0x00;
export const BPF_SUB = 0x10;
export const BPF_MUL = 0x20;
export const BPF_DIV = 0x30;
export const BPF_OR = 0x40;
export const BPF_AND = 0x50;
export const BPF_LSH = 0x60;
export const BPF_RSH = 0x70;
export const BPF_NEG = 0x80;
export const BPF_MOD = 0x90;
export const BPF_XOR = 0xa0;
export const BPF_MOV = 0xb0;
export const BPF_ARSH = 0xc0;
export const BPF_END = 0xd0;
export const OP_MASK = 0xf0;

/** Operation of JMP and JMP32: bits 4 to 7. */
export const BPF_JA = 0x00;
export const BPF_JEQ = 0x10;
export const BPF_JGT = 0x20;
export const BPF_JGE = 0x30;
export const BPF_JSET = 0x40;
export const BPF_JNE = 0x50;
export const BPF_JSGT = 0x60;
export const BPF_JSGE = 0x70;
export const BPF_CALL = 0x80;
export const BPF_EXIT = 0x90;
export const BPF_JLT = 0xa0;
export const BPF_JLE = 0xb0;
export const BPF_JSLT = 0xc0;
export const BPF_JSLE = 0xd0;
export const BPF_JCOND = 0xe0;

/** `imm` of an atomic. ADD, AND, OR and XOR use the ALU operation, with FETCH or without. */
export const BPF_FETCH = 0x01;
export const BPF_XCHG = 0xe1;
export const BPF_CMPXCHG = 0xf1;
export const BPF_LOAD_ACQ = 0x100;
export const BPF_STORE_REL = 0x110;

/** `src` of a call: a helper id in imm, a distance to a function, or a BTF id. */
export const BPF_PSEUDO_CALL = 1;
export const BPF_PSEUDO_KFUNC_CALL = 2;

/** `src` of ld_imm64. For MAP_VALUE and MAP_IDX_VALUE the second imm is an offset into the value. */
export const BPF_PSEUDO_MAP_FD = 1;
export const BPF_PSEUDO_MAP_VALUE = 2;
export const BPF_PSEUDO_BTF_ID = 3;
export const BPF_PSEUDO_FUNC = 4;
export const BPF_PSEUDO_MAP_IDX = 5;
export const BPF_PSEUDO_MAP_IDX_VALUE = 6;

/** Whole opcode bytes that have a name of their own. */
export const CODE_LD_IMM64 = 0x18;
export const CODE_CALL = 0x85;
export const CODE_CALLX = 0x8d;
export const CODE_EXIT = 0x95;
export const CODE_JA = 0x05;
/** `gotol`: the distance is in imm. */
export const CODE_JA32 = 0x06;
/** may_goto; src 0 is the only condition there is. */
export const CODE_JCOND = 0xe5;

/** Kernel-internal: tail call. imm is the poke descriptor's index + 1, or 0 for an indirect one. */
export const BPF_TAIL_CALL = 0xf0;
export const CODE_TAIL_CALL = 0xf5;
/** Kernel-internal: helper call with an inline budget; speculation barrier; x86 `nop` of may_goto. */
export const CODE_CALL_ARGS = 0xe5;
export const CODE_NOSPEC = 0xc2;
/** Kernel-internal: `off` of a MOV64 X that turns an arena pointer, or a per-CPU offset, into an address. */
export const BPF_ADDR_SPACE_CAST = 1;
export const BPF_ADDR_PERCPU = -1;

/** r0 to r9 and the frame pointer r10; r11 (`ax`) exists only inside the kernel. */
export const BPF_REG_0 = 0;
export const BPF_REG_FP = 10;
export const BPF_REG_AX = 11;
export const MAX_BPF_REG = 11;
/** Helper id of bpf_tail_call. */
export const BPF_FUNC_TAIL_CALL = 12;
/** Most insns of one program that the kernel accepts from a privileged user. */
export const BPF_COMPLEXITY_LIMIT_INSNS = 1_000_000;
export const BPF_MAXINSNS = 4096;
