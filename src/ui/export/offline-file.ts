// The page as one file with the present state in it. The file is built beside the page, without a state.

import { HOME_META, isSavedPage, START_META } from './start-fragment.ts';
import { escapeXml } from './svg.ts';

const TEMPLATE = 'offline.html';

/** Addresses that mean something else, or nothing, on another machine. */
const LOCAL = /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/;

/** What a saved page names as its origin; '' when nobody else could go there. */
export function homeOf({ protocol, hostname, origin, pathname }: Location): string {
  if (!protocol.startsWith('http') || LOCAL.test(hostname)) return '';
  return origin + pathname;
}

function metaPattern(name: string): RegExp {
  return new RegExp(`(<meta name="${name}" content=")[^"]*(")`);
}

/** Rejects what is no such page: a host may answer an unknown address with its start page. */
export function withState(template: string, start: string, home: string): string {
  const pattern = metaPattern(START_META);
  if (!pattern.test(template)) {
    throw new Error('This server has no offline page: “npm run build” makes it');
  }
  const put = (page: string, name: string, value: string) =>
    page.replace(metaPattern(name), (_all, before, after) => before + escapeXml(value) + after);
  return put(put(template, START_META, start), HOME_META, home);
}

/** A saved page is its own template: as it was before anything was drawn in it. */
function ownTemplate(): string {
  const page = document.documentElement.cloneNode(true) as HTMLElement;
  page.removeAttribute('style');
  page.removeAttribute('data-theme');
  const body = page.querySelector('body');
  const scripts = body?.querySelectorAll(':scope > script') ?? [];
  const root = document.createElement('div');
  root.id = 'root';
  body?.replaceChildren('\n', root, '\n', ...scripts, '\n');
  for (const name of body?.getAttributeNames() ?? []) body?.removeAttribute(name);
  return `<!doctype html>\n${page.outerHTML}\n`;
}

/** The file without a state. Rejects with words for the user. */
export async function offlineTemplate(): Promise<string> {
  if (isSavedPage()) return ownTemplate();
  let answer: Response;
  try {
    answer = await fetch(TEMPLATE);
  } catch {
    throw new Error('The offline page could not be fetched: is the network there?');
  }
  if (!answer.ok) {
    const isBuilding = answer.status >= 500 ? await answer.text() : '';
    throw new Error(isBuilding || 'This server has no offline page: “npm run build” makes it');
  }
  return answer.text();
}
