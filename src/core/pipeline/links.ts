// Position maps in all directions: source text, xlated slots, bytes, poke sites, slots, steps.

import { at, type Span, unreachable } from '../base/index.ts';
import { type FuncImage, type PokeDescriptor, siteKinds, siteOff } from '../jit/index.ts';
import type { LockRef, MachineEvent, SiteRef, Step } from '../machine/index.ts';
import type { LabResult, ProgResult } from './result.ts';
import type { ByteRange, Highlight, Selection } from './selection.ts';

const POKE_LEN = 5;

/** Collects places without repeats. */
class Places {
  readonly spans = new Map<string, Span>();
  readonly insns = new Map<string, { progIdx: number; insnIdx: number }>();
  readonly bytes = new Map<string, ByteRange>();
  readonly steps = new Set<number>();

  addSpan(span: Span | null | undefined): void {
    if (span) this.spans.set(`${span.start}-${span.end}`, span);
  }

  addInsn(progIdx: number, insnIdx: number): void {
    this.insns.set(`${progIdx}-${insnIdx}`, { progIdx, insnIdx });
  }

  addBytes(range: ByteRange): void {
    this.bytes.set(`${range.progIdx}-${range.funcIdx}-${range.start}-${range.end}`, range);
  }

  toHighlight(): Highlight {
    return {
      spans: [...this.spans.values()],
      insns: [...this.insns.values()],
      bytes: [...this.bytes.values()],
      steps: [...this.steps].sort((a, b) => a - b),
    };
  }
}

function overlaps(a: Span, b: Span): boolean {
  if (a.start === a.end) return b.start <= a.start && a.start <= b.end;
  return a.start < b.end && b.start < a.end;
}

function funcOfSlot(prog: ProgResult, insnIdx: number): FuncImage | undefined {
  const idx = prog.xlated?.subprogs.findIndex((s) => s.start <= insnIdx && insnIdx < s.end) ?? -1;
  return prog.jit?.funcs[idx];
}

/** Bytes of one xlated slot, or undefined when it has none (second half of ld_imm64). */
export function bytesOfSlot(
  result: LabResult,
  progIdx: number,
  insnIdx: number,
): ByteRange | undefined {
  const prog = result.progs[progIdx];
  const func = prog && funcOfSlot(prog, insnIdx);
  const start = prog?.xlated?.subprogs[func?.funcIdx ?? -1]?.start;
  if (!func || start === undefined) return undefined;
  const from = func.addrs[insnIdx - start] ?? 0;
  const to = func.addrs[insnIdx - start + 1] ?? from;
  return to > from ? { progIdx, funcIdx: func.funcIdx, start: from, end: to } : undefined;
}

/** Place in the lab text of an xlated slot. */
export function spanOfSlot(prog: ProgResult, insnIdx: number): Span | undefined {
  const source = prog.xlated?.origin[insnIdx];
  return source === undefined ? undefined : prog.spans[source];
}

/** The descriptor that a site belongs to. */
export function descriptorOf(result: LabResult, site: SiteRef): PokeDescriptor | undefined {
  return result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
}

/** The five bytes of a site. */
export function bytesOfSite(result: LabResult, site: SiteRef): ByteRange | undefined {
  const desc = descriptorOf(result, site);
  if (!desc) return undefined;
  const start = siteOff(desc, site.which);
  return { progIdx: site.progIdx, funcIdx: desc.funcIdx, start, end: start + POKE_LEN };
}

function siteOfEvent(event: MachineEvent): SiteRef | null {
  return 'site' in event ? event.site : null;
}

function siteKey({ progIdx, pokeIdx, which }: SiteRef): string {
  return `${progIdx}/${pokeIdx}/${which}`;
}

/** Steps by site, made once for a result: a long run is not searched at every move of the mouse. */
const stepsBySite = new WeakMap<LabResult, ReadonlyMap<string, readonly number[]>>();

