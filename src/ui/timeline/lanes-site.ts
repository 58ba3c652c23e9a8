// A lane per poke descriptor: the state of its pair of sites, every store and every sync.

import { bytesToHex } from '../../core/base/index.ts';
import type { JitProg, PokeDescriptor } from '../../core/jit/index.ts';
import type { MachineEvent, SiteRef, SiteState } from '../../core/machine/index.ts';
import { sitePlaces } from '../shared/desc-sites.ts';
import { errnoName } from '../shared/lab-names.ts';
import { BandRun } from './band-run.ts';
import { BLANK_LANE, eachEvent, type Lane, type LaneInput, type Mark } from './lane-model.ts';

const NEAR_JMP = 0xe9;
/** The nop5 of today, and that of K8-era nop tables. */
const NOPS: readonly string[] = ['0f1f440000', '6666666690'];

type Which = SiteRef['which'];

function insnAt(bytes: Uint8Array): 'jmp' | 'nop' | 'moving' {
  if (bytes[0] === NEAR_JMP) return 'jmp';
  return NOPS.includes(bytesToHex(bytes)) ? 'nop' : 'moving';
}

/** C, D, B or A by the five bytes in memory at each site; 'moving' while either is torn. One site alone is empty or live. */
export function settledState(bypass: Uint8Array | null, target: Uint8Array): SiteState {
  const p2 = insnAt(target);
  if (bypass === null) return p2 === 'nop' ? 'empty' : p2 === 'jmp' ? 'live' : 'moving';
  const p1 = insnAt(bypass);
  if (p1 === 'moving' || p2 === 'moving') return 'moving';
  if (p1 === 'jmp') return p2 === 'jmp' ? 'armed' : 'empty';
  return p2 === 'jmp' ? 'live' : 'forbidden';
}

/** The sites of one descriptor as the JIT left them. */
interface Fresh {
  readonly bypass: Uint8Array | null;
  readonly target: Uint8Array;
}

class SiteDraft {
  readonly run = new BandRun();
  readonly marks: Mark[] = [];
  private readonly fresh: Fresh;
  private memory: Fresh;

  constructor(fresh: Fresh) {
    this.fresh = fresh;
    this.memory = { ...fresh };
  }

  /** The image is in place. */
  reset(step: number): void {
    this.memory = { ...this.fresh };
    this.show(step);
  }

  gone(step: number): void {
    this.run.close(step);
  }

  poke(event: MachineEvent, step: number): void {
    if (event.kind === 'store') {
      const { which } = event.site;
      const bytes = (this.memory[which] ?? new Uint8Array(5)).slice();
      bytes.set(event.after, event.off);
      this.memory = { ...this.memory, [which]: bytes };
      this.mark(step, which, 'store', storeLabel(event));
      this.show(step);
    } else if (event.kind === 'sync' && event.site) {
      this.mark(step, event.site.which, 'sync', 'sync');
    } else if (event.kind === 'poke-end' && event.ret < 0) {
      this.mark(step, event.site.which, 'failed', `-${errnoName(-event.ret)}`);
    }
  }

  private show(step: number): void {
    const state = settledState(this.memory.bypass, this.memory.target);
    this.run.set(step, { tone: state, label: state });
  }

  private mark(step: number, which: Which, tone: string, label: string): void {
    this.marks.push({
      step,
      row: which === 'target' && this.fresh.bypass !== null ? 1 : 0,
      tone,
      label,
    });
  }
}

function freshSites(jit: JitProg, poke: PokeDescriptor): Fresh {
  const bytes = jit.funcs[poke.funcIdx]?.bytes ?? new Uint8Array();
  return {
    bypass: poke.bypassOff === null ? null : bytes.slice(poke.bypassOff, poke.bypassOff + 5),
    target: bytes.slice(poke.targetOff, poke.targetOff + 5),
  };
}

function storeLabel(event: Extract<MachineEvent, { kind: 'store' }>): string {
  if (event.phase === 'tail') return 'tail';
  if (event.phase === 'whole' || event.phase === 'copy') return 'all 5';
  return (event.after[0] ?? 0).toString(16).padStart(2, '0');
}

export function siteLanes(input: LaneInput): Lane[] {
  const drafts = input.result.progs.map(({ jit }) =>
    jit ? jit.pokeTab.map((poke) => new SiteDraft(freshSites(jit, poke))) : [],
  );
  eachEvent(input.steps, (event, step) => {
    if (event.kind === 'image') for (const draft of drafts[event.progIdx] ?? []) draft.reset(step);
    if (event.kind === 'prog' && event.state === 'freed') {
      for (const draft of drafts[event.progIdx] ?? []) draft.gone(step);
    }
    if ('site' in event && event.site) {
      drafts[event.site.progIdx]?.[event.site.pokeIdx]?.poke(event, step);
    }
  });
  return drafts.flatMap((table, progIdx) =>
    table.map((draft, pokeIdx) => siteLane(input, progIdx, pokeIdx, draft)),
  );
}

function siteLane(
  { result, names, stepCount }: LaneInput,
  progIdx: number,
  pokeIdx: number,
  draft: SiteDraft,
): Lane {
  draft.run.close(stepCount);
  const poke = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  const at = poke
    ? sitePlaces(poke)
        .map(
          ({ which, byteOff }) =>
            `${names.siteMark({ progIdx, pokeIdx, which })} at +0x${byteOff.toString(16)}`,
        )
        .join(', ')
    : '';
  return {
    ...BLANK_LANE,
    id: `site-${progIdx}-${pokeIdx}`,
    kind: 'site',
    label: names.desc(progIdx, pokeIdx),
    note: poke ? names.slot(poke.mapIdx, poke.key) : '',
    hint: `State of a direct tail call in ${names.prog(progIdx)} (${at}); the marks are the writes to each site`,
    group: names.prog(progIdx),
    selection: { kind: 'site', site: { progIdx, pokeIdx, which: 'target' } },
    bands: draft.run.bands,
    marks: draft.marks,
    rows: poke
      ? sitePlaces(poke).map(({ which }) => names.siteMark({ progIdx, pokeIdx, which }))
      : [],
  };
}
