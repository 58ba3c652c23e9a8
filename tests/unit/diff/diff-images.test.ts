// Two builds beside each other: every byte that differs has a reason, and the reason is the right one.

import { describe, expect, it } from 'vitest';
import {
  type DiffGroup,
  type DiffRow,
  diffImages,
  type ImageDiff,
} from '../../../src/core/diff/index.ts';
import { KNOWN_VERSIONS, resolveProfile } from '../../../src/core/kernel/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import type { BuiltinLab } from '../../../src/labs/lab.ts';

function labNamed(id: string): BuiltinLab {
  const lab = LABS.find((other) => other.id === id);
  if (!lab) throw new Error(`no lab ${id}`);
  return lab;
}

function between(text: string, a: string, b: string): ImageDiff {
  return diffImages({ a: { text, override: { kernel: a } }, b: { text, override: { kernel: b } } });
}

const groupsOf = (diff: ImageDiff): DiffGroup[] => diff.funcs.flatMap(({ groups }) => groups);
const isMarked = ({ a, b }: DiffRow): boolean =>
  (a?.differing.length ?? 0) + (b?.differing.length ?? 0) > 0;

/** Reasons that change something, by key. */
function keysOf({ reasons }: ImageDiff): string[] {
  return reasons.filter(({ groups }) => groups > 0).map(({ key }) => key);
}

/** Rows with differing bytes and no reason, rows with a reason and no differing byte, and honest noes. */
function faultsOf(diff: ImageDiff): string[] {
  const unexplained = diff.reasons.findIndex(({ key }) => key === 'unexplained');
  return groupsOf(diff).flatMap((group, nth) =>
    group.rows.flatMap((row) => {
      const hasReason = row.reasons.length > 0 && !row.reasons.includes(unexplained);
      const isTold = row.reasons.every((idx) => group.why.some(({ reason }) => reason === idx));
      return isMarked(row) === hasReason && isTold ? [] : [`${nth} ${group.piece}`];
    }),
  );
}

