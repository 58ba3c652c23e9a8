import type { DescView } from '../../../core/machine/index.ts';
import { SiteGlyph } from '../../shared/SiteGlyph.tsx';
import { useMachine } from '../machine-tools.ts';
import { Thing } from '../Thing.tsx';

/** A poke descriptor with its state, in one line. */
export function DescRow({ desc: { progIdx, pokeIdx, state } }: { desc: DescView }) {
  const { names } = useMachine();
  return (
    <li className="thing-row">
      <Thing className="row-name" selection={{ kind: 'desc', progIdx, pokeIdx }}>
        <SiteGlyph state={state} size={14} />
        <code>{names.desc(progIdx, pokeIdx)}</code>
        <span className={`state-word is-${state}`}>{state}</span>
      </Thing>
    </li>
  );
}
