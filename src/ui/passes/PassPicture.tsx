import { useState } from 'react';
import type { PassTrace } from '../../core/jit/index.ts';
import { PassChart, type PassChartProps } from './PassChart.tsx';
import { PassLegend } from './PassLegend.tsx';
import { type PassPlace, slotBytes } from './pass-scene.ts';
import { bytesOf } from './pass-words.ts';

interface PassPictureProps extends Omit<PassChartProps, 'onPoint'> {
  /** An insn of the program as text; '' where it is not known. */
  textOf(insnIdx: number): string;
  /** A jump below the pointer, else a slot of the program. */
  onPointed(jumpIdx: number | null, insnIdx: number | null): void;
}

/** What lies below the pointer. */
function pointWords(
  trace: PassTrace,
  place: PassPlace | null,
  textOf: PassPictureProps['textOf'],
): string {
  const pass = place && trace.passes[place.passIdx];
  if (!pass || place.slot === null) return '';
  if (place.slot < 0) return `prologue: ${bytesOf(pass.addrs[0] ?? 0)}`;
  const [from, to] = slotBytes(pass, place.slot);
  const insnIdx = trace.start + place.slot;
  const text = textOf(insnIdx);
  const what = `insn ${insnIdx}, ${bytesOf(to - from)} at +0x${from.toString(16)}`;
  return text === '' ? what : `${what}: ${text}`;
}

/** The bars, what is under the pointer, and what the marks mean. */
export function PassPicture({ textOf, onPointed, ...chart }: PassPictureProps) {
  const [place, setPlace] = useState<PassPlace | null>(null);
  const point = (at: PassPlace | null, jumpIdx: number | null): void => {
    const slot = at?.slot ?? -1;
    setPlace(at);
    onPointed(jumpIdx, slot < 0 ? null : chart.trace.start + slot);
  };
  const words = pointWords(chart.trace, place, textOf);
  return (
    <div className="pass-picture">
      <PassChart {...chart} onPoint={point} />
      <p className="pass-point">{words}</p>
      {chart.trace.jumps.length > 0 && <PassLegend trace={chart.trace} />}
    </div>
  );
}
