// What the run on screen was found to show, for as long as it is that run.

import type { PropertyId } from '../core/explore/index.ts';
import type { Action } from '../core/machine/index.ts';
import type { Timeline } from '../core/pipeline/index.ts';
import type { Finding } from './explorer-model.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';
import { selectMuted } from './prediction.ts';

/** A finding beside the schedule that it is part of. */
export interface PackedFinding {
  readonly property: string | null;
  readonly steps: number;
  readonly causal: readonly number[];
}

function startsWith(schedule: readonly Action[], start: readonly Action[]): boolean {
  return start.length <= schedule.length && start.every((action, i) => schedule[i] === action);
}

/** Null for a finding of another run. */
export function packFinding(
  finding: Finding | null,
  schedule: readonly Action[],
): PackedFinding | null {
  if (!finding || finding.schedule.length === 0) return null;
  if (!startsWith(schedule, finding.schedule)) return null;
  const { property, causal } = finding;
  return { property, steps: finding.schedule.length, causal };
}

export function unpackFinding(value: unknown, schedule: readonly Action[]): Finding | null {
  const { property, steps, causal } = (value ?? {}) as Partial<PackedFinding>;
  if (typeof steps !== 'number' || steps > schedule.length || !Array.isArray(causal)) return null;
  if (property !== null && typeof property !== 'string') return null;
  return {
    // A name that this page does not know is shown as it stands.
    property: property as PropertyId | null,
    schedule: schedule.slice(0, steps),
    causal: causal.filter((step) => Number.isInteger(step) && step >= 0 && step < steps),
  };
}

function holds({ schedule }: Finding, { steps, zero }: Timeline): boolean {
  if (steps.length - zero < schedule.length) return false;
  return schedule.every((action, i) => steps[zero + i]?.action === action);
}

const findingFor = lastFew((finding: Finding | null, timeline: Timeline | null) =>
  finding && timeline && holds(finding, timeline) ? finding : null,
);

/** What the run on screen was found to show; null for any other run. */
export function selectFinding(page: Page): Finding | null {
  return findingFor(page.finding, page.result?.timeline ?? null);
}

const NO_STEPS: readonly number[] = [];

const stepsFor = lastFew((finding: Finding | null, zero: number): readonly number[] =>
  finding ? finding.causal.map((idx) => zero + idx) : NO_STEPS,
);

/** Steps of the run on screen that its finding depends on, ascending; none while a prediction is asked for. */
export function selectCausalSteps(page: Page): readonly number[] {
  if (selectMuted(page)) return NO_STEPS;
  return stepsFor(selectFinding(page), page.result?.timeline?.zero ?? 0);
}
