// The embed's end of the protocol: answers the page around it, and nobody else.

import * as v from 'valibot';
import type { Page } from '../../store/model.ts';
import type { PageStore } from '../../store/page-store.ts';
import { selectSentences } from '../../store/sentences.ts';
import type { Sharing } from '../../store/share.ts';
import { pageAddress } from '../share/page-address.ts';
import { sentenceAt } from '../shared/sentence-at.ts';
import {
  type EmbedMessage,
  type EmbedRequest,
  PROTOCOL_VERSION,
  requestSchema,
} from './protocol.ts';

/** The part of `window` that is used here. */
export type Frame = Pick<Window, 'addEventListener' | 'removeEventListener'> & {
  readonly parent: Pick<Window, 'postMessage'>;
};

/** Pages without an origin (from disk, sandboxed) can only be named by the wildcard. */
function target(origin: string): string {
  return origin === 'null' ? '*' : origin;
}

function stepsOf(page: Page): number {
  return page.result?.timeline?.steps.length ?? 0;
}

/** True when the text on screen has been compiled, or cannot be, or there is none. */
function isSettled({ openings, engine, resultText, text, stale }: Page): boolean {
  if (openings === 0) return true;
  return engine === 'crashed' || (engine === 'ready' && (resultText === text || stale));
}

class Conversation {
  private readonly frame: Frame;
  private readonly store: PageStore;
  private readonly sharing: Sharing;
  /** Who asked last; events go nowhere before. */
  private origin: string | null = null;
  /** Done once the text has been compiled. */
  private waiting: (() => void)[] = [];

  constructor(frame: Frame, store: PageStore, sharing: Sharing) {
    this.frame = frame;
    this.store = store;
    this.sharing = sharing;
  }

  /** Announces itself to whoever is around: this says nothing but that the page is here. */
  greet(): void {
    this.afterCompile(() => this.frame.parent.postMessage(this.hello(), '*'));
  }

  receive({ source, origin, data }: MessageEvent<unknown>): void {
    if (source !== this.frame.parent || !isOurs(data)) return;
    this.origin = origin;
    const request = v.safeParse(requestSchema, data);
    if (request.success) this.answer(request.output);
    else this.refuse(data, 'This is no request that an embed knows.');
  }

  onPage(page: Page, before: Page): void {
    if (page.cursor !== before.cursor || stepsOf(page) !== stepsOf(before)) {
      this.send({ pokescope: 'step', cursor: page.cursor, steps: stepsOf(page) });
    }
    if (this.waiting.length === 0 || !isSettled(page)) return;
    const ready = this.waiting;
    this.waiting = [];
    for (const work of ready) work();
  }

  private afterCompile(work: () => void): void {
    if (isSettled(this.store.getState())) work();
    else this.waiting.push(work);
  }

  private send(message: EmbedMessage): void {
    if (this.origin !== null) this.frame.parent.postMessage(message, target(this.origin));
  }

  private refuse({ id }: { readonly id?: unknown }, reason: string): void {
    const named = typeof id === 'number' || typeof id === 'string' ? { id } : {};
    this.send({ pokescope: 'refused', ...named, reason });
  }

  private sendState({ id }: EmbedRequest): void {
    const page = this.store.getState();
    const steps = stepsOf(page);
    this.send({
      pokescope: 'state',
      ...(id !== undefined && { id }),
      cursor: page.cursor,
      steps,
      sentence: sentenceAt(selectSentences(page), page.cursor, steps),
      link: pageAddress(this.sharing.fragment(page, 'here')),
    });
  }

  private hello(): EmbedMessage {
    return this.store.getState().openings > 0
      ? { pokescope: 'ready', version: PROTOCOL_VERSION }
      : { pokescope: 'failed', reason: 'The address of this embed opens no lab.' };
  }

  private answer(request: EmbedRequest): void {
    const page = this.store.getState();
    const { id } = request;
    switch (request.pokescope) {
      case 'ping':
        return this.afterCompile(() =>
          this.send({ ...this.hello(), ...(id !== undefined && { id }) }),
        );
      case 'seek':
        return page.seek(request.cursor);
      case 'play':
        return page.playing ? undefined : page.playPause();
      case 'pause':
        return page.playing ? page.playPause() : undefined;
      case 'load':
        if (page.embed?.readOnly) return this.refuse(request, 'This embed is read-only.');
        page.openText(request.text);
        return this.afterCompile(() => this.sendState(request));
      case 'getState':
        return this.sendState(request);
    }
  }
}

/** What embeds say: not to be answered, so that two of them never talk for ever. */
const ANSWERS: readonly unknown[] = [
  'ready',
  'failed',
  'step',
  'state',
  'refused',
] satisfies readonly EmbedMessage['pokescope'][];

function isOurs(data: unknown): data is { readonly pokescope: unknown; readonly id?: unknown } {
  if (typeof data !== 'object' || data === null || !('pokescope' in data)) return false;
  return !ANSWERS.includes(data.pokescope);
}

/** Talks with the page around `frame` from now on; returns what ends it. The lab must have been opened. */
export function bindFrame(frame: Frame, store: PageStore, sharing: Sharing): () => void {
  const conversation = new Conversation(frame, store, sharing);
  const onMessage = (event: MessageEvent<unknown>): void => conversation.receive(event);
  frame.addEventListener('message', onMessage);
  const unsubscribe = store.subscribe((page, before) => conversation.onPage(page, before));
  conversation.greet();
  return () => {
    frame.removeEventListener('message', onMessage);
    unsubscribe();
  };
}
