// The page's state, in one place: what the user typed, what came of it, and where they look.

import type { Action, MachineEvent, Policy, RunTarget, Step } from '../core/machine/index.ts';
import type { LabResult, Selection, Timeline } from '../core/pipeline/index.ts';
import type { OpeningStep } from '../labs/index.ts';
import type { EmbedOptions } from '../url/embed-options.ts';
import type { Pane } from '../url/schema.ts';
import type { ExplorerActions, ExplorerState } from './explorer-model.ts';
import type { OpenView, PipelineChoice } from './open-view.ts';

export type { Highlight, Selection } from '../core/pipeline/index.ts';
export type { EmbedOptions } from '../url/embed-options.ts';
export type { Pane } from '../url/schema.ts';

export type EngineState = 'starting' | 'ready' | 'busy' | 'crashed';
export type Theme = 'system' | 'light' | 'dark' | 'contrast';
/** Programs one below the other, or each in a column of its own. */
export type BytesLayout = 'stacked' | 'side-by-side';
/** Offsets from the start of a function's image, or kernel addresses. */
export type Addressing = 'offset' | 'address';
export type TimelineView = 'lanes' | 'events';
/** What stands below the panes: the run, or how the programs came to be what they are. */
export type LowerView = 'run' | 'pipeline';

/** Positions of the cursor, both included; `from` < `to`. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

export type Syntax = 'att' | 'intel';

/** What a notice's button does; `takeOffer` does it. */
export type Offer =
  /** Puts a lab text into the editor. */
  | { readonly label: string; readonly text: string }
  /** The run that the lab has without any choices of the user's. */
  | { readonly label: string; readonly run: 'own' }
  /** Cuts the run after so many steps, to be steered on from there. */
  | { readonly label: string; readonly run: 'from'; readonly cursor: number }
  /** Puts a named lab back that was removed. */
  | { readonly label: string; readonly lab: NamedLab }
  /** A newer version of the page takes this one's place. */
  | { readonly label: string; readonly page: 'update' };

/** A message that stays until the user closes it: bad link, crash, newer link. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly body: string;
  /** Something that the user can do about it from here. */
  readonly offer?: Offer;
}

/** Where a run shall stop on its way. Byte and insn stop before the instruction, the others behind the step. */
export type Breakpoint =
  /** The x86 instruction that byte `byteOff` of a function's image belongs to. */
  | {
      readonly kind: 'byte';
      readonly progIdx: number;
      readonly funcIdx: number;
      readonly byteOff: number;
    }
  /** First x86 instruction of a slot of the xlated program. */
  | { readonly kind: 'insn'; readonly progIdx: number; readonly insnIdx: number }
  /** A line of the protocol in force; stops before the step that runs it. */
  | { readonly kind: 'protocol'; readonly role: 'map_poke' | 'text_poke'; readonly line: number }
  /** Stops behind a step with an event of this kind. */
  | { readonly kind: 'event'; readonly event: MachineEvent['kind'] };

/** An expression over registers, memory and slots, as typed; it may be wrong. See `watchValues`. */
export interface Watch {
  readonly text: string;
}

/** A run that another took the place of. */
export interface CutRun {
  readonly timeline: Timeline;
  readonly cursor: number;
  readonly schedule: readonly Action[];
  readonly policy: Policy | null;
  readonly steered: boolean;
  /** The one that this one had taken the place of. */
  readonly before: CutRun | null;
}

/** How a result differs from what a link was made of. */
export interface Drift {
  readonly notice: Notice;
  /** Steps that are surely the same; null where the steps are not what differs. */
  readonly cursor: number | null;
}

/** What to do with the first result of a text that was opened, not typed. */
export interface Arrival {
  readonly opensAt: number | OpeningStep;
  /** Instructions into the step behind that. */
  readonly inside: number;
  readonly pinned: Selection | null;
  /** For a link: compares its check values with what the page makes of it, and says if they differ. */
  readonly check: ((result: LabResult) => Drift | null) | null;
}

