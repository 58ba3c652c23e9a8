// `#v1.<base64url of deflated JSON {v, model, data}>` and back. Strings only; knows no window.

import { deflateSync, strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { err, ok, type Result } from '../core/base/index.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { checksum } from './checksum.ts';
import { inflateBounded } from './inflate.ts';
import { MAX_INFLATED_BYTES, MAX_URL_LENGTH } from './limits.ts';
import { LINK_MODEL } from './model.ts';
import { recoverText } from './recover.ts';
import { packSchedule } from './schedule.ts';
import {
  LINK_UPGRADERS,
  LINK_VERSION,
  type LinkInput,
  type LinkPayload,
  type LinkState,
  linkSchema,
} from './schema.ts';
import { assertContiguous, type UpgraderTable, upgrade } from './upgraders.ts';
import type { LinkView, ViewPayload } from './view-schema.ts';

export type LinkFault =
  | 'not-a-link'
  | 'future-version'
  | 'too-long'
  | 'bad-character'
  | 'truncated'
  | 'corrupt'
  | 'too-large'
  | 'bad-shape'
  | 'text-mismatch';

/** Why a link cannot be opened as it was meant. States the fact; the page adds the advice. */
export interface LinkError {
  readonly kind: LinkFault;
  readonly message: string;
  /** Lab text that could still be read, for the user to look at. */
  readonly recovered: string | null;
}

export interface DecodedLink {
  readonly state: LinkState;
  /** Numbering of steps that the link was made with; compare with LINK_MODEL. */
  readonly model: number;
}

/** Everything that depends on the format version; tests plant other versions here. */
export interface LinkFormat {
  readonly version: number;
  readonly model: number;
  readonly upgraders: UpgraderTable;
}

export interface LinkCodec {
  /** The fragment with its `#`. */
  encode(input: LinkInput): string;
  /** Reads a fragment, with or without `#`. */
  decode(fragment: string): Result<DecodedLink, LinkError>;
  /** The same state as a file, for labs that no link can carry. */
  encodeFile(input: LinkInput): string;
  /** Reads such a file. Any other text is `not-a-link`: it may be a plain lab. */
  decodeFile(content: string): Result<DecodedLink, LinkError>;
}

const MESSAGES: Readonly<Record<Exclude<LinkFault, 'future-version'>, string>> = {
  'not-a-link': 'The part of the address after # is not a pokescope link.',
  'too-long': `The link has more than ${MAX_URL_LENGTH.toLocaleString('en')} characters.`,
  'bad-character': 'The link holds a character that no link is made of.',
  truncated: 'The end of the link is missing.',
  corrupt: 'The link is damaged and does not unpack.',
  'too-large': `The link unpacks to more than ${MAX_INFLATED_BYTES / 1024 / 1024} MB.`,
  'bad-shape': 'The link unpacks, but what it holds is not a lab.',
  'text-mismatch': 'The lab text in the link is not the one that was shared.',
};

function fault(
  kind: keyof typeof MESSAGES,
  recovered: string | null = null,
): { readonly ok: false; readonly error: LinkError } {
  return err({ kind, message: MESSAGES[kind], recovered });
}

const envelopeSchema = v.object({
  v: v.pipe(v.number(), v.integer(), v.minValue(1)),
  model: v.pipe(v.number(), v.integer(), v.minValue(1)),
  data: v.unknown(),
});

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function fromTheFuture(version: number, known: number): Result<never, LinkError> {
  return err({
    kind: 'future-version',
    message: `The link has format ${version}; this page knows formats up to ${known}.`,
    recovered: null,
  });
}

function upgradeSafely(format: LinkFormat, version: number, data: unknown): unknown {
  try {
    return upgrade(format.upgraders, version, format.version, data);
  } catch {
    return undefined; // a malformed payload of an old version; the schema refuses it
  }
}

function openEnvelope(format: LinkFormat, json: string): Result<DecodedLink, LinkError> {
  const envelope = v.safeParse(envelopeSchema, parseJson(json));
  if (!envelope.success) return fault('bad-shape', recoverText(json));
  const { v: version, model, data } = envelope.output;
  if (version > format.version) return fromTheFuture(version, format.version);
  const state = v.safeParse(linkSchema, upgradeSafely(format, version, data));
  if (!state.success) return fault('bad-shape', recoverText(json));
  if (checksum(strToU8(state.output.text)) !== state.output.textSum) {
    return fault('text-mismatch', state.output.text);
  }
  return ok({ state: state.output, model });
}

function decode(format: LinkFormat, fragment: string): Result<DecodedLink, LinkError> {
  if (fragment.length > MAX_URL_LENGTH) return fault('too-long');
  const match = /^#?v(\d{1,6})\.(.*)$/s.exec(fragment);
  if (!match) return fault('not-a-link');
  const version = Number(match[1]);
  if (version > format.version) return fromTheFuture(version, format.version);
  // Mail readers like to swallow the full stop or bracket behind an address.
  const packed = decodeBase64url((match[2] ?? '').replace(/[.,;:!?)\]}>'"\s]+$/, ''));
  if (!packed) return fault('bad-character');
  const inflated = inflateBounded(packed, MAX_INFLATED_BYTES);
  const json = strFromU8(inflated.bytes);
  if (inflated.fault) return fault(inflated.fault, recoverText(json));
  return openEnvelope(format, json);
}

/** A view with its schedule packed. */
function packedView(view: LinkView): ViewPayload {
  if (view.kind !== 'compare') return view;
  const { found, ...rest } = view;
  return found
    ? { ...rest, found: { of: found.of, schedule: packSchedule(found.schedule) } }
    : rest;
}

/** Throws if the upgraders do not lead from version 1 to `format.version` without a gap. */
export function createLinkCodec(format: LinkFormat): LinkCodec {
  assertContiguous(format.upgraders, format.version);
  const toJson = (input: LinkInput): string => {
    const { text, schedule, breakpoints, watches, view, ...rest } = input;
    const data: LinkPayload = {
      text,
      textSum: checksum(strToU8(text)),
      ...rest,
      schedule: packSchedule(schedule),
      ...(breakpoints.length > 0 && { breakpoints }),
      ...(watches.length > 0 && { watches }),
      ...(view && { view: packedView(view) }),
    };
    return JSON.stringify({ v: format.version, model: format.model, data });
  };
  return {
    encode: (input) =>
      `#v${format.version}.${encodeBase64url(deflateSync(strToU8(toJson(input)), { level: 9 }))}`,
    decode: (fragment) => decode(format, fragment),
    encodeFile: toJson,
    decodeFile: (content) =>
      /^\s*\{\s*"v"\s*:/.test(content) ? openEnvelope(format, content) : fault('not-a-link'),
  };
}

/** The codec of this page. */
export const linkCodec = createLinkCodec({
  version: LINK_VERSION,
  model: LINK_MODEL,
  upgraders: LINK_UPGRADERS,
});
