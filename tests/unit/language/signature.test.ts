import { describe, expect, it } from 'vitest';
import { caret, service } from './lab-text.ts';

/** The label with the active parameter in angle brackets. */
function signature(marked: string): string | null {
  const { text, at } = caret(marked);
  const help = service.signature(text, at);
  if (help === null) return null;
  const { label, params, active } = help;
  const span = params[active]?.span ?? { start: 0, end: 0 };
  return `${label.slice(0, span.start)}<${label.slice(span.start, span.end)}>${label.slice(span.end)}`;
}

const CALL = '.prog a tc\n r1 = r6\n r2 = m ll\n r3 = 0\n call tail_call\n exit\n';

describe('signature of a call', () => {
  it('gives the five registers; active is the one assigned last', () => {
    const label = 'tail_call(r1: void *ctx, r2: struct bpf_map *prog_array_map, ';
    expect(signature(CALL.replace('tail_call', 'tail_call|'))).toBe(`${label}<r3: u32 index>)`);
    expect(signature(CALL.replace(' r3 = 0\n', '').replace('tail_call', 'tail_call|'))).toContain(
      '<r2: struct bpf_map *prog_array_map>',
    );
  });

  it('gives it also where an argument is set up, with that one active', () => {
    expect(signature(CALL.replace('r2 = m', 'r2 = |m'))).toContain('<r2: ');
    expect(signature(CALL.replace('r1 = r6', 'r1 = r6|'))).toContain('<r1: void *ctx>');
    expect(signature('.prog a tc\n r6 = |1\n call tail_call\n')).toBeNull();
  });

  it('does not look past labels, jumps and other calls', () => {
    expect(signature('.prog a tc\n r1 = |1\nx:\n call tail_call\n')).toBeNull();
    expect(signature('.prog a tc\n r1 = |1\n exit\n call tail_call\n')).toBeNull();
    expect(
      signature('.prog a tc\n r1 = |1\n call f\n call tail_call\n.func f\n exit\n'),
    ).toBeNull();
  });

  it('knows helpers by number', () => {
    expect(signature('.prog a tc\n call 1|\n')).toContain(
      'map_lookup_elem(<r1: struct bpf_map *map>',
    );
  });
});

describe('signature of a directive or statement', () => {
  it.each([
    ['.map |', '.map <NAME> TYPE max_entries=N [key_size=N] [value_size=N]'],
    ['.map m |', '.map NAME <TYPE> max_entries=N [key_size=N] [value_size=N]'],
    ['.map m array max_entries=|', '.map NAME TYPE <max_entries=N> [key_size=N] [value_size=N]'],
    ['.prog a t|', '.prog NAME <TYPE> [sleepable]'],
    ['.kernel |', '.kernel <PROFILE> [OPTION...]'],
    ['.cpu 0\n run |', 'run <PROG> [times=N] [len=N]'],
    ['.cpu 0\n run a |', 'run PROG <[times=N]> [len=N]'],
    ['.cpu 0\n update m[0] = |', 'update MAP[KEY] = <PROG>'],
    ['.cpu 0\n delete |', 'delete <MAP[KEY]>'],
    ['.expect\n retval(|', 'retval<(CPU)> in {N, N}'],
    ['.expect\n retval(0) in {|', 'retval(CPU) <in {N, N}>'],
    ['.expect\n slot(m[0]) == |', 'slot(MAP[KEY]) <in {PROG, none}>'],
  ])('at %j is %s', (marked, expected) => {
    expect(signature(marked)).toBe(expected);
  });

  it('counts the commas of a protocol call', () => {
    const body =
      '.protocol map_poke p\nfor_each_poke(map, key) {\n ret = text_poke(tailcall_target, ';
    expect(signature(`${body}|`)).toBe('text_poke(SITE, <EXPECTED>, WANTED, [IGNORE_OLD])');
    expect(signature(`${body}jmp(old), |`)).toBe(
      'text_poke(SITE, EXPECTED, <WANTED>, [IGNORE_OLD])',
    );
    expect(signature(`${body}BPF_MOD_NOP, BPF_MOD_JUMP, NULL, |`)).toBe(
      'text_poke(SITE, OLD_KIND, NEW_KIND, OLD_ADDR, <NEW_ADDR>)',
    );
    expect(signature(`${body.replace('text_poke', 'bpf_arch_text_poke')}|`)).toBe(
      'bpf_arch_text_poke(SITE, <EXPECTED>, WANTED, [IGNORE_OLD])',
    );
    expect(signature('.protocol text_poke p\nstore(|')).toBe('store(<site[N]>, BYTE)');
    expect(signature(`${body}jmp(|`)).toContain('jmp(');
    expect(signature('.protocol map_poke p\nret = 1; |')).toBeNull();
  });

  it('says nothing elsewhere', () => {
    expect(signature('// .map |')).toBeNull();
    expect(signature('.prog a tc\n exit|\n')).toBeNull();
    expect(signature('|')).toBeNull();
  });
});