export interface PageState extends ExplorerState {
  readonly text: string;
  /** Id of the built-in lab that the text is, or began as; null for one's own. */
  readonly labId: string | null;
  /** The named lab that is being edited. */
  readonly workspace: WorkspaceRef | null;
  /** All named labs, newest first; null before they were asked for. */
  readonly workspaces: readonly NamedLab[] | null;
  /** Raised when the text was opened, not typed: the editor takes it over whole. */
  readonly openings: number;
  readonly arrival: Arrival | null;
  /** Fragment of the address bar, as long as it describes the text; '' otherwise. */
  readonly fragment: string;

  /** Last result without errors in the way of a run; stays on screen while the text is broken. */
  readonly result: LabResult | null;
  /** The text that `result` is of: spans are places in it. */
  readonly resultText: string;
  /** True when the present text has no picture of its own, so that an older one is shown. */
  readonly stale: boolean;
  /** Diagnostics of the present text. */
  readonly diagnostics: LabResult['diagnostics'];
  readonly engine: EngineState;
  /** The machine is here to be steered on the page's own thread; sessions are null before. */
  readonly canSteer: boolean;

  /** Number of steps done, 0..steps.length. */
  readonly cursor: number;
  /** x86 instructions done inside the step that follows; 0 between steps. */
  readonly inside: number;
  readonly playing: boolean;
  /** Times the base rate, SPEEDS. */
  readonly speed: number;

  /** Choices that the run follows from time zero on, as far as it can. */
  readonly schedule: readonly Action[];
  /** Who goes on behind them; null: nobody, the run stops where the user stopped. */
  readonly policy: Policy | null;
  /** The user made choices: the run is not the lab's own. */
  readonly steered: boolean;
  /** The future that was cut last, which `undoCut` brings back. */
  readonly cut: CutRun | null;
  readonly breakpoints: readonly Breakpoint[];
  readonly watches: readonly Watch[];

  /** Pinned by a click; Esc clears. */
  readonly pinned: Selection | null;
  /** Under the pointer. */
  readonly hovered: Selection | null;

  readonly theme: Theme;
  readonly syntax: Syntax;
  readonly bytesLayout: BytesLayout;
  readonly addressing: Addressing;
  readonly timelineView: TimelineView;
  readonly lowerView: LowerView;
  readonly pipeline: PipelineChoice;
  /** A view over the panes; null: none is open. */
  readonly view: OpenView | null;
  /** Notes of the last result between the words of the text. */
  readonly inlayNotes: boolean;
  /** Ids of lanes that are folded to a line. */
  readonly foldedLanes: readonly string[];
  /** Playing goes round in it. */
  readonly loop: StepRange | null;
  /** Panes that are shown large, with nothing else; null: no presentation. */
  readonly presenting: readonly Pane[] | null;
  /** Null: the page has a window of its own. */
  readonly embed: EmbedOptions | null;
  /** The pane that a narrow page shows. */
  readonly pane: Pane;
  /** The hint for first-time visitors is shown until they close it. */
  readonly welcome: boolean;

  readonly notices: readonly Notice[];
}

/** A named lab, without what is in it. */
export interface WorkspaceRef {
  readonly id: string;
  readonly name: string;
}

/** A lab as it was left. */
export interface Draft
  extends Pick<
    PageState,
    'schedule' | 'policy' | 'steered' | 'finding' | 'breakpoints' | 'watches'
  > {
  readonly text: string;
  readonly labId: string | null;
  readonly cursor: number;
  /** The named lab that this is the text of. */
  readonly workspace: WorkspaceRef | null;
}

/** A lab that the user gave a name. */
export interface NamedLab extends WorkspaceRef {
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly draft: Draft;
}

