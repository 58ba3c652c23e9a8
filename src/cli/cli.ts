// From the words of a command line to what is printed.

import { type Answer, badInput, printed, type World } from './answer.ts';
import { type Arguments, asksForHelp, parseArguments } from './arguments.ts';
import { check } from './check.ts';
import { jit } from './jit.ts';
import { matrix } from './matrix.ts';
import { promela } from './promela.ts';
import { type CompiledLab, readLab } from './read-lab.ts';
import { run } from './run.ts';
import { usage } from './usage.ts';

/** Behind every complaint about the command line itself. */
const SEE_HELP = 'npm run lab -- --help says what there is.';

function ofLab(args: Arguments, world: World): Answer {
  // Only `run` looks at a run: for the others none need be made.
  const read = readLab(args, world, args.command === 'run' ? {} : { policy: null });
  if (!read.ok) return badInput(read.error);
  const lab = read.value;
  const answer = answerOf(args, lab, world);
  return lab.warnings === '' ? answer : { ...answer, err: `${lab.warnings}\n${answer.err}` };
}

function answerOf(args: Arguments, lab: CompiledLab, world: World): Answer {
  switch (args.command) {
    case 'jit':
      return jit(args, lab);
    case 'run':
      return run(lab);
    case 'promela':
      return promela(lab);
    default:
      return check(args, lab, world);
  }
}

/** Does what `words` ask for. Never throws for any words, files or labs. */
export function cli(words: readonly string[], world: World): Answer {
  if (asksForHelp(words)) return printed(usage());
  const args = parseArguments(words);
  if (!args.ok) return badInput(`${args.error}\n${SEE_HELP}`);
  return args.value.command === 'matrix' ? matrix(args.value, world) : ofLab(args.value, world);
}
