// What the lab declares: maps, programs and functions share one set of names, as symbols of an object do.

import type { Span } from '../base/index.ts';
import { helperByName } from '../bpf/index.ts';
import type { LabName } from './lab.ts';
import type { Reports } from './reports.ts';

export type NameKind = 'map' | 'prog' | 'func';

interface Declared {
  readonly kind: NameKind;
  readonly span: Span;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.$]*$/;
const REGISTER = /^[rw](?:[0-9]|1[01])$/;
const RESERVED: ReadonlySet<string> = new Set(['none', 'll', 's', 'skb', 'goto', 'in']);

/** What to say when no declared name is near. */
const DECLARE: Readonly<Record<NameKind, (name: string) => string>> = {
  map: (name) => `declare it: \`.map ${name} prog_array max_entries=N\`, or another type`,
  prog: (name) => `declare it: \`.prog ${name} TYPE\``,
  func: (name) => `declare it: \`.func ${name}\``,
};

export class Names {
  private readonly declared = new Map<string, Declared>();
  private readonly reports: Reports;

  constructor(reports: Reports) {
    this.reports = reports;
  }

  kindOf(name: string): NameKind | null {
    return this.declared.get(name)?.kind ?? null;
  }

  /** Reports a bad or taken name and says whether the declaration stands. */
  declare(kind: NameKind, { name, span }: LabName): boolean {
    if (!NAME.test(name) || REGISTER.test(name) || RESERVED.has(name)) {
      const what = REGISTER.test(name) ? 'is a register' : 'cannot be a name';
      this.reports.error('bad-name', span, `'${name}' ${what}`);
      return false;
    }
    const first = this.declared.get(name);
    if (first !== undefined) {
      this.reports.error('duplicate-name', span, `symbol '${name}' is already defined`, {
        related: [{ span: first.span, message: `'${name}' is a ${first.kind} from here on` }],
      });
      return false;
    }
    this.declared.set(name, { kind, span });
    return true;
  }

  /** True if `name` is of this kind; reports it otherwise. */
  need(kind: NameKind, { name, span }: LabName): boolean {
    const found = this.kindOf(name);
    if (found === kind) return true;
    if (found !== null) {
      this.reports.error('wrong-kind', span, `'${name}' is a ${found}, not a ${kind}`);
      return false;
    }
    const hint = this.suggest(name, kind) ?? DECLARE[kind](name);
    this.reports.error('undefined-symbol', span, `undefined symbol '${name}'`, { hint });
    return false;
  }

  /** "Did you mean" among the declared names of a kind, and other candidates. */
  private suggest(name: string, kind: NameKind, others: Iterable<string> = []): string | undefined {
    return this.reports.suggest(name, this.candidates(kind, others));
  }

  private *candidates(kind: NameKind, others: Iterable<string>): Generator<string> {
    for (const [name, known] of this.declared) if (known.kind === kind) yield name;
    yield* others;
  }

  /** What to say about `call NAME` where NAME is nothing callable. */
  adviseCall(name: string, others: readonly string[]): string | undefined {
    const kind = this.kindOf(name);
    if (kind === 'prog')
      return `a program is reached by a tail call; declare it with .func to call it`;
    if (kind === 'map') return 'a map cannot be called';
    if (helperByName(name) !== null) return undefined;
    return this.suggest(name, 'func', others);
  }
}
