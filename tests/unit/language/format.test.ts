import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { type Random, seededRandom } from '../../property/seeded-random.ts';
import { edited, service } from './lab-text.ts';

function formatted(text: string): string {
  return edited(text, service.format(text));
}

function made(result: LabResult): unknown {
  return {
    codes: result.diagnostics.map(({ code, message }) => `${code} ${message}`),
    images: result.progs.map((prog) => prog.jit?.funcs.map(({ bytes }) => bytesToHex(bytes))),
    run: result.timeline?.steps.map(({ actor, action, events }) => [
      actor,
      action,
      ...events.map(({ kind }) => kind),
    ]),
    expects: result.expects.map(({ values }) => values),
  };
}

/** Blanks more or fewer where they mean nothing: in front of lines, behind them, between words. */
function ruffled(text: string, next: Random): string {
  const blanks = ['', ' ', '   ', '\t', '            '];
  return text
    .split('\n')
    .map((line) => {
      const lead = blanks[next(blanks.length)] ?? '';
      const tail = next(3) === 0 ? '   ' : '';
      const inner = line.trim().replace(/ +/g, (gap) => (next(2) === 0 ? gap : `${gap}  `));
      const empty = next(8) === 0 ? '\n\n' : '';
      return line === '' ? `${tail}${empty}` : lead + inner + tail;
    })
    .join('\n');
}

describe('format', () => {
  it('leaves the built-in labs as they are: they are written so', () => {
    for (const { id, text } of LABS) expect(formatted(text), id).toBe(text);
  });

  it('puts every line where it belongs', () => {
    const text = `.kernel   6.1   hardened
.map  t   prog_array   max_entries = 2   // two
   .prog entry tc
  r6=r1   // keep
*(u64*)(r10-8)=r7 // store
lock*(u64 *)(r10-8)+=r1
 r1=- r1
if r1 s>=-5 goto +3
x:r0=*(u16 *)skb[r1+4]
 r1=(s8)r2 ; r1 = t+8 ll
w0=cmpxchg32_32(r10-8,w0,w2)
ldxw %r0,[ %r1+2 ]
r0=4*8-1;exit;
.expect
retval( 0 )in{1,10 , -1}
slot(t[ 0 ])==none



.protocol map_poke p
 for_each_poke(map, key) {
 if (new)
   bug();
 else {
 ret = 1;
      }
}`;
    expect(formatted(text)).toBe(`.kernel 6.1 hardened
.map t prog_array max_entries=2             // two
.prog entry tc
        r6 = r1                     // keep
        *(u64 *)(r10 - 8) = r7      // store
        lock *(u64 *)(r10 - 8) += r1
        r1 = -r1
        if r1 s>= -5 goto +3
x:      r0 = *(u16 *)skb[r1 + 4]
        r1 = (s8)r2; r1 = t + 8 ll
        w0 = cmpxchg32_32(r10 - 8, w0, w2)
        ldxw %r0, [%r1+2]
        r0 = 4 * 8 - 1; exit;
.expect
        retval(0) in {1, 10, -1}
        slot(t[0]) == none

.protocol map_poke p
for_each_poke(map, key) {
    if (new)
        bug();
    else {
        ret = 1;
    }
}
`);
  });

  it('knows the blocks of a protocol that stand for other times', () => {
    const text = `.protocol map_poke p
  fixup{
bug();
}
for_each_poke(map, key) {
synchronize_rcu();
    }
call_rcu {
if (old)
bug();
}
    call_rcu_tasks_trace
  {
bug();
  }
`;
    const result = formatted(text);
    expect(result).toBe(`.protocol map_poke p
fixup{
    bug();
}
for_each_poke(map, key) {
    synchronize_rcu();
}
call_rcu {
    if (old)
        bug();
}
call_rcu_tasks_trace
{
    bug();
}
`);
    expect(formatted(result)).toBe(result);
  });

  it('keeps block comments of several lines, strings and odd lines as they are', () => {
    const text = '/* a\n   b */\n.prog a tc\n        r0 = 0 /* in */ + 1\n        .ascii "a  b"\n';
    expect(formatted(text)).toBe(text);
  });

  it('keeps apart what means something only when it touches', () => {
    const text = '.prog a tc\nr0 = 8>>1\n1: goto 1b\n.map m array max_entries=1<<2\n';
    const result = formatted(text);
    expect(result).toContain('        r0 = 8 >> 1\n');
    expect(result).toContain('goto 1b\n');
    expect(result).toContain('max_entries=1<<2\n');
  });

  it('changes nothing the second time, and never what the lab says, whatever the blanks', () => {
    const next = seededRandom(20200715);
    for (const { id, text } of LABS) {
      const before = made(compile(text));
      for (let round = 0; round < 4; round++) {
        const messy = ruffled(text, next);
        const once = formatted(messy);
        expect(formatted(once), id).toBe(once);
        expect(once.replace(/\s+/g, ' ').trim(), id).toBe(messy.replace(/\s+/g, ' ').trim());
        const after = round === 0 ? made(compile(once)) : before;
        expect(after, id).toEqual(before);
      }
    }
  }, 60_000);

  it('gives edits that leave out lines that are right', () => {
    const text = '.prog a tc\n        r0 = 0\n exit\n';
    expect(service.format(text)).toHaveLength(1);
    expect(service.format('')).toEqual([]);
  });
});
