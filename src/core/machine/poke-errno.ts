// What text_poke answers, as the kernel spells it.
// Authority: Linux 6.1 bpf_arch_text_poke; include/uapi/asm-generic/errno-base.h and errno.h.

const NAMES: ReadonlyMap<number, string> = new Map([
  [-16, '-EBUSY'],
  [-22, '-EINVAL'],
  [-34, '-ERANGE'],
]);

/** "-16 (-EBUSY)"; the bare number where it has no name here. */
export function pokeErrno(ret: number): string {
  const name = NAMES.get(ret);
  return name ? `${ret} (${name})` : `${ret}`;
}
