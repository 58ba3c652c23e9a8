// How a search is made, and what is left of that in what a browser or a link kept.

import type { PropertyId } from '../core/explore/index.ts';
import type { ExplorerSettings } from './explorer-model.ts';

export const DEFAULT_SETTINGS: ExplorerSettings = {
  reduction: true,
  properties: null,
  megabytes: 512,
};

/** Bounds of memory to choose from. */
export const MEMORY_BOUNDS = [64, 256, 512, 1024, 2048] as const;

function sameProperties(
  a: ExplorerSettings['properties'],
  b: ExplorerSettings['properties'],
): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((id) => b.includes(id));
}

export function sameSettings(a: ExplorerSettings, b: ExplorerSettings): boolean {
  return (
    a.reduction === b.reduction &&
    a.megabytes === b.megabytes &&
    sameProperties(a.properties, b.properties)
  );
}

/** Null for what is damaged or not there. */
export function readSettings(value: unknown): ExplorerSettings | null {
  const { reduction, properties, megabytes } = (value ?? {}) as Record<string, unknown>;
  if (typeof reduction !== 'boolean' || !Number.isInteger(megabytes)) return null;
  const largest = Math.max(...MEMORY_BOUNDS);
  const known = Array.isArray(properties)
    ? properties.filter((id): id is PropertyId => typeof id === 'string')
    : null;
  return {
    reduction,
    properties: known,
    megabytes: Math.max(1, Math.min(Number(megabytes), largest)),
  };
}
