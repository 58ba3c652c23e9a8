// A lane per poke descriptor: the state of its pair of sites, every store and every sync.

import type { MachineEvent, SiteState } from '../../core/machine/index.ts';
import { BandRun } from './band-run.ts';
import { eachEvent, type Lane, type LaneInput, type Mark } from './lane-model.ts';

const NEAR_JMP = 0xe9;

/** What the two sites hold when no poke is under way. */
interface Sites {
  bypass: 'jmp' | 'nop';
  target: 'jmp' | 'nop';
}

/** C, D, B or A by what the two sites hold. */
export function settledState({ bypass, target }: Sites): SiteState {
  if (bypass === 'jmp') return target === 'jmp' ? 'armed' : 'empty';
  return target === 'jmp' ? 'live' : 'forbidden';
}

class SiteDraft {
  readonly run = new BandRun();
  readonly marks: Mark[] = [];
  private sites: Sites = { bypass: 'jmp', target: 'nop' };
  private wanted: 'jmp' | 'nop' = 'nop';

  /** The image is in place, both sites as the JIT left them. */
  reset(step: number): void {
    this.sites = { bypass: 'jmp', target: 'nop' };
    this.settle(step);
  }

  gone(step: number): void {
    this.run.close(step);
  }

  poke(event: MachineEvent, step: number): void {
    if (event.kind === 'poke-begin') {
      this.wanted = event.wanted[0] === NEAR_JMP ? 'jmp' : 'nop';
    } else if (event.kind === 'store') {
      this.run.set(step, { tone: 'moving', label: 'moving' });
      this.mark(step, event.site.which, 'store', storeLabel(event));
    } else if (event.kind === 'sync' && event.site) {
      this.mark(step, event.site.which, 'sync', 'sync');
    } else if (event.kind === 'poke-end') {
      if (event.ret === 0) this.sites[event.site.which] = this.wanted;
      if (event.ret < 0) this.mark(step, event.site.which, 'failed', `ret ${event.ret}`);
      this.settle(step);
    }
  }

  private settle(step: number): void {
    const state = settledState(this.sites);
    this.run.set(step, { tone: state, label: state });
  }

  private mark(step: number, which: 'bypass' | 'target', tone: string, label: string): void {
    this.marks.push({ step, row: which === 'bypass' ? 0 : 1, tone, label });
  }
}

function storeLabel(event: Extract<MachineEvent, { kind: 'store' }>): string {
  if (event.phase === 'tail') return 'tail';
  if (event.phase === 'whole') return 'all 5';
  return (event.after[0] ?? 0).toString(16).padStart(2, '0');
}

export function siteLanes(input: LaneInput): Lane[] {
  const drafts = input.result.progs.map((prog) =>
    (prog.jit?.pokeTab ?? []).map(() => new SiteDraft()),
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
  return {
    id: `site-${progIdx}-${pokeIdx}`,
    kind: 'site',
    label: names.desc(progIdx, pokeIdx),
    note: poke ? names.slot(poke.mapIdx, poke.key) : '',
    selection: { kind: 'site', site: { progIdx, pokeIdx, which: 'target' } },
    bands: draft.run.bands,
    marks: draft.marks,
  };
}
