import { memo } from 'react';
import { PART_LABELS } from '../shared/parts.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { ByteCells, FlightCells } from './ByteCells.tsx';
import { CpuPointers } from './CpuPointers.tsx';
import type { InsnLook, SiteLook } from './row-look.ts';

interface ByteRowProps {
  readonly look: InsnLook;
  /** Place in the grid, 1-based, as assistive technology counts. */
  readonly ariaRow: number;
  readonly id: string;
  readonly top: number;
  readonly active: boolean;
}

function classOf({ look, active }: ByteRowProps): string {
  const [cpu] = look.pointers;
  return [
    'row',
    `is-${look.part}`,
    look.site && 'is-site',
    look.flight && 'is-flying',
    look.starts && 'starts-group',
    look.lit && `is-${look.lit}`,
    look.found && `is-found-${look.found}`,
    active && 'is-active',
    look.life && `is-${look.life}`,
    look.breakpoint && 'has-breakpoint',
    cpu && `has-cpu is-cpu-${cpu.hue}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** One x86 instruction: place, part, bytes, x86 text, xlated insn, line of the lab. */
export const ByteRow = memo(function ByteRow(props: ByteRowProps) {
  const { look, top } = props;
  const { flight, site } = look;
  const part = PART_LABELS[look.part];
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.ariaRow}
      aria-selected={look.lit === 'pinned'}
      className={classOf(props)}
      style={{ top }}
      data-row={props.ariaRow - 2}
    >
      <span role="gridcell" className="col-off">
        {look.off}
        {look.breakpoint && <span className="visually-hidden">, breakpoint</span>}
      </span>
      <span role="gridcell" className="col-letter" title={`${part.word}: ${part.meaning}`}>
        {part.letter}
        <CpuPointers pointers={look.pointers} />
      </span>
      <span role="gridcell" className="col-bytes">
        {flight ? (
          <FlightCells cells={look.cells} flight={flight} />
        ) : (
          <ByteCells cells={look.cells} />
        )}
        {site && !flight && <SiteLine {...site} />}
      </span>
      <AsmCell look={look} />
      <span role="gridcell" className="col-bpf" data-bpf={look.insnIdx}>
        {look.xlated && (
          <>
            <span className="bpf-idx">{look.insnIdx}</span>
            {look.xlated}
          </>
        )}
      </span>
      <span role="gridcell" className="col-src" data-bpf={look.insnIdx}>
        {look.source}
      </span>
      <span className="row-margin" aria-hidden="true" title="Stop here" />
    </div>
  );
});

/** The instruction; old and new one around the state of the stores while bytes are in flight. */
function AsmCell({ look: { flight, asm, site } }: { look: InsnLook }) {
  return (
    <span role="gridcell" className="col-asm">
      {flight ? (
        <>
          <span className="asm-line is-old">{flight.oldAsm}</span>
          <span className="asm-line is-now">{flight.words}</span>
          <span className="asm-line is-new">{flight.newAsm}</span>
        </>
      ) : (
        <span className="asm-line">{asm}</span>
      )}
      {site?.landing && (
        <button type="button" className="landing" tabIndex={-1} title="Go to the landing point">
          <span aria-hidden="true">{site.landing.arrow}</span>
          <span className="visually-hidden">go to</span>{' '}
          <span className="landing-name">{site.landing.name}</span>
        </button>
      )}
    </span>
  );
}

function SiteLine({ label, state, slot }: SiteLook) {
  return (
    <span className="site-line">
      <b>{label}</b>
      {state === 'moving' ? (
        <span className="site-rest">its partner is being poked</span>
      ) : (
        <>
          {state && <SiteGlyph state={state} size={13} />}
          {state && <span className={`state-word is-${state}`}>{state}</span>}
          <span className="site-slot">{slot}</span>
        </>
      )}
    </span>
  );
}
