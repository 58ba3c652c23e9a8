// What both protocols and the system calls around them do: take locks, store bytes, end a change of a slot.

import type { ProtocolStmt } from '../protocol/index.ts';
import type { Lab } from './lab.ts';
import { choose } from './text.ts';

export type LockStmt = Extract<ProtocolStmt, { readonly lock: unknown }>;
export type Store = Pick<
  Extract<ProtocolStmt, { readonly kind: 'store' }>,
  'from' | 'to' | 'value'
>;

/** The site of the poke under way, into s. */
export const SITE = 's = (which == 0 -> TARGET_OF(desc) : BYPASS_OF(desc));';

/** A slot has been changed, and poke_mutex is free: a system call answers, the worker goes on. */
export function changeDone(lab: Lab): string[] {
  const done = ['changing[me] = 0;', 'check_agreement(m);'];
  if (!lab.hasClears) return [...done, 'to = TO_change_end;'];
  const cleared = [
    ...choose([{ when: 'old_prog != 0', then: ['put_prog(old_prog - 1);'] }]),
    'round++;',
    'to = TO_clear;',
  ];
  return [...done, ...choose([{ when: 'me == WORKER', then: cleared }], ['to = TO_change_end;'])];
}

/** Takes a lock, or goes to sleep on it: `sleeps` is 1 for text_mutex, 2 + map for poke_mutex. */
export function takeLock(
  lock: string,
  sleeps: number | string,
  stay: string,
  go: string,
): string[] {
  return choose(
    [{ when: `${lock} == 0`, then: [`${lock} = me + 1;`, `to = TO_${go};`] }],
    [`sleeps[me] = ${sleeps};`, `to = TO_${stay};`],
  );
}

export function lockStatement(stmt: LockStmt, stay: string, go: string): string[] {
  const isText = stmt.lock === 'text_mutex';
  const lock = isText ? 'text_mutex' : 'poke_mutex[m]';
  if (stmt.kind === 'lock') return takeLock(lock, isText ? 1 : 'm + 2', stay, go);
  return choose(
    [{ when: `${lock} == me + 1`, then: [`${lock} = 0;`, `to = TO_${go};`] }],
    ['bug();', 'to = TO_over;'],
  );
}

/** Bytes one by one, out of a constant or out of ib0 and itail. */
function byteStores(stmt: Store): string[] {
  const lines: string[] = [];
  for (let off = stmt.from; off <= stmt.to; off++) {
    const from = stmt.value.kind === 'byte' ? -1 : stmt.value.from + off - stmt.from;
    if (from > 4) break;
    const byte =
      stmt.value.kind === 'byte'
        ? `${stmt.value.value}`
        : from === 0
          ? 'ib0'
          : `((itail >> ${8 * (from - 1)}) & 255)`;
    if (off === 0) lines.push(`b0[s] = ${byte};`);
    else {
      const shift = 8 * (off - 1);
      lines.push(`tail[s] = (tail[s] & (${~(255 << shift)})) | (${byte} << ${shift});`);
    }
  }
  return lines;
}

/** A store to the site of the poke under way. */
export function storeBytes(lab: Lab, stmt: Store): string[] {
  const { value: from } = stmt;
  const insn =
    from.kind === 'byte' ? [] : [`insn_bytes(s, ${from.kind === 'old' ? 'expected' : 'wanted'});`];
  const isRest = stmt.from === 1 && stmt.to === 4 && from.kind !== 'byte' && from.from === 1;
  const set = isRest ? ['tail[s] = itail;'] : byteStores(stmt);
  const note = lab.cpus.length > 0 ? ['fx_stored(s, was_b0, was_tail);'] : [];
  return [SITE, ...insn, 'was_b0 = b0[s]; was_tail = tail[s];', ...note, ...set];
}

/** sync_cores(): all other CPUs that may run programs must take an IPI. */
export function sendIpis(lab: Lab): string[] {
  const { cpus } = lab;
  const targets = cpus.map(
    ({ cpuIdx, actor }) => `(me != ${actor} && may_run[${cpuIdx}] -> ${1 << actor} : 0)`,
  );
  const own = cpus.map(({ cpuIdx, actor }) => ({
    when: `me == ${actor}`,
    then: [`fx_serialised(${cpuIdx});`],
  }));
  return [
    `v = ${targets.join(' + ') || '0'};`,
    ...choose([
      { when: 'v != 0', then: ['ipis = ipis | v; ipi_from = me;', 'syncing[me] = true;'] },
    ]),
    ...choose(own),
  ];
}
