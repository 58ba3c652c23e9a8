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
    .attr('class', ({ look, hue }) => `strip is-${look}${hue ? ` is-cpu-${hue}` : ''}`)
    .each(function draw(strip) {
      // A lane that has just been folded or unfolded has strips of the other kind.
      select(this)
        .selectAll(strip.look === 'thin' ? '.stretch' : '.band-rect')
        .remove();
      const drawIn = strip.look === 'thin' ? drawThin : drawStrip;
      drawIn(this, strip, top + strip.top, x);
    });
}

/** A folded lane: what its bands are, without words. */
function drawThin(root: SVGGElement, strip: Strip, top: number, x: ColumnScale): void {
  const [from = 0, to = 0] = x.domain();
  const left = (band: Band) => x(Math.max(band.start, from - 1));
  select(root)
    .selectAll<SVGRectElement, Band>('rect')
    .data(visibleBands(strip.bands, x), (band) => band.start)
    .join('rect')
    .attr('class', (band) => `band-rect is-${band.tone}`)
    .attr('x', left)
    .attr('y', top)
    .attr('width', (band) => Math.max(1, x(Math.min(band.end, to + 1)) - left(band) - 0.5))
    .attr('height', strip.height);
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
