// Why the JIT stops. The kernel then leaves the program to its interpreter.

/** A `JitError` before the slot is known. */
export interface JitFault {
  readonly errno: number;
  readonly code: string;
  readonly message: string;
}

const EINVAL = 22;
const EFAULT = 14;
const ERANGE = 34;

export function unknownOpcode(code: number): JitFault {
  const hex = code.toString(16).padStart(2, '0');
  return { errno: EINVAL, code: 'jit/unknown-opcode', message: `bpf_jit: unknown opcode ${hex}` };
}

export function unknownAtomic(imm: number): JitFault {
  const hex = (imm & 0xff).toString(16).padStart(2, '0');
  return {
    errno: EFAULT,
    code: 'jit/unknown-atomic-opcode',
    message: `bpf_jit: unknown atomic opcode ${hex}`,
  };
}

export function unresolvedLdImm64(src: number): JitFault {
  return {
    errno: EINVAL,
    code: 'jit/unresolved-ld-imm64',
    message: `ld_imm64 with src_reg ${src} was not resolved before the JIT`,
  };
}

export function callToNowhere(): JitFault {
  return { errno: EINVAL, code: 'jit/call-without-target', message: 'call without a target' };
}

export function jumpOutOfRange(target: number): JitFault {
  return {
    errno: EINVAL,
    code: 'jit/jump-out-of-range',
    message: `jump to slot ${target}, outside the function`,
  };
}

export function targetOutOfRange(what: string): JitFault {
  return {
    errno: ERANGE,
    code: 'jit/target-out-of-range',
    message: `Target ${what} is out of range`,
  };
}

export function unknownSymbol(name: string): JitFault {
  return {
    errno: EINVAL,
    code: 'jit/unknown-symbol',
    message: `the address of kernel symbol ${name} is not known`,
  };
}

/** Nops that would have to be put before a jump, but that no earlier form of it can explain. */
export function unexpectedPadding(size: number): JitFault {
  return {
    errno: EFAULT,
    code: 'jit/unexpected-padding',
    message: `unexpected jump padding: ${size} bytes`,
  };
}

/** The last pass and the image disagree about a length. */
export function imageMoved(): JitFault {
  return { errno: EFAULT, code: 'jit/image-moved', message: 'bpf_jit: fatal error' };
}

/** The image still shrank in the last pass that the kernel allows. */
export function notConverged(passes: number): JitFault {
  return {
    errno: EINVAL,
    code: 'jit/not-converged',
    message: `the image did not stop shrinking in ${passes} passes`,
  };
}
