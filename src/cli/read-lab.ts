// The lab that a command is about, compiled, or what is wrong with it.

import { err, ok, type Result } from '../core/base/index.ts';
import { compile, type LabResult, type RunOptions } from '../core/pipeline/index.ts';
import { SCENARIOS } from '../labs/scenarios/index.ts';
import type { World } from './answer.ts';
import type { Arguments } from './arguments.ts';
import { diagnosticsText } from './diagnostics-text.ts';

interface LabText {
  /** As messages name it. */
  readonly name: string;
  readonly text: string;
}

export interface CompiledLab extends LabText {
  readonly result: LabResult;
  /** What it warns of, as text; '' for nothing. */
  readonly warnings: string;
}

/** What `clang -c` writes. */
const ELF_MAGIC = '\x7fELF';
const ELF_ADVICE =
  'is an object file, not text; write assembly with clang -target bpf -S, and put .prog NAME TYPE before each body';

function fileText(name: string, world: World): Result<LabText, string> {
  const read = world.read(name);
  if (!read.ok) return err(`${name}: ${read.error}`);
  if (read.value.startsWith(ELF_MAGIC)) return err(`${name}: ${ELF_ADVICE}`);
  return ok({ name, text: read.value });
}

function labText({ lab }: Arguments, world: World): Result<LabText, string> {
  if (lab === null) return err('no lab is given');
  const { kind, name } = lab;
  if (kind === 'file') return fileText(name, world);
  const scenario = SCENARIOS.find(({ id }) => id === name);
  const known = SCENARIOS.map(({ id }) => id).join(', ');
  return scenario
    ? ok({ name, text: scenario.text })
    : err(`--scenario: no scenario ${name}; known: ${known}`);
}

/** A program that the verifier refuses is an error here: a verdict about the rest would mislead. */
export function readLab(
  args: Arguments,
  world: World,
  options: RunOptions = {},
): Result<CompiledLab, string> {
  const read = labText(args, world);
  if (!read.ok) return read;
  const { name, text } = read.value;
  const result = compile(text, { ...options, override: args.override });
  // What one run comes to is told by that run, and is no fault of the text.
  const found = result.diagnostics.filter(({ code }) => !code.startsWith('expect/'));
  const report = diagnosticsText(name, text, found);
  const isFaulty = found.some(({ severity }) => severity === 'error') || result.input === null;
  return isFaulty ? err(report) : ok({ name, text, result, warnings: report });
}
