import { describe, expect, it } from 'vitest';
import { createReplay, machineActors } from '../../src/core/machine/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import { siteRows } from '../../src/ui/bytes/selection.ts';
import { placesOf } from '../../src/ui/schedule/run-places.ts';
import { siteViews } from '../../src/ui/shared/desc-sites.ts';
import { labNames, stateWords } from '../../src/ui/shared/lab-names.ts';
import { buildTimeline } from '../../src/ui/timeline/lanes.ts';

const result = compile(`.kernel 5.9
.map t prog_array max_entries=2
.prog entry socket
  r2 = t ll
  r3 = 1
  call 12
  r0 = 5
  exit
.prog callee socket
  r0 = 7
  exit
.cpu 0
  run entry
.cpu 1
  update t[1] = callee
  delete t[1]
`);
const site = { progIdx: 0, pokeIdx: 0, which: 'target' } as const;
const { input, timeline } = result;
if (!input || !timeline) throw new Error('the lab runs');
const replay = createReplay({ ...input, actors: machineActors(input) }, timeline.steps);

describe('a lab of 5.9 on the page', () => {
  it('calls the site S', () => {
    const names = labNames(result);
    expect([names.siteWord(site), names.siteMark(site), names.site(site)]).toEqual([
      'S site',
      'S',
      'site of entry',
    ]);
    expect(stateWords('live', true)).not.toMatch(/P[12]/);
  });

  it('has one row of bytes for it', () => {
    const table = buildRowTable(result);
    expect(table.sections.flatMap(({ sites }) => sites)).toEqual([site]);
    const begun = timeline.steps.findIndex(({ events }) =>
      events.some(({ kind }) => kind === 'poke-begin'),
    );
    expect(siteRows(table, result, begun + 1)).toHaveLength(1);
  });

  it('has one line of marks in its lane, and two states at rest', () => {
    const lane = buildTimeline(result).lanes.find(({ kind }) => kind === 'site');
    expect(lane?.rows).toEqual(['S']);
    expect(new Set(lane?.marks.map(({ row }) => row))).toEqual(new Set([0]));
    expect(new Set(lane?.bands.map(({ tone }) => tone))).toEqual(
      new Set(['empty', 'moving', 'live']),
    );
    expect(lane?.hint).not.toMatch(/P[12]/);
  });

  it('shows one site of a descriptor', () => {
    const [desc] = replay.at(timeline.steps.length).descs[0] ?? [];
    expect(desc && siteViews(desc).map((view) => view.site)).toEqual([site]);
  });

  it('sends a CPU to its poke site only', () => {
    const labels = placesOf(['run'], false).map(({ label }) => label);
    expect(labels).toContain('its poke site');
    expect(labels.join()).not.toMatch(/P[12]/);
  });
});
