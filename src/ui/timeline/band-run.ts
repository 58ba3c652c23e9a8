// Collects a value that changes from step to step into bands.

import type { Band } from './lane-model.ts';

type Look = Pick<Band, 'tone' | 'label'>;

/** One lane's bands under construction. */
export class BandRun {
  readonly bands: Band[] = [];
  private look: Look | null = null;
  private since = 0;

  /** From column `step` on the lane looks like `look`; null leaves it blank. */
  set(step: number, look: Look | null): void {
    if (this.look && look && this.look.tone === look.tone && this.look.label === look.label) return;
    this.close(step);
    this.look = look;
    this.since = step;
  }

  /** Ends the open band before column `step`. A band that would be empty is dropped. */
  close(step: number): void {
    if (this.look && step > this.since) {
      this.bands.push({ start: this.since, end: step, ...this.look });
    }
    this.look = null;
  }
}
