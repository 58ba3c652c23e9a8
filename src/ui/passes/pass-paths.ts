// The bars as few paths, however many insns they are of: what falls into the same pixel is drawn once.

import type { TracedPass } from '../../core/jit/index.ts';
import { formAt } from './jump-forms.ts';
import { BAR, barTop, jumpBytes, type PassScene } from './pass-scene.ts';

/** Px that an insn has to be wide for the lines between insns to be drawn. */
const SEAM_MIN = 5;
/** Short jumps are drawn lower than near ones, so that colour is not alone. */
const SHORT_INSET = 3;
const TICK = 3.5;

/** Rectangles of equal height, left to right; those that touch become one. */
class Row {
  readonly #parts: string[] = [];
  readonly #y: number;
  readonly #height: number;
  #from = 0;
  #to = -1;

  constructor(y: number, height: number) {
    this.#y = y;
    this.#height = height;
  }

  add(from: number, to: number): void {
    const end = Math.max(to, from + 1);
    if (this.#to >= 0 && from <= this.#to + 0.25) {
      this.#to = Math.max(this.#to, end);
      return;
    }
    this.#flush();
    this.#from = from;
    this.#to = end;
  }

  #flush(): void {
    if (this.#to < 0) return;
    const [x, w] = [this.#from.toFixed(1), (this.#to - this.#from).toFixed(1)];
    this.#parts.push(`M${x} ${this.#y}h${w}v${this.#height}h-${w}z`);
  }

  toString(): string {
    this.#flush();
    this.#to = -1;
    return this.#parts.join('');
  }
}

/** One bar: a path for each kind of thing in it. */
export interface BarPaths {
  readonly passIdx: number;
  readonly prologue: string;
  readonly body: string;
  readonly seams: string;
  readonly near: string;
  readonly short: string;
  readonly nops: string;
  /** Above jumps that this pass changed. */
  readonly turned: string;
}

function seams({ trace, x, width }: PassScene, pass: TracedPass, top: number): string {
  const slots = trace.end - trace.start;
  if (slots === 0 || width / slots < SEAM_MIN) return '';
  const lines: string[] = [];
  for (let slot = 0; slot < slots; slot++) {
    lines.push(`M${x(pass.addrs[slot] ?? 0).toFixed(1)} ${top}v${BAR}`);
  }
  return lines.join('');
}

function tick(at: number, top: number): string {
  return `M${at.toFixed(1)} ${top - 1}l-${TICK} -${TICK}h${2 * TICK}z`;
}

export function barPaths(scene: PassScene, passIdx: number, turned: readonly number[]): BarPaths {
  const { trace, x } = scene;
  const top = barTop(passIdx);
  const pass = trace.passes[passIdx];
  if (!pass) throw new Error(`no pass ${passIdx}`);
  const [near, nops] = [new Row(top, BAR), new Row(top, BAR)];
  const short = new Row(top + SHORT_INSET, BAR - 2 * SHORT_INSET);
  for (const jumpIdx of trace.jumps.keys()) {
    const [from, to] = jumpBytes(trace, pass, jumpIdx);
    const jumpFrom = from + (pass.nops[jumpIdx] ?? 0);
    const form = formAt(pass, jumpIdx);
    if (jumpFrom > from) nops.add(x(from), x(jumpFrom));
    if (form === 'near') near.add(x(jumpFrom), x(to));
    if (form === 'short') short.add(x(jumpFrom), x(to));
  }
  const [prologue, body] = [new Row(top, BAR), new Row(top, BAR)];
  prologue.add(0, x(pass.addrs[0] ?? 0));
  body.add(x(pass.addrs[0] ?? 0), x(pass.length));
  return {
    passIdx,
    prologue: prologue.toString(),
    body: body.toString(),
    seams: seams(scene, pass, top),
    near: near.toString(),
    short: short.toString(),
    nops: nops.toString(),
    turned: turned
      .map((jumpIdx) => {
        const [from, to] = jumpBytes(trace, pass, jumpIdx);
        return tick(x((from + to) / 2), top);
      })
      .join(''),
  };
}
