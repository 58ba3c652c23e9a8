// The address of an embedded page: options, then the lab. src/ui/embed/README.md says the same for authors.
//
//   fragment = "#embed" *( "&" part )
//   part     = "theme=" ( "light" / "dark" / "contrast" )
//            / "panes=" pane *( "," pane )          ; in the order in which they stand
//            / "steps=" from "-" to                 ; cursor positions, both included
//            / "ro"
//            / "lab=" id                            ; a built-in lab
//            / "v" version "." payload              ; a link's fragment, wins over lab=
//
// Parts come in any order; of two of a kind the first counts. What is not of this form is left out and named.

import type { EmbedOptions } from './embed-options.ts';
import { PANES, type Pane } from './schema.ts';

/** What an embed shows unless its address says otherwise. */
export const DEFAULT_PANES: readonly Pane[] = ['bytes', 'timeline'];

const THEMES = ['light', 'dark', 'contrast'] as const;

export interface EmbedAddress {
  readonly options: EmbedOptions;
  /** Fragment of a link, with its `#`; null: the address holds none. */
  readonly link: string | null;
  /** Id of a built-in lab; null: the address names none. */
  readonly labId: string | null;
  /** Parts of the address that mean nothing to this page. */
  readonly ignored: readonly string[];
}

/** What an address says, as far as it was read. */
interface Found {
  theme?: EmbedOptions['theme'];
  panes?: readonly Pane[];
  steps?: EmbedOptions['steps'];
  readOnly?: true;
  link?: string;
  labId?: string;
}

type Reader = (value: string) => Found | null;

function readPanes(value: string): Found | null {
  const names = [...new Set(value.split(','))];
  const panes = names.flatMap((name) => PANES.find((pane) => pane === name) ?? []);
  return panes.length === names.length ? { panes } : null;
}

function readSteps(value: string): Found | null {
  const match = /^(\d{1,9})-(\d{1,9})$/.exec(value);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  return match && from <= to ? { steps: { from, to } } : null;
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'theme',
    (value) => {
      const theme = THEMES.find((known) => known === value);
      return theme ? { theme } : null;
    },
  ],
  ['panes', readPanes],
  ['steps', readSteps],
  ['lab', (value) => (/^[\w-]{1,64}$/.test(value) ? { labId: value } : null)],
]);

/** Some tools escape commas and the like on the way. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function readPart(part: string): Found | null {
  if (/^v\d{1,6}\./.test(part)) return { link: `#${part}` };
  if (part === 'ro') return { readOnly: true };
  const [name = '', ...rest] = part.split('=');
  return READERS.get(name)?.(unescaped(rest.join('='))) ?? null;
}

/** Reads a fragment that `isEmbedFragment` took for one of an embed. Never fails. */
export function parseEmbed(fragment: string): EmbedAddress {
  const parts = fragment
    .split('&')
    .slice(1)
    .filter((part) => part !== '');
  let found: Found = {};
  const ignored: string[] = [];
  for (const part of parts) {
    const read = readPart(part);
    if (read) found = { ...read, ...found };
    else ignored.push(part.slice(0, 40));
  }
  const { theme = null, panes = DEFAULT_PANES, steps = null, readOnly = false } = found;
  const { link = null, labId = null } = found;
  return { options: { theme, panes, steps, readOnly }, link, labId, ignored };
}

/** The fragment of an embed with these options; `link` is the fragment of a link. */
export function formatEmbed({ theme, panes, steps, readOnly }: EmbedOptions, link: string): string {
  const parts = [
    '#embed',
    ...(theme ? [`theme=${theme}`] : []),
    `panes=${panes.join(',')}`,
    ...(steps ? [`steps=${steps.from}-${steps.to}`] : []),
    ...(readOnly ? ['ro'] : []),
    link.replace(/^#/, ''),
  ];
  return parts.join('&');
}
