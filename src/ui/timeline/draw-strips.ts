// D3 drawing of a lane's strips: rests and waits, bars of readers, brackets.

import { type Selection as D3Selection, select } from 'd3';
import { fitText } from './fit-text.ts';
import type { PlacedLane } from './lane-layout.ts';
import type { Band, Strip } from './lane-model.ts';
import { type ColumnScale, visibleBands } from './visible-bands.ts';

type Host = D3Selection<SVGGElement, PlacedLane, null, undefined>;

const LETTER = 6.4;
const PAD = 5;

export function drawStrips(host: Host, { lane, top }: PlacedLane, x: ColumnScale): void {
  host
    .selectAll<SVGGElement, Strip>('g.strip')
    .data(lane.strips)
    .join('g')
    .attr('class', ({ look }) => `strip is-${look}`)
    .each(function draw(strip) {
      drawStrip(this, strip, top + strip.top, x);
    });
}

function drawStrip(root: SVGGElement, strip: Strip, top: number, x: ColumnScale): void {
  const [from = 0, to = 0] = x.domain();
  const left = (band: Band) => x(Math.max(band.start, from - 1));
  const right = (band: Band) => Math.max(left(band) + 1, x(Math.min(band.end, to + 1)) - 1);
  const bands = select(root)
    .selectAll<SVGGElement, Band>('g')
    .data(visibleBands(strip.bands, x), (band) => band.start)
    .join((enter) => {
      const band = enter.append('g');
      band.append('path');
      band.append('text').attr('dy', '0.34em');
      return band;
    })
    .attr('class', (band) => `stretch is-${band.tone}`);
  bands.select('path').attr('d', (band) => {
    const outline = strip.look === 'bracket' ? 'bracket' : band.tone === 'rest' ? 'line' : 'box';
    return OUTLINES[outline](left(band), right(band), top, strip.height);
  });
  bands
    .select('text')
    .attr('x', (band) => Math.max(0, left(band)) + PAD)
    .attr('y', top + strip.height / 2)
    .text((band) => {
      if (strip.look === 'bar') return '';
      return fitText(band.label, right(band) - Math.max(0, left(band)) - 2 * PAD, LETTER);
    });
}

type Outline = (left: number, right: number, top: number, height: number) => string;

const OUTLINES: Readonly<Record<'line' | 'box' | 'bracket', Outline>> = {
  line: (left, right, top, height) => `M${left},${top + height / 2 - 0.5}H${right}v1H${left}z`,
  box: (left, right, top, height) => `M${left},${top}H${right}v${height}H${left}z`,
  bracket: (left, right, top, height) =>
    `M${left + 0.5},${top}v${height - 0.5}H${right - 0.5}v${0.5 - height}`,
};