function indexSteps(result: LabResult): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  result.timeline?.steps.forEach((step, idx) => {
    for (const event of step.events) {
      const site = siteOfEvent(event);
      if (!site) continue;
      const steps = index.get(siteKey(site)) ?? [];
      if (steps.at(-1) !== idx) steps.push(idx);
      index.set(siteKey(site), steps);
    }
  });
  return index;
}

function addSiteSteps(places: Places, result: LabResult, site: SiteRef): void {
  const index = stepsBySite.get(result) ?? indexSteps(result);
  stepsBySite.set(result, index);
  for (const idx of index.get(siteKey(site)) ?? []) places.steps.add(idx);
}

/** The steps of its sites, if the slot is a direct tail call. */
function addCallSteps(places: Places, result: LabResult, progIdx: number, insnIdx: number): void {
  const pokeTab = result.progs[progIdx]?.jit?.pokeTab ?? [];
  const pokeIdx = pokeTab.findIndex((desc) => desc.insnIdx === insnIdx);
  if (pokeIdx < 0) return;
  for (const which of siteKinds(at(pokeTab, pokeIdx))) {
    addSiteSteps(places, result, { progIdx, pokeIdx, which });
  }
}

function touchesSlot(step: Step, mapIdx: number, key: number): boolean {
  return step.events.some(
    (event) => event.kind === 'slot-write' && event.mapIdx === mapIdx && event.key === key,
  );
}

function addSlot(places: Places, result: LabResult, progIdx: number, insnIdx: number): void {
  const prog = result.progs[progIdx];
  if (!prog?.xlated) return;
  places.addInsn(progIdx, insnIdx);
  places.addSpan(spanOfSlot(prog, insnIdx));
  const bytes = bytesOfSlot(result, progIdx, insnIdx);
  if (bytes) places.addBytes(bytes);
  addCallSteps(places, result, progIdx, insnIdx);
}

function addSpan(places: Places, result: LabResult, span: Span): void {
  result.progs.forEach((prog, progIdx) => {
    prog.xlated?.origin.forEach((source, insnIdx) => {
      const own = prog.spans[source];
      if (own && overlaps(span, own)) addSlot(places, result, progIdx, insnIdx);
    });
  });
  result.timeline?.steps.forEach((step, idx) => {
    if (!step.source || !overlaps(span, step.source)) return;
    places.addSpan(step.source);
    places.steps.add(idx);
  });
  if (places.spans.size === 0) places.addSpan(span);
}

function addBytes(places: Places, result: LabResult, range: ByteRange): void {
  const func = result.progs[range.progIdx]?.jit?.funcs[range.funcIdx];
  if (!func) return;
  places.addBytes(range);
  const { byteOff, insnIdx } = func.insns;
  for (let i = 0; i < byteOff.length; i++) {
    const start = byteOff[i] ?? 0;
    const end = byteOff[i + 1] ?? func.bytes.length;
    const slot = insnIdx[i] ?? -1;
    if (slot < 0 || start >= range.end || end <= range.start) continue;
    places.addInsn(range.progIdx, slot);
    const prog = result.progs[range.progIdx];
    if (prog) places.addSpan(spanOfSlot(prog, slot));
  }
}

function addSite(places: Places, result: LabResult, site: SiteRef): void {
  const desc = descriptorOf(result, site);
  const bytes = bytesOfSite(result, site);
  const prog = result.progs[site.progIdx];
  if (!desc || !bytes || !prog) return;
  places.addBytes(bytes);
  places.addInsn(site.progIdx, desc.insnIdx);
  places.addSpan(spanOfSlot(prog, desc.insnIdx));
}

function addStepsWhere(places: Places, result: LabResult, test: (step: Step) => boolean): void {
  result.timeline?.steps.forEach((step, idx) => {
    if (test(step)) places.steps.add(idx);
  });
}

/** All sites of every descriptor that follows a slot. */
function sitesOfSlot(result: LabResult, mapIdx: number, key: number): SiteRef[] {
  return result.progs.flatMap((prog, progIdx) =>
    (prog.jit?.pokeTab ?? []).flatMap((desc, pokeIdx) =>
      desc.mapIdx === mapIdx && desc.key === key
        ? siteKinds(desc).map((which) => ({ progIdx, pokeIdx, which }))
        : [],
    ),
  );
}

