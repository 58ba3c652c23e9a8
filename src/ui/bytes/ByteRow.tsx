import { memo } from 'react';
import type { DescView, ProgState, SiteView } from '../../core/machine/index.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { ByteCells, FlightCells } from './ByteCells.tsx';
import { cellsOf, flightOf, rowBytes } from './byte-cells.ts';
import type { GridRow } from './byte-rows.ts';
import { CpuPointers } from './CpuPointers.tsx';
import { type CpuPointer, pointersKey, type SiteFetch } from './cpu-pointers.ts';
import type { BpfPrinter, Syntax } from './insn-text.ts';
import { partOf, startsGroup, startsPart } from './row-groups.ts';
import type { X86Printer } from './x86-printer.ts';

export type InsnRow = Extract<GridRow, { kind: 'insn' }>;

interface ByteRowProps {
  readonly row: InsnRow;
  /** Place in the grid, 1-based, as assistive technology counts. */
  readonly ariaRow: number;
  readonly id: string;
  readonly top: number;
  readonly syntax: Syntax;
  readonly print: X86Printer;
  readonly printBpf: BpfPrinter;
  readonly desc: DescView | null;
  /** "jmp_table[0] = target_a" for sites. */
  readonly slot: string;
  readonly progState: ProgState | null;
  readonly lit: 'pinned' | 'hovered' | '';
  readonly active: boolean;
  /** CPUs whose rip is here. */
  readonly pointers: readonly CpuPointer[];
  /** What CPUs that stand here may fetch while the bytes are in flight. */
  readonly fetches: readonly SiteFetch[];
}

function siteViewOf(row: InsnRow, desc: DescView | null): SiteView | null {
  if (!row.site || !desc) return null;
  return row.site.which === 'bypass' ? desc.bypass : desc.target;
}

function classOf(props: ByteRowProps, flying: boolean): string {
  const { row, lit, active, progState, pointers } = props;
  return [
    'row',
    `is-${partOf(row)}`,
    row.site && 'is-site',
    flying && 'is-flying',
    startsGroup(row) && 'starts-group',
    lit && `is-${lit}`,
    active && 'is-active',
    progState === 'unloaded' && 'is-leaving',
    progState === 'freed' && 'is-gone',
    pointers[0] && `has-cpu is-cpu-${pointers[0].hue}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Rows are made afresh for each render: two are the same if they are the same place. */
function isSameRow(was: ByteRowProps, is: ByteRowProps): boolean {
  return (Object.keys(is) as (keyof ByteRowProps)[]).every((key) => {
    if (key === 'row') return was.row.section === is.row.section && was.row.insn === is.row.insn;
    if (key === 'pointers') return pointersKey(was.pointers) === pointersKey(is.pointers);
    return was[key] === is[key];
  });
}

/** One x86 instruction: offset, part, bytes, mnemonic, BPF insn, part word. */
export const ByteRow = memo(function ByteRow(props: ByteRowProps) {
  const { row, top, syntax, print, desc } = props;
  const siteView = siteViewOf(row, desc);
  const freed = props.progState === 'freed';
  const bytes = rowBytes(row.image, row.start, row.end, { site: siteView, freed });
  const cells = cellsOf(bytes, row.start, siteView);
  const flight = flightOf(siteView);
  const part = PART_LABELS[partOf(row)];
  const addr = row.image.addr + BigInt(row.start);
  const text = (of: Uint8Array) => print(of, addr, syntax);
  const insnIdx = row.image.insns.insnIdx[row.insn] ?? -1;
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.ariaRow}
      aria-selected={props.lit === 'pinned'}
      className={classOf(props, flight !== null)}
      style={{ top }}
      data-row={props.ariaRow - 2}
    >
      <span role="gridcell" className="col-off">
        +{row.start.toString(16)}
      </span>
      <span role="gridcell" className="col-letter" title={`${part.word}: ${part.meaning}`}>
        {part.letter}
        <CpuPointers pointers={props.pointers} />
      </span>
      <span role="gridcell" className="col-bytes">
        {flight && siteView?.poke ? (
          <FlightCells
            cells={cells}
            flight={flight}
            fetches={props.fetches}
            bytes={{ old: siteView.poke.old, now: bytes, new: siteView.poke.new }}
          />
        ) : (
          <ByteCells cells={cells} />
        )}
        {row.site && !flight && (
          <SiteLine word={`${part.letter} ${part.word}`} desc={desc} slot={props.slot} />
        )}
      </span>
      <AsmCell site={siteView} now={flight?.words ?? text(bytes)} text={text} />
      <span role="gridcell" className="col-bpf" data-bpf={insnIdx}>
        {startsGroup(row) && insnIdx >= 0 && (
          <>
            <span className="bpf-idx">{insnIdx}</span>
            {props.printBpf(row.section.progIdx, insnIdx)}
          </>
        )}
      </span>
      <span role="gridcell" className="col-part">
        {row.site ? `${part.letter} ${part.word}` : startsPart(row) ? part.word : ''}
      </span>
    </div>
  );
}, isSameRow);

interface AsmCellProps {
  readonly site: SiteView | null;
  /** The instruction in memory; how far the stores are while bytes are in flight. */
  readonly now: string;
  text(bytes: Uint8Array): string;
}

/** The instruction; old and new one around the state of the stores while bytes are in flight. */
function AsmCell({ site, now, text }: AsmCellProps) {
  return (
    <span role="gridcell" className="col-asm">
      {site?.poke ? (
        <>
          <span className="asm-line is-old">{text(site.poke.old)}</span>
          <span className="asm-line is-now">{now}</span>
          <span className="asm-line is-new">{text(site.poke.new)}</span>
        </>
      ) : (
        <span className="asm-line">{now}</span>
      )}
    </span>
  );
}

function SiteLine({ word, desc, slot }: { word: string; desc: DescView | null; slot: string }) {
  return (
    <span className="site-line">
      <b>{word}</b>
      {desc?.state === 'moving' ? (
        <span className="site-rest">its partner is being poked</span>
      ) : (
        <>
          {desc && <SiteGlyph state={desc.state} size={13} />}
          {desc && <span className={`state-word is-${desc.state}`}>{desc.state}</span>}
          <span className="site-slot">{slot}</span>
        </>
      )}
    </span>
  );
}
