import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { SiteState } from '../../core/machine/index.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { usePage } from '../shell/page-context.tsx';
import { type MarkShape, markPath } from './mark-shape.ts';

const SHAPES: readonly {
  readonly shape: MarkShape;
  readonly tone: string;
  readonly words: string;
}[] = [
  { shape: 'nop', tone: 'fetch', words: 'a CPU fetches a nop and falls through' },
  { shape: 'jmp', tone: 'fetch', words: 'a CPU fetches a jmp and follows it' },
  { shape: 'trap', tone: 'int3', words: 'a CPU fetches int3 and traps' },
  { shape: 'torn', tone: 'bug', words: 'a CPU fetches bytes half old, half new' },
  { shape: 'tail-call', tone: 'tail-call', words: 'a tail call is taken' },
  { shape: 'ipi', tone: 'ipi', words: 'a CPU takes an IPI and serializes' },
  { shape: 'verdict', tone: 'verdict', words: 'something went wrong' },
];

const WRITES: readonly { readonly text: string; readonly tone: string; readonly words: string }[] =
  [
    { text: 'cc', tone: 'int3', words: 'int3 is written over the first byte' },
    { text: 'tail', tone: 'store', words: 'bytes 1 to 4 are written' },
    { text: 'e9', tone: 'store', words: 'the first byte is written' },
    { text: 'sync', tone: 'sync', words: 'every CPU is made to serialize' },
  ];

const STATES: readonly { readonly state: SiteState; readonly words: string }[] = [
  { state: 'empty', words: 'empty: P1 jumps over, P2 is a nop' },
  { state: 'armed', words: 'armed: P1 jumps over, P2 holds the call' },
  { state: 'live', words: 'live: P1 is a nop, P2 holds the call' },
  { state: 'forbidden', words: 'forbidden: both are nops' },
  { state: 'moving', words: 'bytes are being written' },
];

const ARROWS: readonly { readonly kind: string; readonly words: string }[] = [
  { kind: 'ipi', words: 'an IPI, to the CPU that has to take it' },
  { kind: 'rcu', words: 'a grace period, to the reader it waits for' },
  { kind: 'lock', words: 'a lock, to the one that holds it' },
];

function Sample({ shape, tone, text }: { shape?: MarkShape; tone: string; text?: string }) {
  return (
    <svg
      className="marks-key-sample lane-chart"
      viewBox="0 0 32 16"
      width="32"
      height="16"
      aria-hidden="true"
    >
      <g className={`mark is-${tone}`}>
        <rect x="0.5" y="0.5" width="31" height="15" rx="1.5" />
        {shape && <path className="mark-shape" d={markPath(shape, 16, 8)} />}
        {text && (
          <text x="16" y="8" dy="0.34em">
            {text}
          </text>
        )}
      </g>
    </svg>
  );
}

function ArrowSample({ kind }: { kind: string }) {
  return (
    <svg viewBox="0 0 32 16" width="32" height="16" aria-hidden="true">
      <g className={`arrow is-lit is-${kind}`}>
        <path className="arrow-line" d="M1,8H26" />
        <path className="arrow-head" d="M31,8l-5,-4v8z" />
      </g>
    </svg>
  );
}

/** A foot on the ruler and in the map, and a column below it. */
function CausalSample() {
  return (
    <svg className="marks-key-sample" viewBox="0 0 32 16" width="32" height="16" aria-hidden="true">
      <rect className="column is-causal" x="10" y="0" width="12" height="16" />
      <rect className="bar-causal" x="10" y="12" width="12" height="4" />
    </svg>
  );
}

/** What states are where tail calls have one site. */
const ALONE_STATES: typeof STATES = [
  { state: 'empty', words: 'empty: the site is a nop' },
  { state: 'live', words: 'live: the site holds the call' },
  { state: 'moving', words: 'bytes are being written' },
];

/** What the shapes and tones of the lanes stand for. */
function LegendLists() {
  const hasBypass = usePage(
    ({ result }) => result?.profile.tailCall.pieces.includes('bypass') ?? true,
  );
  return (
    <div className="marks-key-columns">
      <ul>
        {SHAPES.map(({ shape, tone, words }) => (
          <li key={shape}>
            <Sample shape={shape} tone={tone} /> {words}
          </li>
        ))}
      </ul>
      <ul>
        {WRITES.map(({ text, tone, words }) => (
          <li key={text}>
            <Sample text={text} tone={tone} /> {words}
          </li>
        ))}
        {ARROWS.map(({ kind, words }) => (
          <li key={kind}>
            <ArrowSample kind={kind} /> {words}
          </li>
        ))}
      </ul>
      <ul>
        {(hasBypass ? STATES : ALONE_STATES).map(({ state, words }) => (
          <li key={state}>
            <span className="marks-key-glyph">
              <SiteGlyph state={state} />
            </span>{' '}
            {words}
          </li>
        ))}
        <li>
          <span className="marks-key-hatch" aria-hidden="true" /> asleep, with what it waits for
        </li>
        <li>
          <span className="marks-key-bar" aria-hidden="true" /> how long it has waited so far
        </li>
        <li>
          <CausalSample /> a step without which the failure that was found would not happen
        </li>
      </ul>
    </div>
  );
}

/** A button that opens the key to the marks. */
export function Legend() {
  return (
    <DialogTrigger>
      <Button className="icon-button marks-key-button" aria-label="What the marks mean">
        <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
          <path d="M2 4h4v4H2zM8 5h10v2H8zM4 9.5l2.5 4.5h-5zM8 11h10v2H8zM2 16h4v2H2zM8 16h10v2H8z" />
        </svg>
      </Button>
      <Popover className="marks-key-popover" placement="top end">
        <Dialog className="marks-key">
          <Heading slot="title" className="marks-key-title">
            What the marks mean
          </Heading>
          <LegendLists />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
