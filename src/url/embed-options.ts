import type { Pane } from './schema.ts';

/** How the page shows itself inside of another page; from its address, and never changed. */
export interface EmbedOptions {
  /** Null: as the system says. */
  readonly theme: 'light' | 'dark' | 'contrast' | null;
  /** In the order in which they stand; at least one. */
  readonly panes: readonly Pane[];
  /** The cursor stays within, both included; equal for a picture that stands still. Null: the whole run. */
  readonly steps: { readonly from: number; readonly to: number } | null;
  /** The text and the run cannot be changed. */
  readonly readOnly: boolean;
}