/** A text of the user's that the browser keeps. */
export interface KeptText {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export interface LabFile {
  readonly name: string;
  readonly text: string;
}

/** How a link treats the cursor. */
export type ShareStart = 'here' | 'beginning';

export interface PageActions extends ExplorerActions {
  /** The user typed. */
  edit(text: string): void;
  openLab(id: string): void;
  /** Replaces the text by one from a file or a notice. */
  openText(text: string): void;
  /** Opens what a file holds: a shared state, or a plain lab. */
  openFile(content: string): Promise<void>;
  /** Opens a link's fragment; says why when it cannot, and then changes nothing else. */
  openFragment(fragment: string): Promise<void>;
  /** Goes on where a draft was left. */
  openDraft(draft: Draft): void;
  /** Reads the named labs. */
  loadWorkspaces(): Promise<void>;
  /** Keeps the text on screen, with its run, under a name of its own. */
  saveAs(name: string): Promise<void>;
  openWorkspace(id: string): void;
  renameWorkspace(id: string, name: string): Promise<void>;
  removeWorkspace(id: string): Promise<void>;
  restoreWorkspace(lab: NamedLab): Promise<void>;
  /** Files as named labs, which are named after them. */
  importLabs(files: readonly LabFile[]): Promise<void>;
  /** Takes the last change back: of the text, the run, breakpoints or watches. */
  undo(): void;
  redo(): void;
  /** The user's own texts, newest first, those of other tabs included. */
  keptTexts(): readonly KeptText[];
  forgetText(id: string): void;
  /** Runs the engine on the present text. */
  compile(): void;

  /** Goes behind `cursor` steps, and `inside` x86 instructions into the one that follows. */
  seek(cursor: number, inside?: number): void;
  step(delta: number): void;
  /** One step on while playing: the next one, or back to the beginning of the loop. */
  beat(): void;
  playPause(): void;
  setSpeed(speed: number): void;

  /** Takes a choice at the cursor: the next step if it is that, else the future is cut. */
  choose(action: Action): void;
  /**
   * Runs an actor on from the cursor, to a place that people name; says so when it does not get there.
   * `age`: stores that its first fetch does not see.
   */
  runTo(actor: number, target: RunTarget, age?: number): void;
  /** Everything behind the cursor anew by a policy; through the worker. */
  runOn(policy: Policy): void;
  /** Puts a whole run, from its first step on, in place of this one: a step was moved by hand. */
  takeRun(steps: readonly Step[], cursor: number): void;
  /** Cuts what is behind the cursor, to be steered from here. */
  cutHere(): void;
  /** The lab's own run. */
  resetRun(): void;
  /** Brings the future back that was cut last. */
  undoCut(): void;
  /** Goes by x86 instructions through folded blocks; by steps elsewhere. */
  stepInsn(delta: number): void;
  /** To the next or previous hit of a breakpoint, or the end of the run. */
  continueTo(direction: 'next' | 'previous'): void;
  toggleBreakpoint(breakpoint: Breakpoint): void;
  clearBreakpoints(): void;
  addWatch(text: string): void;
  removeWatch(idx: number): void;

  hover(selection: Selection | null): void;
  /** Pins; pins nothing more when it is pinned already. */
  pin(selection: Selection | null): void;

  setTheme(theme: Theme): void;
  setSyntax(syntax: Syntax): void;
  setBytesLayout(layout: BytesLayout): void;
  setAddressing(addressing: Addressing): void;
  setTimelineView(view: TimelineView): void;
  setLowerView(view: LowerView): void;
  setPipeline(choice: PipelineChoice): void;
  setView(view: OpenView | null): void;
  setInlayNotes(shown: boolean): void;
  toggleLane(id: string): void;
  /** Folds these lanes, and no others. */
  foldLanes(ids: readonly string[]): void;
  setLoop(loop: StepRange | null): void;
  present(panes: readonly Pane[] | null): void;
  setPane(pane: Pane): void;
  closeWelcome(): void;

  notify(notice: Notice): void;
  dismiss(id: string): void;
  /** Does what a notice offers, and closes it. */
  takeOffer(notice: Notice): void;
}

export type Page = PageState & PageActions;

/** A part of the page's state with its actions. */
export type Slice<K extends keyof Page> = (
  set: (partial: Partial<Page>) => void,
  get: () => Page,
) => Pick<Page, K>;
