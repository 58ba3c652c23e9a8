// The way of a pair of sites through its states up to the cursor: how often each edge was taken, and in which
// order. Everything is a search by bisection in lists that are made once for a run.

import type { DescHistory, DescView, SiteState, Transition } from '../../core/machine/index.ts';
import { countBefore } from '../../store/histories.ts';

export type RestState = Exclude<SiteState, 'moving' | 'nops'>;
/** "live armed": from one state to the next. */
export type EdgeId = `${RestState} ${RestState}`;

/** How an edge was taken so far. */
export interface EdgeUse {
  readonly count: number;
  /** Step that took it last. */
  readonly last: number;
  /** Places in the whole way, from 1: those among the latest only. */
  readonly orders: readonly number[];
}

export interface SitePath {
  readonly state: SiteState;
  /** The state that it left, or is in. */
  readonly rest: RestState;
  /** The edge that a poke under way is on. */
  readonly moving: EdgeId | null;
  readonly edges: ReadonlyMap<EdgeId, EdgeUse>;
  /** States come through, the latest last. */
  readonly latest: readonly RestState[];
  readonly count: number;
}

/** Places in the way that an edge shows. */
const LATEST = 5;

const edgesOf = new WeakMap<DescHistory, ReadonlyMap<EdgeId, readonly Transition[]>>();

function byEdge(history: DescHistory): ReadonlyMap<EdgeId, readonly Transition[]> {
  const known = edgesOf.get(history);
  if (known) return known;
  const edges = new Map<EdgeId, Transition[]>();
  for (const transition of history.transitions) {
    const id = `${transition.from} ${transition.to}` as EdgeId;
    const list = edges.get(id);
    if (list) list.push(transition);
    else edges.set(id, [transition]);
  }
  edgesOf.set(history, edges);
  return edges;
}

function stateOf(isP1Jmp: boolean, isP2Jmp: boolean): RestState {
  if (isP1Jmp) return isP2Jmp ? 'armed' : 'empty';
  return isP2Jmp ? 'live' : 'forbidden';
}

const JMP = 0xe9;

/** Where the poke under way leads to. */
function movingTo(rest: RestState, { bypass, target }: DescView): RestState {
  const isP1Jmp = rest === 'empty' || rest === 'armed';
  const isP2Jmp = rest === 'armed' || rest === 'live';
  return stateOf(
    bypass?.poke ? bypass.poke.new[0] === JMP : isP1Jmp,
    target.poke ? target.poke.new[0] === JMP : isP2Jmp,
  );
}

function ordersOf(history: DescHistory, total: number): Map<EdgeId, number[]> {
  const orders = new Map<EdgeId, number[]>();
  for (let nth = Math.max(0, total - LATEST); nth < total; nth++) {
    const transition = history.transitions[nth];
    if (!transition) continue;
    const id = `${transition.from} ${transition.to}` as EdgeId;
    orders.set(id, [...(orders.get(id) ?? []), nth + 1]);
  }
  return orders;
}

/** The way of `desc`, as it is after `cursor` steps. */
export function sitePath(history: DescHistory, desc: DescView, cursor: number): SitePath {
  const total = countBefore(history.transitions, cursor);
  const orders = ordersOf(history, total);
  const edges = new Map<EdgeId, EdgeUse>();
  for (const [id, list] of byEdge(history)) {
    const count = countBefore(list, cursor);
    const last = list[count - 1];
    if (last) edges.set(id, { count, last: last.step, orders: orders.get(id) ?? [] });
  }
  const latest = history.transitions
    .slice(Math.max(0, total - LATEST), total)
    .map(({ to }) => to as RestState);
  const before = history.transitions[total - 1]?.to as RestState | undefined;
  const settled = desc.state === 'nops' ? 'forbidden' : desc.state;
  const rest = settled === 'moving' ? (before ?? 'empty') : settled;
  const moving: EdgeId | null = desc.state === 'moving' ? `${rest} ${movingTo(rest, desc)}` : null;
  return { state: desc.state, rest, moving, edges, latest, count: total };
}

/** Equal for equal ways: the diagram is drawn again only when this changes. */
export function pathKey({ state, moving, edges }: SitePath): string {
  const uses = [...edges].map(([id, { count, orders }]) => `${id} ${count} ${orders.join('.')}`);
  return `${state} ${moving} ${uses.join(', ')}`;
}

/** The way in words, for those who do not see the picture. */
export function pathWords({ state, moving, latest, count }: SitePath): string {
  const now = moving ? `on the way from ${moving.replace(' ', ' to ')}` : `now ${state}`;
  if (count === 0) return `${now}; nothing has been poked yet`;
  const more = count > latest.length ? 'last ' : '';
  return `${now}; came through ${more}${latest.join(', ')}`;
}
