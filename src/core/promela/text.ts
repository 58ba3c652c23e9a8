// Promela as lines: what is common to all that writes it.

export type Lines = readonly string[];

export interface Option {
  readonly when: string;
  readonly then: Lines;
}

export function indent(lines: Lines): string[] {
  return lines.map((line) => (line === '' || line.startsWith('#') ? line : `  ${line}`));
}

/** `if` with the options in order and an `else`; inside d_step the first that holds is taken. */
export function choose(options: readonly Option[], otherwise: Lines = ['skip;']): string[] {
  if (options.length === 0) return [...otherwise];
  return [
    'if',
    ...options.flatMap(({ when, then }) => branch(when, then)),
    ...branch('else', otherwise),
    'fi;',
  ];
}

function branch(when: string, then: Lines): string[] {
  const [only] = then;
  if (then.length === 1 && only !== undefined) return [`:: ${when} -> ${only}`];
  return [`:: ${when} ->`, ...indent(indent(then.length === 0 ? ['skip;'] : then))];
}

export function inline(head: string, body: Lines): string[] {
  return [`inline ${head} {`, ...indent(body.length === 0 ? ['skip;'] : body), '}', ''];
}

/** An array and, where they are not 0, its first values. */
export function array(type: string, name: string, values: readonly number[]): string {
  const size = Math.max(1, values.length);
  const list = values.some((value) => value !== 0) ? ` = { ${values.join(', ')} }` : '';
  return `${type} ${name}[${size}]${list};`;
}

export function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

/** A constant look-up as a conditional expression: `values[arg]`. */
export function lookUp(name: string, values: readonly number[]): string {
  const last = values.length - 1;
  const chain = values.reduceRight(
    (rest, value, idx) => (idx === last ? `${value}` : `((x) == ${idx} -> ${value} : ${rest})`),
    '0',
  );
  return `#define ${name}(x) ${chain}`;
}

/** What a loop at the end of a d_step is left to. */
export const LAST: Lines = ['skip;'];

const TARGET = /\bto = TO_(\w+);/g;

/**
 * One step of an actor as an option of an `if`: enabled under `guard`, done in one go, then on to the one
 * label that `body` sets `to` to.
 */
export function step(guard: string, body: Lines): string[] {
  const text = body.join('\n');
  const targets = [...new Set([...text.matchAll(TARGET)].map(([, label]) => label ?? ''))];
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) {
    const rest = body.map((line) => line.replace(TARGET, '').trimEnd());
    const kept = rest.map((line) => (line.endsWith('->') ? `${line} skip;` : line));
    return [
      `:: d_step {`,
      `     ${guard} ->`,
      ...indent(indent(indent([...closed(rest, kept), ...LAST]))),
      `   } goto ${only};`,
    ];
  }
  const jumps = targets.map((label) => `:: to == TO_${label} -> to = 0; goto ${label};`);
  return [
    ':: atomic {',
    '     d_step {',
    `       ${guard} ->`,
    ...indent(indent(indent(indent([...body, ...LAST])))),
    '     }',
    '     if',
    ...indent(indent(indent(jumps))),
    '     fi;',
    '   }',
  ];
}

/** Lines without empty ones, where a `->` that lost all that it led to leads to `skip`. */
function closed(rest: Lines, kept: Lines): string[] {
  return kept.flatMap((line, idx) => {
    const bare = rest[idx] ?? '';
    if (bare.trim() === '') return [];
    if (!bare.endsWith('->')) return [line];
    const next = rest.slice(idx + 1).find((other) => other.trim() !== '');
    const leadsOn = next !== undefined && !/^\s*(::|fi;)/.test(next);
    return [leadsOn ? bare : line];
  });
}

/** A place where an actor rests, and what it can do there. */
export function place(label: string, comment: string, options: readonly Lines[]): string[] {
  const head = comment === '' ? `${label}:` : `${label}: /* ${comment.replaceAll('*/', '* /')} */`;
  if (options.length === 0) return [head, '  false;', ''];
  return [head, '  if', ...indent(options.flat()), '  fi;', ''];
}
