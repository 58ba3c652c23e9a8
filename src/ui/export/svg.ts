// SVG as text. Pictures leave the page as files: nothing in them may need the page's styles or scripts.

type Attrs = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML 1.0 has no room for other control characters, not even escaped. */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

export function escapeXml(text: string): string {
  return text.replace(NOT_IN_XML, '\u{FFFD}').replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

/** Two decimals are a hundredth of a pixel; more only make the file long. */
function shown(value: string | number): string {
  return typeof value === 'number' ? `${Math.round(value * 100) / 100}` : escapeXml(value);
}

/** One element; attributes that are undefined are left out. */
export function tag(name: string, attrs: Attrs, ...children: readonly string[]): string {
  const words = Object.entries(attrs).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}="${shown(value)}"`],
  );
  const open = [name, ...words].join(' ');
  return children.length === 0 ? `<${open}/>` : `<${open}>${children.join('')}</${name}>`;
}

export function rect(x: number, y: number, width: number, height: number, attrs: Attrs): string {
  return tag('rect', { x, y, width, height, ...attrs });
}

/** A group moved by `(x, y)` and then scaled. */
export function moved(x: number, y: number, scale: number, ...children: readonly string[]): string {
  const by = scale === 1 ? '' : ` scale(${shown(Math.round(scale * 1e4) / 1e4)})`;
  return tag('g', { transform: `translate(${shown(x)} ${shown(y)})${by}` }, ...children);
}

export interface TextLook {
  readonly size: number;
  readonly fill: string;
  readonly face?: 'sans' | 'mono';
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** A line around the letters, so that they stand clear of what is behind. */
  readonly halo?: string;
}

/** Named as installed fonts are; the page's own name of the variable one is of no use elsewhere. */
export const FACES = {
  sans: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  mono: "'JetBrains Mono', 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
} as const;

/** Text with its middle line at `y`. */
export function words(x: number, y: number, content: string, look: TextLook): string {
  const { size, fill, face = 'sans', weight, anchor, halo } = look;
  return tag(
    'text',
    {
      x,
      // dominant-baseline is unknown to most slide programs.
      y: y + size * 0.35,
      class: face === 'mono' ? 'm' : undefined,
      'font-size': size,
      'font-weight': weight,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      fill,
      ...(halo === undefined
        ? {}
        : { stroke: halo, 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }),
      'xml:space': / {2}|^ | $/.test(content) ? 'preserve' : undefined,
    },
    escapeXml(content),
  );
}
