import { bytesToHex } from '../../core/base/index.ts';
import type {
  DiffCell,
  DiffFunc,
  DiffGroup,
  DiffQuestion,
  DiffRow,
  ImageDiff,
} from '../../core/diff/index.ts';
import { type BpfPrinter, makeBpfPrinter, type Syntax } from '../bytes/insn-text.ts';
import { makeX86Printer, type X86Printer } from '../bytes/x86-printer.ts';
import { sitePlaces } from '../shared/desc-sites.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { partOf, pieceWords } from './build-words.ts';

export type Side = 'a' | 'b';

/** Printers of one side, made once for an answer. */
export interface SideTexts {
  readonly x86: X86Printer;
  readonly bpf: BpfPrinter;
  readonly lab: string;
}

export interface BuildTexts {
  readonly diff: ImageDiff;
  readonly a: SideTexts;
  readonly b: SideTexts;
  readonly syntax: Syntax;
}

export function buildTexts(diff: ImageDiff, question: DiffQuestion, syntax: Syntax): BuildTexts {
  const of = (side: Side): SideTexts => ({
    x86: makeX86Printer(diff[side].result),
    bpf: makeBpfPrinter(diff[side].result),
    lab: question[side].text,
  });
  return { diff, a: of('a'), b: of('b'), syntax };
}

interface CodeProps {
  readonly texts: BuildTexts;
  readonly func: DiffFunc;
  readonly side: Side;
}

/** Name of the poke site at an offset; null at other places. */
function siteAt(
  { texts, func, side }: CodeProps,
  start: number,
): 'bypass' | 'target' | 'site' | null {
  const place = func[side];
  const jit = texts.diff[side].result.progs[place?.progIdx ?? -1]?.jit;
  for (const desc of jit?.pokeTab ?? []) {
    if (desc.funcIdx !== place?.funcIdx) continue;
    const site = sitePlaces(desc).find(({ byteOff }) => byteOff === start);
    if (site) return desc.bypassOff === null ? 'site' : site.which;
  }
  return null;
}

function Cells({ bytes, cell }: { bytes: Uint8Array; cell: DiffCell }) {
  const hexes = [...bytes].map((byte) => bytesToHex([byte]));
  return (
    <span className="builds-bytes">
      {hexes.map((hex, idx) =>
        cell.differing.includes(idx) ? (
          <mark key={idx} className="builds-byte">
            {hex}
          </mark>
        ) : (
          <span key={idx} className="builds-byte">
            {hex}
          </span>
        ),
      )}
    </span>
  );
}

function Code({ cell, ...props }: CodeProps & { readonly cell: DiffCell | null }) {
  const { texts, func, side } = props;
  const place = func[side];
  const image =
    texts.diff[side].result.progs[place?.progIdx ?? -1]?.jit?.funcs[place?.funcIdx ?? -1];
  if (!cell || !image) {
    return (
      <td className="builds-code is-none">
        <span className="visually-hidden">nothing</span>
      </td>
    );
  }
  const bytes = image.bytes.subarray(cell.start, cell.end);
  const site = siteAt(props, cell.start);
  return (
    <td className={site ? 'builds-code is-site' : 'builds-code'}>
      <span className="builds-off">+{cell.start.toString(16).padStart(2, '0')}</span>
      <Cells bytes={bytes} cell={cell} />
      <span className="builds-x86">
        {site && (
          <span className={`builds-chip is-${site}`}>
            {PART_LABELS[site].letter} {PART_LABELS[site].word}
          </span>
        )}
        {texts[side].x86(bytes, image.addr + BigInt(cell.start), texts.syntax)}
      </span>
    </td>
  );
}

function Row({ row, texts, func }: Omit<CodeProps, 'side'> & { readonly row: DiffRow }) {
  return (
    <tr>
      <Code texts={texts} func={func} side="a" cell={row.a} />
      <Code texts={texts} func={func} side="b" cell={row.b} />
    </tr>
  );
}

/** A source insn as it is written. */
function written({ texts, func, side }: CodeProps, group: DiffGroup): string | null {
  const sourceIdx = group[side]?.sourceIdx;
  if (sourceIdx === null || sourceIdx === undefined) return null;
  const span = texts.diff[side].result.progs[func[side]?.progIdx ?? -1]?.spans[sourceIdx];
  return span ? texts[side].lab.slice(span.start, span.end).replace(/\s+/g, ' ') : null;
}

function xlatedOf({ texts, func, side }: CodeProps, group: DiffGroup): string {
  const progIdx = func[side]?.progIdx ?? -1;
  const slots = group[side]?.slots ?? [];
  return slots
    .map((slot) => texts[side].bpf(progIdx, slot))
    .filter((line) => line !== '')
    .join('; ');
}

interface GroupProps {
  readonly texts: BuildTexts;
  readonly func: DiffFunc;
  readonly group: DiffGroup;
  readonly idx: number;
  readonly isCurrent: boolean;
}

function Head({ texts, func, group }: Pick<GroupProps, 'texts' | 'func' | 'group'>) {
  const [a, b] = [
    written({ texts, func, side: 'a' }, group),
    written({ texts, func, side: 'b' }, group),
  ];
  const words = pieceWords(group.piece);
  return (
    <span className="builds-head">
      {words !== '' && <span className={`builds-chip is-${partOf(group.piece)}`}>{words}</span>}
      <code>{a === b || b === null ? a : a === null ? b : `${a}  |  ${b}`}</code>
      {group.isMoved && <span className="builds-aside">stands elsewhere on the other side</span>}
    </span>
  );
}

/** What one BPF insn became on both sides, or a piece of it, and why that differs. */
export function BuildGroup({ texts, func, group, idx, isCurrent }: GroupProps) {
  const sides = ['a', 'b'] as const;
  const name = isCurrent ? 'builds-group is-current' : 'builds-group';
  return (
    <tbody
      id={`builds-group-${idx}`}
      className={group.differs ? `${name} is-other` : name}
      tabIndex={-1}
    >
      <tr>
        <th scope="rowgroup" colSpan={2}>
          <Head texts={texts} func={func} group={group} />
        </th>
      </tr>
      {group.isRewritten && (
        <tr className="builds-xlated">
          {sides.map((side) => (
            <td key={side}>
              <span className="builds-aside">xlated</span> {xlatedOf({ texts, func, side }, group)}
            </td>
          ))}
        </tr>
      )}
      {group.rows.map((row, nth) => (
        <Row key={nth} row={row} texts={texts} func={func} />
      ))}
      {group.why.length > 0 && (
        <tr>
          <td colSpan={2} className="builds-why">
            {group.why.map(({ reason, sentence }) => (
              <p key={reason}>{sentence}</p>
            ))}
          </td>
        </tr>
      )}
    </tbody>
  );
}
