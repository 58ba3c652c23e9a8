import { afterEach, describe, expect, it, vi } from 'vitest';
import { copyPng, copyText, sizeWords } from '../../src/ui/export/clipboard.ts';
import { linkWords } from '../../src/ui/export/link-words.ts';
import { homeOf, offlineTemplate, withState } from '../../src/ui/export/offline-file.ts';
import { homeAddress, isSavedPage, startFragment } from '../../src/ui/export/start-fragment.ts';

const TEMPLATE =
  '<meta name="pokescope-start" content=""><meta name="pokescope-home" content=""><p></p>';

afterEach(() => {
  document.head.replaceChildren();
  location.hash = '';
  vi.unstubAllGlobals();
});

function savedPage(start: string, home: string): void {
  document.head.innerHTML = withState(TEMPLATE, start, home);
}

describe('withState', () => {
  it('puts in a state and a home that the saved page reads again, whatever is in them', () => {
    const start = '#v2.a$&$1"<>';
    savedPage(start, 'https://host.example/lab/?x="');
    expect(isSavedPage()).toBe(true);
    expect(startFragment()).toBe(start);
    expect(homeAddress()).toBe('https://host.example/lab/?x="');
  });

  it('replaces the state of a page that was saved before', () => {
    const again = withState(withState(TEMPLATE, '#v2.old', ''), '#v2.new', '');
    expect(again).toContain('#v2.new');
    expect(again).not.toContain('#v2.old');
  });

  it('refuses the start page that a host answers unknown addresses with', () => {
    expect(() => withState('<!doctype html><title>pokescope</title>', '#v2.a', '')).toThrow(
      'no offline page',
    );
  });
});

describe('startFragment', () => {
  it('prefers the fragment of the address', () => {
    savedPage('#v2.saved', '');
    location.hash = '#v2.asked';
    expect(startFragment()).toBe('#v2.asked');
  });

  it('is empty for a page that was not saved', () => {
    expect(startFragment()).toBe('');
    expect(isSavedPage()).toBe(false);
  });
});

describe('homeOf', () => {
  const at = (address: string) => homeOf(new URL(address) as unknown as Location);
  it('is the address without query and fragment', () => {
    expect(at('https://host.example/lab/?q=1#v2.a')).toBe('https://host.example/lab/');
  });

  it('is empty where nobody else could go', () => {
    for (const address of ['http://localhost:5173/', 'http://127.0.0.1/', 'file:///tmp/a.html']) {
      expect(at(address)).toBe('');
    }
  });
});

describe('linkWords', () => {
  it('leads to the home of a saved page, and is a fragment where none is known', () => {
    savedPage('#v2.a', 'https://host.example/');
    expect(linkWords('#v2.b', 100)).toEqual({
      kind: 'address',
      text: 'https://host.example/#v2.b',
    });
    savedPage('#v2.a', '');
    expect(linkWords('#v2.b', 100)).toEqual({ kind: 'fragment', text: '#v2.b' });
    expect(linkWords(`#v2.${'b'.repeat(100)}`, 100)).toEqual({ kind: 'too-long' });
  });
});

describe('offlineTemplate', () => {
  it('says when the server has none, and when there is no network', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    await expect(offlineTemplate()).rejects.toThrow('npm run build');
    vi.stubGlobal('fetch', async () => new Response('Unexpected token', { status: 500 }));
    await expect(offlineTemplate()).rejects.toThrow('Unexpected token');
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    await expect(offlineTemplate()).rejects.toThrow('network');
  });

  it('is a saved page itself, as it was before anything was drawn', async () => {
    savedPage('#v2.a', '');
    document.body.innerHTML =
      '<div id="root"><main>drawn</main></div><script type="text/plain" id="packed">x</script><div class="overlay"></div>';
    document.documentElement.dataset['theme'] = 'dark';
    const page = await offlineTemplate();
    expect(page).toContain('<div id="root"></div>');
    expect(page).toContain('id="packed">x</script>');
    expect(page).not.toMatch(/drawn|overlay|data-theme/);
    expect(document.querySelector('#root main')?.textContent).toBe('drawn');
  });
});

describe('copyText', () => {
  it('says when the browser refuses the clipboard', async () => {
    vi.stubGlobal('navigator', { clipboard: { writeText: async () => undefined } });
    expect(await copyText('x')).toBe('Copied');
    vi.stubGlobal('navigator', {});
    expect(await copyText('x')).toContain('refuses');
  });
});

describe('copyPng', () => {
  it('tells a clipboard that is refused from a picture that cannot be drawn', async () => {
    vi.stubGlobal('navigator', {});
    expect(await copyPng(Promise.resolve(new Blob()))).toContain('refuses');
    await expect(copyPng(Promise.reject(new Error('too large')))).rejects.toThrow('too large');
  });
});

describe('sizeWords', () => {
  it('has two or three digits', () => {
    expect([999, 1234, 123_456, 1_234_567].map(sizeWords)).toEqual([
      '999 B',
      '1.2 kB',
      '123 kB',
      '1.2 MB',
    ]);
  });
});
