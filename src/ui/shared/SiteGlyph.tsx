import type { SiteState } from '../../core/machine/index.ts';
import { glyphPaths } from './site-glyph.ts';

/** The shape of a state. Decorative: always stands beside the word. */
export function SiteGlyph({ state, size = 14 }: { state: SiteState; size?: number }) {
  const { outline, fill, cross } = glyphPaths(state, size / 2 - 1);
  const half = size / 2;
  return (
    <svg
      className={`site-glyph is-${state}`}
      width={size}
      height={size}
      viewBox={`${-half} ${-half} ${size} ${size}`}
      aria-hidden="true"
      focusable="false"
    >
      <path className="site-glyph-outline" d={outline} />
      {fill && <path className="site-glyph-fill" d={fill} />}
      {cross && <path className="site-glyph-cross" d={cross} />}
    </svg>
  );
}
