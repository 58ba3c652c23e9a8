// Links live for ever: each format version has one step to the next, and none may be missing.

import { assert } from '../core/base/index.ts';

/** Turns the payload of version n into that of n + 1. Never edited once shipped. */
export type Upgrader = (data: unknown) => unknown;

/** `table[n]` leads from version n to n + 1. */
export type UpgraderTable = Readonly<Record<number, Upgrader>>;

/** Throws unless `table` has exactly the steps 1..current-1. Called when the module loads. */
export function assertContiguous(table: UpgraderTable, current: number): void {
  for (let v = 1; v < current; v++) {
    assert(table[v] !== undefined, `no upgrader from link version ${v} to ${v + 1}`);
  }
  const count = Object.keys(table).length;
  assert(count === current - 1, `${count} upgraders for link version ${current}`);
}

/** Applies every step from `version` up to `current`. Steps may throw on malformed payloads. */
export function upgrade(
  table: UpgraderTable,
  version: number,
  current: number,
  data: unknown,
): unknown {
  let payload = data;
  for (let v = version; v < current; v++) payload = table[v]?.(payload);
  return payload;
}
