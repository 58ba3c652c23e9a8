// The embed's end of the protocol, with a page around it that is played by the test.

import { beforeEach, describe, expect, it } from 'vitest';
import { startEmbed } from '../../src/store/embed.ts';
import type { PageStore } from '../../src/store/page-store.ts';
import { sharingWith } from '../../src/store/share.ts';
import { bindFrame, type Frame } from '../../src/ui/embed/frame-messages.ts';
import { linkCodec } from '../../src/url/codec.ts';
import { openPage, settled } from '../unit/store/local-engine.ts';

const sharing = sharingWith(linkCodec);
const AUTHOR = 'https://author.example';

interface Sent {
  readonly message: { readonly pokescope: string };
  readonly to: string;
}

let sent: Sent[];
let frame: Frame;
let store: PageStore;
let say: (data: unknown, from?: { origin?: string; source?: unknown }) => void;

function sentKinds(): string[] {
  return sent.map(({ message }) => message.pokescope);
}

async function open(fragment: string): Promise<() => void> {
  store = openPage();
  await startEmbed(store, fragment);
  const stop = bindFrame(frame, store, sharing);
  await settled();
  return stop;
}

beforeEach(() => {
  sent = [];
  const target = new EventTarget();
  const parent = {
    postMessage: (message: Sent['message'], to: string) => void sent.push({ message, to }),
  } as unknown as Frame['parent'];
  frame = Object.assign(target, { parent }) as unknown as Frame;
  say = (data, { origin = AUTHOR, source = parent } = {}) => {
    const event = new Event('message');
    target.dispatchEvent(Object.assign(event, { data, origin, source }));
  };
});

describe('bindFrame', () => {
  it('greets anybody, once the lab is on screen, and says no more before it is asked', async () => {
    await open('#embed&lab=slot-life');
    store.getState().step(-1);
    expect(sent).toEqual([{ message: { pokescope: 'ready', version: 1 }, to: '*' }]);
  });

  it('says that its address opens nothing', async () => {
    await open('#embed&lab=nothing');
    expect(sentKinds()).toEqual(['failed']);
    say({ pokescope: 'ping' });
    expect(sentKinds()).toEqual(['failed', 'failed']);
  });

  it('tells steps and state to the origin that asked, and to no other', async () => {
    await open('#embed&lab=slot-life');
    say({ pokescope: 'seek', cursor: 5 });
    say({ pokescope: 'getState', id: 'x' });
    expect(sent.slice(1).map(({ to }) => to)).toEqual([AUTHOR, AUTHOR]);
    expect(sentKinds().slice(1)).toEqual(['step', 'state']);
    expect(sent[2]?.message).toMatchObject({ id: 'x', cursor: 5, steps: 129 });
    say({ pokescope: 'ping' }, { origin: 'https://later.example' });
    store.getState().step(1);
    expect(sent.at(-1)?.to).toBe('https://later.example');
  });

  it('names a page without an origin by the wildcard', async () => {
    await open('#embed&lab=slot-life');
    say({ pokescope: 'getState' }, { origin: 'null' });
    expect(sent.at(-1)).toMatchObject({ message: { pokescope: 'state' }, to: '*' });
  });

  it('does not hear other windows', async () => {
    await open('#embed&lab=slot-life');
    const { cursor } = store.getState();
    say({ pokescope: 'seek', cursor: 1 }, { source: {} });
    say({ pokescope: 'seek', cursor: 1 }, { source: null });
    expect(store.getState().cursor).toBe(cursor);
    expect(sentKinds()).toEqual(['ready']);
  });

  it('leaves what is not of the protocol alone, and never answers answers', async () => {
    await open('#embed&lab=slot-life');
    for (const data of [null, 7, 'seek', [], {}, { type: 'seek' }]) say(data);
    for (const pokescope of ['ready', 'failed', 'step', 'state', 'refused']) say({ pokescope });
    expect(sentKinds()).toEqual(['ready']);
  });

  it('refuses what is malformed', async () => {
    await open('#embed&lab=slot-life');
    const { cursor, text } = store.getState();
    const malformed = [
      { pokescope: 'seek' },
      { pokescope: 'seek', cursor: 1.5 },
      { pokescope: 'seek', cursor: '1' },
      { pokescope: 'load', text: 7 },
      { pokescope: 'run', code: 'alert(1)' },
      { pokescope: { toString: 'seek' } },
    ];
    for (const data of malformed) say({ ...data, id: 3 });
    expect(sentKinds().slice(1)).toEqual(malformed.map(() => 'refused'));
    expect(sent.at(-1)?.message).toMatchObject({ id: 3 });
    expect(store.getState()).toMatchObject({ cursor, text });
  });

  it('answers a load when the text has been compiled', async () => {
    await open('#embed&lab=slot-life');
    say({ pokescope: 'load', text: '.prog mine tc\n r0 = 1\n exit\n', id: 1 });
    expect(sentKinds()).not.toContain('state');
    await settled();
    expect(sent.at(-1)?.message).toMatchObject({ pokescope: 'state', id: 1 });
    expect(store.getState().resultText).toContain('mine');
  });

  it('plays and pauses', async () => {
    await open('#embed&lab=slot-life');
    say({ pokescope: 'play' });
    say({ pokescope: 'play' });
    expect(store.getState().playing).toBe(true);
    say({ pokescope: 'pause' });
    say({ pokescope: 'pause' });
    expect(store.getState().playing).toBe(false);
  });

  it('hears and says nothing when it has been ended', async () => {
    const stop = await open('#embed&lab=slot-life');
    say({ pokescope: 'ping' });
    stop();
    say({ pokescope: 'seek', cursor: 1 });
    store.getState().step(-1);
    expect(sentKinds()).toEqual(['ready', 'ready']);
  });
});
