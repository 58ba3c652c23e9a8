// The words behind `npm run lab --`: which command, which file, which options.

import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../core/base/index.ts';
import { PROPERTY_IDS, type PropertyId } from '../core/explore/index.ts';
import { resolveProfile } from '../core/kernel/index.ts';
import type { Override } from '../core/pipeline/index.ts';
import { type LibraryRole, libraryNames } from '../core/protocol/index.ts';

export const COMMANDS = ['check', 'jit', 'run', 'promela', 'matrix'] as const;
export type CommandName = (typeof COMMANDS)[number];

const OPTIONS = {
  scenario: { type: 'string' },
  protocol: { type: 'string' },
  'text-poke': { type: 'string' },
  layout: { type: 'string' },
  kernel: { type: 'string' },
  property: { type: 'string', multiple: true },
  'max-states': { type: 'string' },
  'no-reduction': { type: 'boolean' },
  intel: { type: 'boolean' },
  json: { type: 'boolean' },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
type OptionName = keyof typeof OPTIONS;

const OF_A_LAB: readonly OptionName[] = ['scenario', 'protocol', 'text-poke', 'layout', 'kernel'];
const TAKES: Readonly<Record<CommandName, readonly OptionName[]>> = {
  check: [...OF_A_LAB, 'property', 'max-states', 'no-reduction', 'json'],
  jit: [...OF_A_LAB, 'intel'],
  run: OF_A_LAB,
  promela: OF_A_LAB,
  matrix: ['write'],
};

export interface Arguments {
  readonly command: CommandName;
  /** The lab: a file, or a scenario by its id; null for the matrix. */
  readonly lab: { readonly kind: 'file' | 'scenario'; readonly name: string } | null;
  readonly override: Override;
  readonly properties: readonly PropertyId[] | null;
  readonly maxStates: number | null;
  readonly reduction: boolean;
  readonly intel: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

type Values = ReturnType<typeof parseWords>['values'];

function parseWords(words: readonly string[]) {
  return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true });
}

/** True when help is all that is asked for. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.length === 0 || words.includes('--help') || words.includes('-h');
}

export function parseArguments(words: readonly string[]): Result<Arguments, string> {
  try {
    const { values, positionals } = parseWords(words);
    return checked(values, positionals);
  } catch (error) {
    // Node's own words name the option; what follows the first sentence is advice for programs.
    return err((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}

function isCommand(word: string | undefined): word is CommandName {
  return COMMANDS.some((name) => name === word);
}

function checked(values: Values, positionals: readonly string[]): Result<Arguments, string> {
  const [command, ...rest] = positionals;
  if (!isCommand(command)) {
    return err(`no such command: ${command ?? '(none)'}; known: ${COMMANDS.join(', ')}`);
  }
  const foreign = Object.keys(values).find((name) => !TAKES[command].some((own) => own === name));
  if (foreign !== undefined) return err(`${command} takes no --${foreign}`);
  const lab = labOf(command, rest, values.scenario);
  if (!lab.ok) return lab;
  const override = overrideOf(values);
  if (!override.ok) return override;
  const properties = propertiesOf(values.property);
  if (!properties.ok) return properties;
  const maxStates = countOf(values['max-states']);
  if (!maxStates.ok) return maxStates;
  return ok({
    command,
    lab: lab.value,
    override: override.value,
    properties: properties.value,
    maxStates: maxStates.value,
    reduction: values['no-reduction'] !== true,
    intel: values.intel === true,
    json: values.json === true,
    write: values.write === true,
  });
}

function labOf(
  command: CommandName,
  files: readonly string[],
  scenario: string | undefined,
): Result<Arguments['lab'], string> {
  const [file, second] = files;
  if (command === 'matrix') {
    return file === undefined ? ok(null) : err('matrix takes no file');
  }
  if (second !== undefined) return err(`${command} takes one file, and ${second} is another`);
  if (scenario !== undefined && file !== undefined) {
    return err(`${command} takes a file or --scenario, not both`);
  }
  if (scenario !== undefined) return ok({ kind: 'scenario', name: scenario });
  return file === undefined
    ? err(`${command} needs a file, or --scenario`)
    : ok({ kind: 'file', name: file });
}

/** Names are looked up here, where the option that is wrong is known. */
function overrideOf(values: Values): Result<Override, string> {
  const wrong =
    unknownEntry('--protocol', 'map_poke', values.protocol) ??
    unknownEntry('--text-poke', 'text_poke', values['text-poke']) ??
    unknownEntry('--layout', 'layout', values.layout) ??
    unknownKernel(values.kernel);
  if (wrong !== null) return err(wrong);
  return ok({
    ...(values.kernel !== undefined && { kernel: kernelWords(values.kernel) }),
    ...(values.protocol !== undefined && { mapPoke: values.protocol }),
    ...(values['text-poke'] !== undefined && { textPoke: values['text-poke'] }),
    ...(values.layout !== undefined && { layout: values.layout }),
  });
}

function unknownEntry(option: string, role: LibraryRole, name: string | undefined): string | null {
  const known = libraryNames(role);
  if (name === undefined || known.includes(name)) return null;
  return `${option}: no ${role} named ${name} in the library; known: ${known.join(', ')}`;
}

/** `7.1-hardened` is `7.1 hardened`, which a shell would want quoted. */
function kernelWords(profile: string): string {
  return profile.split(/[\s,-]+/).join(' ');
}

function unknownKernel(profile: string | undefined): string | null {
  if (profile === undefined) return null;
  const [version = '', ...options] = kernelWords(profile).split(' ');
  const resolved = resolveProfile(version, options);
  return resolved.ok ? null : `--kernel: ${resolved.error.message}`;
}

function isProperty(name: string): name is PropertyId {
  return PROPERTY_IDS.some((id) => id === name);
}

function propertiesOf(
  names: readonly string[] | undefined,
): Result<readonly PropertyId[] | null, string> {
  if (names === undefined) return ok(null);
  const words = names.flatMap((name) => name.split(','));
  const unknown = words.find((name) => !isProperty(name));
  if (unknown !== undefined) {
    return err(`--property: no property ${unknown}; known: ${PROPERTY_IDS.join(', ')}`);
  }
  return ok(words.filter(isProperty));
}

function countOf(text: string | undefined): Result<number | null, string> {
  if (text === undefined) return ok(null);
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0
    ? ok(count)
    : err(`--max-states: ${text} is not a count`);
}
