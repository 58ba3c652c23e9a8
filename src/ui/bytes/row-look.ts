// What a row shows at one moment: words and marks, for the row in the document and its picture alike.

import type { Part } from '../../core/jit/index.ts';
import type { Choice, MachineView, ProgState, SiteState } from '../../core/machine/index.ts';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import type { HighlightIndex } from '../shared/highlight-index.ts';
import type { ByteCell, Flight } from './byte-cells.ts';
import type { FuncSection, GridRow } from './byte-rows.ts';
import type { CpuPointer } from './cpu-pointers.ts';
import type { Landing } from './landing.ts';

export type InsnRow = Extract<GridRow, { kind: 'insn' }>;

/** What the run says about the rows. */
export interface GridMoment {
  readonly view: MachineView | null;
  readonly choices: readonly Choice[];
  /** CPUs by grid row. */
  readonly pointers: ReadonlyMap<number, readonly CpuPointer[]>;
}

/** What the user did to the rows. */
export interface GridMarks {
  readonly pinned: HighlightIndex;
  readonly hovered: HighlightIndex;
  /** Rows. */
  readonly breakpoints: ReadonlySet<number>;
  /** Rows that a search hit; null without a search. */
  readonly found: ReadonlySet<number> | null;
  readonly foundRow: number | null;
}

export interface GridScene extends GridMoment, GridMarks {}

/** A landing point as seen from a row: below, above, or in another grid. */
export interface WayOut extends Landing {
  readonly arrow: '↓' | '↑' | '→';
}

export interface SiteLook {
  /** "P1 bypass". */
  readonly label: string;
  /** Null before the run. */
  readonly state: SiteState | null;
  /** "jmp_table[0] = target_a". */
  readonly slot: string;
  /** Where its jump lands; null while its bytes are in flight, or where it is no jump out. */
  readonly landing: WayOut | null;
}

export interface FlightLook extends Flight {
  readonly oldAsm: string;
  readonly newAsm: string;
  /** CPUs that may fetch what was, what is and what will be. */
  readonly fetchers: Readonly<Record<'old' | 'now' | 'new', readonly CpuLetter[]>>;
}

export interface InsnLook {
  readonly kind: 'insn';
  readonly row: InsnRow;
  /** "+1c", or the kernel address. */
  readonly off: string;
  readonly part: Part;
  readonly cells: readonly ByteCell[];
  readonly flight: FlightLook | null;
  readonly asm: string;
  readonly site: SiteLook | null;
  /** Xlated slot; -1 in the prologue. */
  readonly insnIdx: number;
  /** First row of its BPF insn: only there its text is shown. */
  readonly starts: boolean;
  readonly xlated: string;
  /** Line of the lab text; '' when the row above has the same. */
  readonly source: string;
  readonly lit: 'pinned' | 'hovered' | '';
  readonly found: 'current' | 'hit' | '';
  readonly breakpoint: boolean;
  readonly pointers: readonly CpuPointer[];
  /** The image waits to be freed, or is. */
  readonly life: '' | 'leaving' | 'gone';
}

export interface FuncLook {
  readonly kind: 'func';
  readonly section: FuncSection;
  readonly isMain: boolean;
  /** "tc", or "subprogram of entry". */
  readonly type: string;
  /** Address and length; none without an image. */
  readonly facts: readonly string[];
  readonly passes: string;
  readonly state: ProgState | null;
  /** What the state is in words; null for one that is simply loaded. */
  readonly note: string | null;
}

export type RowLook = InsnLook | FuncLook;
