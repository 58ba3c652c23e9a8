// How bands and marks of the timeline look in a picture: the tones of its style sheets as attributes.

import type { Lane, Strip } from '../timeline/lane-model.ts';
import { mixed, type Palette } from './palette.ts';

export interface Look {
  readonly fill: string;
  readonly stroke?: string;
  readonly dash?: string;
  readonly text: string;
  readonly weight?: number;
}

function cpuColour(lane: Lane, palette: Palette): string {
  return lane.cpu ? palette(`--cpu-${lane.cpu.hue}` as '--cpu-1') : palette('--ink-3');
}

function wrong(palette: Palette): Look {
  return { fill: palette('--danger-soft'), stroke: palette('--danger'), text: palette('--ink') };
}

function period(palette: Palette): Look {
  return {
    fill: palette('--part-epilogue-soft'),
    stroke: palette('--part-epilogue'),
    text: palette('--ink'),
  };
}

function stateBand(tone: string, palette: Palette): Look | null {
  const text = palette('--ink');
  switch (tone) {
    case 'empty':
    case 'none':
      return {
        fill: palette('--state-empty-soft'),
        stroke: palette('--state-empty'),
        dash: '3 3',
        text: palette('--ink-2'),
      };
    case 'armed':
    case 'live':
      return { fill: palette(`--state-${tone}-soft`), stroke: palette(`--state-${tone}`), text };
    case 'forbidden':
      return { fill: palette('--danger'), text: palette('--bg-pane'), weight: 600 };
    case 'moving':
      return { fill: palette('--flight'), text: palette('--flight-on'), weight: 600 };
    default:
      return null;
  }
}

export function bandLook(tone: string, lane: Lane, palette: Palette): Look {
  const state = stateBand(tone, palette);
  if (state) return state;
  const text = palette('--ink');
  const pane = palette('--bg-pane');
  switch (tone) {
    case 'op':
      return { fill: mixed(palette('--ink-3'), 0.26, pane), text, weight: 600 };
    case 'run': {
      const cpu = cpuColour(lane, palette);
      return { fill: mixed(cpu, 0.16, pane), stroke: cpu, text, weight: 600 };
    }
    case 'op-failed':
    case 'bug':
      return wrong(palette);
    case 'stopped':
      return { ...wrong(palette), dash: '4 3' };
    case 'dense':
      return { fill: palette('--line-strong'), text };
    case 'held':
    case 'holder':
      return { fill: palette('--bg-hover'), stroke: palette('--line-strong'), text };
    case 'wait':
    case 'callback':
      return period(palette);
    default:
      return { fill: palette('--bg-hover'), text };
  }
}

function flightMark(tone: string, palette: Palette): Look | null {
  switch (tone) {
    case 'int3':
      return { fill: palette('--flight'), text: palette('--flight-on'), weight: 700 };
    case 'store':
      return {
        fill: palette('--flight-soft'),
        stroke: palette('--flight'),
        text: palette('--flight-ink'),
        weight: 600,
      };
    case 'ipi':
      return { fill: palette('--flight-soft'), text: palette('--flight-ink') };
    default:
      return null;
  }
}

export function markLook(tone: string, lane: Lane, palette: Palette): Look {
  const flight = flightMark(tone, palette);
  if (flight) return flight;
  const text = palette('--ink-2');
  const pane = palette('--bg-pane');
  const cpu = cpuColour(lane, palette);
  switch (tone) {
    case 'sync':
      return { fill: pane, stroke: palette('--line-strong'), text };
    case 'slot':
      return { fill: palette('--part-target-soft'), text };
    case 'rcu':
      return { ...period(palette), text };
    case 'failed':
    case 'bug':
      return { ...wrong(palette), text };
    case 'run':
    case 'block':
      return { fill: mixed(cpu, 0.22, pane), text };
    case 'fetch':
      return { fill: mixed(cpu, 0.22, pane), stroke: cpu, text };
    case 'tail-call':
      return {
        fill: palette('--part-target-soft'),
        stroke: cpu,
        text: palette('--part-target-ink'),
      };
    case 'verdict':
      return { fill: palette('--danger'), text: pane, weight: 700 };
    default:
      return { fill: mixed(palette('--ink-3'), 0.14, pane), text };
  }
}

/** Colour of a stretch between marks, and of the line around it. */
export function stretchLook(tone: string, strip: Strip, lane: Lane, palette: Palette): Look {
  const text = palette('--ink-2');
  const hue = strip.hue ?? /is-cpu-(\d)/.exec(tone)?.[1];
  if (hue !== undefined) return { fill: palette(`--cpu-${hue}` as '--cpu-1'), text };
  switch (tone) {
    case 'rest':
      return { fill: lane.cpu ? cpuColour(lane, palette) : palette('--line-strong'), text };
    case 'asleep':
      return { fill: 'url(#wait)', stroke: palette('--line-strong'), text };
    case 'trap':
      return {
        fill: 'none',
        stroke: palette('--flight'),
        text: palette('--flight-ink'),
        weight: 600,
      };
    case 'wait':
    case 'callback':
      return { ...period(palette), text };
    default:
      return { fill: palette('--line-strong'), text };
  }
}
