import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { withChoice } from '../../../src/store/explorer-text.ts';
import { selectIsChanged, selectLabTitle } from '../../../src/store/lab-title.ts';
import { LABS } from '../../../src/store/labs.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import { openPage, settled } from './local-engine.ts';

function opened(text: string) {
  const store = openPage();
  store.getState().openText(text);
  return store;
}

describe('selectLabTitle', () => {
  it('names every scenario, whatever protocol, kernel and layout were chosen for it', () => {
    for (const { title, text } of SCENARIOS) {
      expect(selectLabTitle(opened(text).getState())).toBe(title);
      const chosen = withChoice(
        withChoice(text, 'map_poke', 't3_restore_at_once'),
        'layout',
        'v6_12',
      );
      const page = opened(withChoice(chosen, 'kernel', '7.1')).getState();
      expect(selectLabTitle(page)).toBe(title);
      expect(selectIsChanged(page)).toBe(false);
    }
  });

  it('keeps the name of a scenario that is changed, and says so', () => {
    const [{ title, text } = { title: '', text: '' }] = SCENARIOS;
    const store = opened(text);
    store.getState().edit(`${text}// mine\n`);
    expect(selectLabTitle(store.getState())).toBe(title);
    expect(selectIsChanged(store.getState())).toBe(true);
    store.getState().edit(text);
    expect(selectIsChanged(store.getState())).toBe(false);
  });

  it('names it again from a link', async () => {
    const [, scenario] = SCENARIOS;
    const store = opened(scenario?.text ?? '');
    await settled();
    const link = sharingWith(linkCodec).fragment(store.getState(), 'here');
    const other = openPage();
    await other.getState().openFragment(link);
    expect(selectLabTitle(other.getState())).toBe(scenario?.title);
  });

  it('leaves labs their titles and own texts theirs', () => {
    const store = openPage();
    store.getState().openLab(LABS[0]?.id ?? '');
    expect(selectLabTitle(store.getState())).toBe(LABS[0]?.title);
    expect(selectLabTitle(opened('.prog mine tc\n        exit\n').getState())).toBe('Your own lab');
  });
});
