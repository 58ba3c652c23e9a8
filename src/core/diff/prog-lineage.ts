// One program on its way from one build to another: every group of every function.

import { type AnchoredFunc, type AnchoredGroup } from './anchored.ts';
import { Lineage, type LineageRow } from './lineage.ts';

interface FuncTrack {
  readonly lineages: Map<string, Lineage>;
}

/** Functions have names; a main program is `` whatever it is called. */
function nameOf(func: AnchoredFunc): string {
  return func.isMain ? '' : func.image.name;
}

export class ProgLineage {
  private readonly tracks = new Map<string, FuncTrack>();
  /** Steps under which the program did not load: what they changed shows at the next one that it loads under. */
  private pending: string[] = [];

  constructor(funcs: readonly AnchoredFunc[]) {
    for (const func of funcs) {
      const track = this.track(nameOf(func));
      for (const { key, units } of func.groups.values())
        track.lineages.set(key, new Lineage(units));
    }
  }

  /** The program as it is after a step that changed `cause`. No functions: it was refused. */
  follow(funcs: readonly AnchoredFunc[], cause: string): void {
    this.pending.push(cause);
    if (funcs.length === 0) return;
    const byName = new Map(funcs.map((func) => [nameOf(func), func]));
    for (const name of new Set([...this.tracks.keys(), ...byName.keys()])) {
      this.followFunc(this.track(name), byName.get(name)?.groups ?? new Map());
    }
    this.pending = [];
  }

  rowsOf(func: AnchoredFunc, key: string): LineageRow[] {
    return this.tracks.get(nameOf(func))?.lineages.get(key)?.rows() ?? [];
  }

  private track(name: string): FuncTrack {
    const known = this.tracks.get(name) ?? { lineages: new Map() };
    this.tracks.set(name, known);
    return known;
  }

  private followFunc({ lineages }: FuncTrack, groups: ReadonlyMap<string, AnchoredGroup>): void {
    for (const [key, lineage] of lineages) {
      lineage.follow(groups.get(key)?.units ?? [], this.pending);
    }
    for (const [key, { units }] of groups) {
      if (lineages.has(key)) continue;
      const lineage = new Lineage([]);
      lineage.follow(units, this.pending);
      lineages.set(key, lineage);
    }
  }
}
