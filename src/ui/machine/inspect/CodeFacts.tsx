import { useMemo } from 'react';
import { bytesToHex } from '../../../core/base/index.ts';
import type { MachineView } from '../../../core/machine/index.ts';
import type { ByteRange } from '../../../core/pipeline/index.ts';
import type { Selection } from '../../../store/model.ts';
import { makeBpfPrinter } from '../../bytes/insn-text.ts';
import { makeX86Printer } from '../../bytes/x86-printer.ts';
import { PART_LABELS, PART_ORDER } from '../../shared/parts.ts';
import { ActorName } from '../ActorName.tsx';
import { placeInfo, rangeOfInsn } from '../code-place.ts';
import { useMachine } from '../machine-tools.ts';
import { Section } from '../Section.tsx';
import { Thing } from '../Thing.tsx';
import { Fact, Facts } from './Facts.tsx';

/** x86 instructions listed of a stretch; the bytes pane has them all. */
const MOST = 12;

/** Bytes of an image: what they are, where they come from, and who is there. */
export function CodeFacts({ range, view }: { range: ByteRange; view: MachineView }) {
  const { result, text } = useMachine();
  const { progIdx, funcIdx, start } = range;
  const image = result.progs[progIdx]?.jit?.funcs[funcIdx];
  const info = placeInfo(result, text, { progIdx, funcIdx, byteOff: start });
  if (!image || !info) return <p className="quiet">This text has no such bytes any more.</p>;
  const part = PART_ORDER[image.insns.part[insnAt(image.insns.byteOff, start)] ?? 1] ?? 'body';
  const { letter, word, meaning } = PART_LABELS[part];
  return (
    <>
      <div className="machine-block">
        <Facts label="Where the bytes are">
          <Fact name="place">
            <code>{info.label}</code>
          </Fact>
          <Fact name="address">
            <code>{(image.addr + BigInt(start)).toString(16)}</code>
          </Fact>
          <Fact name="part">
            <span className={`part-tag is-${part}`}>{letter}</span> {word}
            <span className="quiet">{meaning}</span>
          </Fact>
          <SourceFact range={range} />
          <ThereNow range={range} view={view} />
        </Facts>
      </div>
      <Section name="inspect-insns" title="Instructions">
        <Insns range={range} />
      </Section>
    </>
  );
}

/** Index of the x86 insn that holds a byte. */
function insnAt(byteOff: ArrayLike<number>, off: number): number {
  let low = 0;
  let high = byteOff.length;
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if ((byteOff[middle] ?? 0) <= off) low = middle;
    else high = middle;
  }
  return low;
}

function SourceFact({ range }: { range: ByteRange }) {
  const { result, text } = useMachine();
  const { progIdx, funcIdx, start } = range;
  const bpf = useMemo(() => makeBpfPrinter(result), [result]);
  const image = result.progs[progIdx]?.jit?.funcs[funcIdx];
  const insnIdx = image ? (image.insns.insnIdx[insnAt(image.insns.byteOff, start)] ?? -1) : -1;
  const info = placeInfo(result, text, { progIdx, funcIdx, byteOff: start });
  if (insnIdx < 0) return <Fact name="insn">none: the JIT adds it to every program</Fact>;
  return (
    <>
      <Fact name="insn">
        <Thing selection={{ kind: 'insn', progIdx, insnIdx }}>
          <code>
            {insnIdx}: {bpf(progIdx, insnIdx)}
          </code>
        </Thing>
      </Fact>
      {info?.source && (
        <Fact name="source">
          <span className="quiet">line {info.source.line}</span> <code>{info.source.code}</code>
        </Fact>
      )}
    </>
  );
}

/** CPUs whose next instruction is among the bytes. */
function ThereNow({ range, view }: { range: ByteRange; view: MachineView }) {
  const there = view.cpus.flatMap(({ place }, actor) => {
    const isThere =
      place?.progIdx === range.progIdx &&
      place.funcIdx === range.funcIdx &&
      place.byteOff >= range.start &&
      place.byteOff < range.end;
    return isThere ? [actor] : [];
  });
  return (
    <Fact name="here now">
      {there.length === 0 && <span className="quiet">no CPU</span>}
      {there.map((actor) => (
        <ActorName key={actor} actor={actor} />
      ))}
    </Fact>
  );
}