/** Bytes of a side as its rows have them, function by function. */
function bytesOf(diff: ImageDiff, side: 'a' | 'b'): number[][] {
  return diff.funcs.map((func) => {
    const place = func[side];
    const jit = diff[side].result.progs[place?.progIdx ?? -1]?.jit;
    const bytes = jit?.funcs[place?.funcIdx ?? -1]?.bytes;
    const cells = func.groups.flatMap(({ rows }) => rows.flatMap((row) => row[side] ?? []));
    expect(cells.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(place?.length ?? 0);
    return cells.flatMap(({ start, end }) => [...(bytes?.subarray(start, end) ?? [])]);
  });
}

/** Code that the labs have none of: where kernels differ away from tail calls. */
const ODDS = `.kernel 6.1
.map jmp_table prog_array max_entries=4
.prog entry tc
        r6 = r1
        r2 = 7
        r0 = *(u32 *)(r1 + 0)
        r0 *= r2
        r0 /= r2
        w0 %= w2
        r0 <<= r2
        r4 = r0
        r4 >>= r2
        *(u64 *)(r10 - 8) = r0
        r3 = r0
        r3 = xchg_64(r10 - 8, r3)
        r5 = -5 ll
        call ktime_get_ns
        r3 = *(u32 *)(r6 + 8)
        r1 = r6
        r2 = jmp_table ll
        call tail_call
        r0 = 0
        exit
`;

/** Without the exchange, which 5.9 and 5.10 refuse. */
const OLD_ODDS = ODDS.replace(/.*xchg_64.*\n/, '');
const oddsFor = (kernel: string): string => (/^5\.(9|10)/.test(kernel) ? OLD_ODDS : ODDS);

const NEIGHBOURS = KNOWN_VERSIONS.slice(1).map((version, idx): [string, string] => [
  KNOWN_VERSIONS[idx] ?? '',
  version,
]);

/** Each option beside the plain kernel. */
const OPTIONS = KNOWN_VERSIONS.flatMap((version) => {
  const known = resolveProfile(version, ['no such option']);
  const words = known.ok ? [] : known.error.knownOptions;
  const others = words.filter((word) => word !== 'plain' && word !== 'nojit');
  return others.map((word): [string, string] => [version, `${version} ${word}`]);
});

describe('diffImages', { timeout: 30_000 }, () => {
  it.each(NEIGHBOURS)(
    'explains every byte that differs between %s and %s',
    (a, b) => {
      for (const { id, text } of LABS) {
        expect([id, faultsOf(between(text, a, b))]).toEqual([id, []]);
      }
    },
    30_000,
  );

  it.each([...NEIGHBOURS, ...OPTIONS])(
    'explains them in code of other kinds, %s and %s',
    (a, b) => {
      const odds = between(oddsFor(a), a, b);
      // Without privileges, only socket filters are taken.
      const refused = b.endsWith('unpriv') ? [] : odds.b.refused;
      expect([odds.a.refused, refused, faultsOf(odds)]).toEqual([[], [], []]);
      expect(faultsOf(between(labNamed('hardened').text, a, b))).toEqual([]);
    },
  );

  it('has every byte of both images in some row, once', () => {
    const diff = between(labNamed('hierarchy').text, '6.6', '6.12');
    for (const side of ['a', 'b'] as const) {
      const images = diff.funcs.map((func) => func[side]);
      expect(images.every((place) => place !== null)).toBe(true);
      expect(bytesOf(diff, side).every((bytes) => bytes.length > 0)).toBe(true);
    }
  });

  it('finds nothing between a build and itself', () => {
    const diff = between(labNamed('subprog').text, '7.1', '7.1');
    expect([diff.differing, keysOf(diff), diff.silent]).toEqual([0, [], []]);
  });

  it('says what 6.12 did to the counter, piece by piece', () => {
    const diff = between(labNamed('hierarchy').text, '6.6', '6.12');
    const said = (piece: string): string[] =>
      groupsOf(diff)
        .filter((group) => group.piece === piece)
        .flatMap(({ why }) => why.map(({ sentence }) => sentence));
    expect(said('prologue')[0]).toMatch(
      /6\.12 keeps a count that comes in rax and pushes a pointer to it; a pointer in rax/,
    );
    expect(said('unwind')[0]).toMatch(/6\.6 pops the count .* 6\.12 pops the pointer, then/);
    const count = groupsOf(diff).find(({ piece }) => piece === 'count');
    expect(count?.isMoved).toBe(true);
    expect(said('count').join(' ')).toMatch(/6\.12 counts behind the bypass/);
  });

  it('gives a distance its own reason, and only that', () => {
    const diff = between(labNamed('hierarchy').text, '6.6', '6.12');
    const distance = diff.reasons.findIndex(({ key }) => key === 'distance');
    const bypass = groupsOf(diff).filter(({ piece }) => piece === 'bypass');
    expect(bypass.map(({ rows }) => rows[0]?.reasons)).toEqual([[distance], [distance]]);
    // e9, then four bytes of which the lowest differs.
    expect(bypass[0]?.rows[0]?.b?.differing).toEqual([1]);
  });

  it('finds each property where it acts', () => {
    expect(keysOf(between(labNamed('subprog').text, '6.1', '6.1 ibt'))).toContain('jit.ibt');
    expect(keysOf(between(ODDS, '6.12', '6.12 bmi2'))).toContain('jit.bmi2');
    expect(keysOf(between(ODDS, '6.12', '6.12 calldepth'))).toEqual(
      expect.arrayContaining(['jit.callDepth', 'jit.returnThunk', 'jit.indirectJump']),
    );
    expect(keysOf(between(ODDS, '6.19', '7.1'))).toContain('jit.lockedXchg');
    expect(keysOf(between(OLD_ODDS, '5.10', '5.10 k8nop'))).toEqual(['jit.nops']);
    expect(keysOf(between(ODDS, '6.1', '6.6'))).toContain('version');
  });

  it('says which properties differ and leave the code alone', () => {
    const diff = between(labNamed('subprog').text, '5.9', '5.10');
    expect(diff.silent.join('\n')).toMatch(/5\.9 answers 0 to a poke that changes nothing/);
  });

  it('has words for every property that changes bytes', () => {
    for (const [a, b] of [...NEIGHBOURS, ...OPTIONS]) {
      const { reasons } = between(oddsFor(a), a, b);
      const told = reasons.filter(({ groups }) => groups > 0).map(({ sentence }) => sentence);
      expect(told.filter((words) => / has \w+\.\w+ /.test(words))).toEqual([]);
    }
  });

  it('names the mask that a loader without privileges gets', () => {
    const text = labNamed('direct-indirect').text.replace(/ tc$/gm, ' socket');
    const diff = between(text, '6.1', '6.1 unpriv');
    expect([diff.b.refused, faultsOf(diff)]).toEqual([[], []]);
    expect(keysOf(diff)).toContain('load.unprivileged');
  });

  it('names blinding where constants are hidden', () => {
    const diff = between(labNamed('subprog').text, '6.1', '6.1 blinding');
    expect(faultsOf(diff)).toEqual([]);
    expect(keysOf(diff)).toContain('load.blinding');
    const body = groupsOf(diff).find(({ piece, isRewritten }) => piece === 'body' && isRewritten);
    expect(body?.why.map(({ sentence }) => sentence).join(' ')).toMatch(
      /6\.1 blinding blinds constants/,
    );
  });

  it('keeps one side alone where a kernel refuses the program, with its words', () => {
    const diff = between(labNamed('hierarchy').text, '5.9', '5.10');
    const entry = diff.funcs.find(({ name }) => name === 'entry');
    expect([entry?.a, entry?.b !== null]).toEqual([null, true]);
    expect(entry?.groups[0]?.why[0]?.sentence).toMatch(
      /^Only 5\.10 has this code: 5\.9 refuses the program \(tail_calls are not allowed/,
    );
  });

  it('lines up two texts by their insns, and says whose an insn is', () => {
    const { text } = labNamed('cover-letter-race');
    const other = text.replace('        r7 = 5  ', '        r8 = 2\n        r7 = 5  ');
    const diff = diffImages({ a: { text, override: {} }, b: { text: other, override: {} } });
    expect(faultsOf(diff)).toEqual([]);
    const alone = groupsOf(diff).filter(({ a, b, piece }) => piece === 'body' && (!a || !b));
    expect(alone.map(({ why }) => why[0]?.sentence)).toEqual(['Only B has this insn.']);
    const prologue = groupsOf(diff).find(({ piece }) => piece === 'prologue');
    expect(prologue?.why[0]?.sentence).toBe('The function saves R6, R7 in A, R6, R7, R8 in B.');
  });

  it('says where the count went when the stack of a function grows', () => {
    const { text } = labNamed('delete-waits');
    const other = text.replace('        r3 = 0', '        *(u64 *)(r10 - 8) = r6\n        r3 = 0');
    const diff = diffImages({ a: { text, override: {} }, b: { text: other, override: {} } });
    expect(faultsOf(diff)).toEqual([]);
    const check = groupsOf(diff).find(({ piece }) => piece === 'check');
    expect(check?.why[0]?.sentence).toBe('The count lies below 0 bytes of stack in A, 8 in B.');
  });

  it('never throws, whatever the texts are', () => {
    const { text } = labNamed('subprog');
    for (const cut of [0, 40, 200, 333]) {
      const broken = text.slice(0, cut);
      const diff = diffImages({ a: { text, override: {} }, b: { text: broken, override: {} } });
      expect(faultsOf(diff)).toEqual([]);
    }
    expect(between(text, '6.1', '9.9').b.refused[0]).toMatch(/unknown kernel version 9\.9/);
  });
});

describe('a side without the JIT', () => {
  it('has no bytes to compare, whatever the other side is', () => {
    const { text } = labNamed('without-jit');
    for (const other of ['6.1', '6.1 nojit', '7.1']) {
      const diff = diffImages({
        a: { text, override: {} },
        b: { text, override: { kernel: other } },
      });
      expect(diff.a.refused.join(), other).toContain('no bytes to compare');
      expect(diff.b.refused.length > 0, other).toBe(other.endsWith('nojit'));
      expect(diff.funcs, other).toEqual([]);
      const isSaid = diff.silent.some((sentence) => sentence.includes('interpreter'));
      expect(isSaid, other).toBe(diff.b.refused.length === 0);
    }
  });
});

describe('what is said of the count and of the sites', () => {
  const saidOf = (id: string, a: string, b: string, key: string): string[] => {
    const diff = between(labNamed(id).text, a, b);
    const idx = diff.reasons.findIndex((reason) => reason.key === key);
    const said = groupsOf(diff).flatMap(({ piece, why }) =>
      why.flatMap(({ reason, sentence }) => (reason === idx ? [`${piece}: ${sentence}`] : [])),
    );
    return [...new Set([...said, ...(diff.reasons[idx] ? [diff.reasons[idx].sentence] : [])])];
  };

  it('tells both sides of a layout with one site apart', () => {
    expect(saidOf('t1-pop-nop-push', '5.9', '5.10', 'tailCall.pieces')).toContain(
      'unwind: 5.9 has one poke site, as there is no frame to unwind; 5.10 has one poke site, and unwinds in front of it also while the slot is empty.',
    );
  });

  it('says what a prologue does with a count and with a pointer', () => {
    const said = saidOf('delete-waits', '6.6', '6.12', 'tailCall.counter').join();
    expect(said).toContain('6.12 keeps a count that comes in rax and pushes a pointer to it');
    expect(said).toContain('else the pointer again');
    expect(said).toContain('where a program on the way to a tail call clears rax');
  });

  it('calls what rax is loaded with by its name', () => {
    expect(saidOf('hierarchy', '6.12', '6.19', 'jit.countReload')).toEqual([
      '6.12 loads rax with the pointer to the count before every call; 6.19 loads rax with the pointer to the count only before calls of BPF functions.',
    ]);
  });
});
