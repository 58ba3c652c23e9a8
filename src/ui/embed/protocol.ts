// Messages between an embedded page and the page around it. src/ui/embed/README.md describes them for authors.

import * as v from 'valibot';
import { MAX_INFLATED_BYTES } from '../../store/share.ts';

/** Raised when a message changes its meaning; added ones do not raise it. */
export const PROTOCOL_VERSION = 1;

/** Comes back with the answer, so that it is known which request it belongs to. */
const id = v.optional(v.union([v.number(), v.pipe(v.string(), v.maxLength(100))]));

/** What the page around an embed may send to it. */
export const requestSchema = v.variant('pokescope', [
  v.object({ pokescope: v.literal('ping'), id }),
  v.object({ pokescope: v.literal('seek'), cursor: v.pipe(v.number(), v.integer()), id }),
  v.object({ pokescope: v.literal('play'), id }),
  v.object({ pokescope: v.literal('pause'), id }),
  v.object({
    pokescope: v.literal('load'),
    text: v.pipe(v.string(), v.maxLength(MAX_INFLATED_BYTES)),
    id,
  }),
  v.object({ pokescope: v.literal('getState'), id }),
]);

export type EmbedRequest = v.InferOutput<typeof requestSchema>;

type RequestId = EmbedRequest['id'];

/** What an embed sends. `cursor`: steps done; `steps`: those of the whole run. */
export type EmbedMessage =
  /** The embed shows its lab and takes requests: by itself once, and in answer to each ping. */
  | { readonly pokescope: 'ready'; readonly version: number; readonly id?: RequestId }
  /** In place of `ready`: the address opens no lab, and the embed says so. */
  | { readonly pokescope: 'failed'; readonly reason: string; readonly id?: RequestId }
  /** The cursor moved, or the run is another one. */
  | { readonly pokescope: 'step'; readonly cursor: number; readonly steps: number }
  /** Answers `getState`, and `load` when the text has been compiled. */
  | {
      readonly pokescope: 'state';
      readonly id?: RequestId;
      readonly cursor: number;
      readonly steps: number;
      /** What the last step did, in English. */
      readonly sentence: string;
      /** Opens what the embed shows on a page of its own. */
      readonly link: string;
    }
  /** The request was not understood, or this embed does not allow it. */
  | { readonly pokescope: 'refused'; readonly id?: RequestId; readonly reason: string };