function Insns({ range }: { range: ByteRange }) {
  const { result, syntax } = useMachine();
  const print = useMemo(() => makeX86Printer(result), [result]);
  const { progIdx, funcIdx, start, end } = range;
  const image = result.progs[progIdx]?.jit?.funcs[funcIdx];
  if (!image) return null;
  const { byteOff } = image.insns;
  const first = insnAt(byteOff, start);
  const rows: { from: number; to: number }[] = [];
  let more = 0;
  for (let nth = first; nth < byteOff.length && (byteOff[nth] ?? end) < end; nth++) {
    if (rows.length === MOST) more++;
    else rows.push({ from: byteOff[nth] ?? 0, to: byteOff[nth + 1] ?? image.bytes.length });
  }
  return (
    <>
      <ul className="insns" aria-label="Instructions">
        {rows.map(({ from, to }) => {
          const bytes = image.bytes.subarray(from, to);
          return (
            <li key={from}>
              <Thing
                className="insn-row"
                selection={{ kind: 'bytes', progIdx, funcIdx, start: from, end: to }}
              >
                <code className="quiet insn-off">+{from.toString(16)}</code>
                <span className="insn-words">
                  <code>{print(bytes, image.addr + BigInt(from), syntax)}</code>
                  <code className="quiet">{bytesToHex(bytes, ' ')}</code>
                </span>
              </Thing>
            </li>
          );
        })}
      </ul>
      {more > 0 && <p className="quiet">and {more} more</p>}
    </>
  );
}

interface InsnFactsProps {
  readonly progIdx: number;
  readonly insnIdx: number;
  readonly view: MachineView;
}

/** A BPF insn: its text, why its tail call is direct or not, and the bytes that it became. */
export function InsnFacts({ progIdx, insnIdx, view }: InsnFactsProps) {
  const { result } = useMachine();
  const prog = result.progs[progIdx];
  const choice = prog?.xlated?.tailCalls.find((call) => call.insnIdx === insnIdx);
  const range = rangeOfInsn(result, progIdx, insnIdx);
  return (
    <>
      {choice && (
        <div className="machine-block">
          <Facts label="Tail call">
            <Fact name="tail call">
              <span className={`choice-form is-${choice.form}`}>{choice.form}</span>
            </Fact>
            <Fact name="because">{choice.explanation.replace(/^(in)?direct: /, '')}</Fact>
            {choice.pokeIdx !== null && (
              <Fact name="sites">
                <Thing selection={{ kind: 'desc', progIdx, pokeIdx: choice.pokeIdx }}>
                  poke descriptor #{choice.pokeIdx}
                </Thing>
              </Fact>
            )}
          </Facts>
        </div>
      )}
      {range ? (
        <CodeFacts range={range} view={view} />
      ) : (
        <p className="machine-block quiet">
          No bytes of its own: the second half of a 64-bit immediate, or a program that did not
          load.
        </p>
      )}
    </>
  );
}

interface SourceFactsProps {
  readonly selection: Extract<Selection, { kind: 'source' }>;
  readonly insns: readonly { readonly progIdx: number; readonly insnIdx: number }[];
  readonly view: MachineView;
}

/** A stretch of the text: the insns that it became, the first of them in depth. */
export function SourceFacts({ selection, insns, view }: SourceFactsProps) {
  const { result, text } = useMachine();
  const bpf = useMemo(() => makeBpfPrinter(result), [result]);
  const source = text.slice(selection.span.start, selection.span.end).split('\n')[0] ?? '';
  const [first] = insns;
  return (
    <>
      <div className="machine-block">
        <p>
          <code>{source.trim()}</code>
        </p>
        {insns.length === 0 && <p className="quiet">It becomes no instruction.</p>}
        {insns.length > 1 && (
          <ul className="insns" aria-label="BPF instructions">
            {insns.slice(0, MOST).map((insn) => (
              <li key={`${insn.progIdx}/${insn.insnIdx}`}>
                <Thing className="insn-row" selection={{ kind: 'insn', ...insn }}>
                  <code className="quiet insn-off">{insn.insnIdx}</code>
                  <code>{bpf(insn.progIdx, insn.insnIdx)}</code>
                </Thing>
              </li>
            ))}
          </ul>
        )}
      </div>
      {first && <InsnFacts {...first} view={view} />}
    </>
  );
}
