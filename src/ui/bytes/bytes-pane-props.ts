import type { Choice, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type {
  Addressing,
  Breakpoint,
  BytesLayout,
  Highlight,
  Selection,
} from '../../store/model.ts';
import type { InsidePlace } from './cpu-pointers.ts';
import type { Syntax } from './insn-text.ts';

export interface BytesPaneProps {
  readonly result: LabResult;
  /** True when `result` is not of the present text. */
  readonly stale: boolean;
  /** What is wrong with the present text, in a line. */
  readonly problem?: string | null;
  /** The machine at the cursor; null shows the images as the JIT made them. */
  readonly view: MachineView | null;
  /** What can be done at the cursor, for what CPUs may fetch. */
  readonly choices?: readonly Choice[];
  /** Where a CPU is inside of a folded step. */
  readonly insidePlace?: InsidePlace | null;
  readonly highlight: Highlight;
  readonly hoveredHighlight: Highlight;
  readonly pinned?: Selection | null;
  readonly syntax: Syntax;
  readonly addressing?: Addressing;
  readonly layout?: BytesLayout;
  /** The lab text that the result is of. */
  readonly text?: string;
  readonly breakpoints?: readonly Breakpoint[];
  /** Goes into the detail of the `bytes-painted` mark. */
  readonly revision?: number;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
  onToggleBreakpoint?(breakpoint: Breakpoint): void;
  onSeek?(cursor: number): void;
  onSyntax?(syntax: Syntax): void;
  onAddressing?(addressing: Addressing): void;
  onLayout?(layout: BytesLayout): void;
}

/** All of them, with what stands for the absent ones. */
export type FullProps = Required<BytesPaneProps>;

const nothing = (): void => undefined;

const ABSENT = {
  problem: null,
  choices: [],
  insidePlace: null,
  pinned: null,
  addressing: 'offset',
  layout: 'stacked',
  text: '',
  breakpoints: [],
  revision: 0,
  onToggleBreakpoint: nothing,
  onSeek: nothing,
  onSyntax: nothing,
  onAddressing: nothing,
  onLayout: nothing,
} as const;

export function fullProps(props: BytesPaneProps): FullProps {
  return { ...ABSENT, ...props };
}