function addStep(places: Places, result: LabResult, idx: number): void {
  const step = result.timeline?.steps[idx];
  if (!step) return;
  places.steps.add(idx);
  places.addSpan(step.source);
  for (const event of step.events) {
    const site = siteOfEvent(event);
    if (site) addSite(places, result, site);
  }
}

/** The sites of a descriptor, and every step that touches one of them. */
function addDesc(places: Places, result: LabResult, progIdx: number, pokeIdx: number): void {
  const desc = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  for (const which of desc ? siteKinds(desc) : []) {
    const site = { progIdx, pokeIdx, which };
    addSite(places, result, site);
    addSiteSteps(places, result, site);
  }
}

/** The name of a program, its images, and the steps in which something becomes of it. */
function addProg(places: Places, result: LabResult, progIdx: number): void {
  const prog = result.progs[progIdx];
  if (!prog) return;
  places.addSpan(prog.span);
  for (const { funcIdx, bytes } of prog.jit?.funcs ?? []) {
    places.addBytes({ progIdx, funcIdx, start: 0, end: bytes.length });
  }
  addStepsWhere(places, result, ({ events }) =>
    events.some((event) => PROG_EVENTS.has(event.kind) && progOf(event) === progIdx),
  );
}

/** Events in the life of a program, and its runs. */
const PROG_EVENTS: ReadonlySet<MachineEvent['kind']> = new Set([
  'prog',
  'image',
  'run-begin',
  'run-end',
  'tail-call',
  'track',
  'untrack',
]);

function progOf(event: MachineEvent): number | null {
  return 'progIdx' in event ? event.progIdx : null;
}

/** The statements of an actor, and its steps. */
function addActor(places: Places, result: LabResult, actor: number): void {
  for (const { source } of result.input?.actors[actor]?.ops ?? []) places.addSpan(source);
  addStepsWhere(places, result, (step) => step.actor === actor);
}

function sameLock(a: LockRef, b: LockRef): boolean {
  if (a.kind !== 'poke_mutex') return a.kind === b.kind;
  return b.kind === a.kind && b.mapIdx === a.mapIdx;
}

/** The steps in which a lock is taken, given back or waited for. */
function addLock(places: Places, result: LabResult, lock: LockRef): void {
  addStepsWhere(places, result, ({ events }) =>
    events.some((event) => 'lock' in event && sameLock(event.lock, lock)),
  );
}

/** Everything that `selection` touches, in every view. Empty for null. */
export function highlightFor(result: LabResult, selection: Selection | null): Highlight {
  const places = new Places();
  if (!selection) return places.toHighlight();
  switch (selection.kind) {
    case 'source':
      addSpan(places, result, selection.span);
      break;
    case 'insn':
      addSlot(places, result, selection.progIdx, selection.insnIdx);
      break;
    case 'bytes': {
      const { progIdx, funcIdx, start, end } = selection;
      addBytes(places, result, { progIdx, funcIdx, start, end });
      break;
    }
    case 'site':
      addSite(places, result, selection.site);
      addSiteSteps(places, result, selection.site);
      break;
    case 'slot':
      for (const site of sitesOfSlot(result, selection.mapIdx, selection.key)) {
        addSite(places, result, site);
      }
      addStepsWhere(places, result, (step) => touchesSlot(step, selection.mapIdx, selection.key));
      break;
    case 'desc':
      addDesc(places, result, selection.progIdx, selection.pokeIdx);
      break;
    case 'prog':
      addProg(places, result, selection.progIdx);
      break;
    case 'cpu':
      addActor(places, result, selection.actor);
      break;
    case 'lock':
      addLock(places, result, selection.lock);
      break;
    case 'step':
      addStep(places, result, selection.step);
      break;
    default:
      unreachable(selection);
  }
  return places.toHighlight();
}
