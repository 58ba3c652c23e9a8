// A lab as a Promela program, for Spin: the same steps as core/machine makes, from the same data.
// Authority: core/machine; Holzmann, The Spin Model Checker, 2003 (d_step, atomic, timeout).

import { err, ok, type Result } from '../base/index.ts';
import type { MachineInput } from '../machine/index.ts';
import { agreement, checks } from './checks.ts';
import { CpuWriter } from './cpu.ts';
import { globals } from './globals.ts';
import { type Lab, type PromelaExpect, type PromelaOptions, readLab } from './lab.ts';
import { OpWriter } from './ops.ts';
import { ProtocolWriter } from './protocol.ts';
import { indent, type Lines, place } from './text.ts';

/**
 * The model of a lab from time zero on, or why there is none. Compile it with -DSAFETY -DNOREDUCE to visit every
 * state, and run it with -c0 to hear of all that can go wrong.
 */
export function promelaModel(
  input: MachineInput,
  expects: readonly PromelaExpect[],
  options: PromelaOptions = {},
): Result<string, string> {
  const read = readLab(input, options);
  if (!read.ok) return err(read.error);
  const lab = read.value;
  const protocols = new ProtocolWriter(lab);
  const ops = new OpWriter(lab, protocols.clearLocals, protocols.fixupLabel);
  const cpus = new CpuWriter(lab);
  const places = [
    ...ops.places(),
    ...protocols.places(),
    ...cpus.places(),
    ...place('over', 'the kernel has stopped', []),
  ];
  const text = [
    ...header(lab),
    ...globals(lab),
    ...cpus.pieces(),
    ...agreement(lab),
    ...ops.pieces(),
    ...labelNumbers(places),
    '',
    `active [${lab.actors.length}] proctype actor() {`,
    ...indent([...locals(lab), ...protocols.locals]),
    ...endLabels(places),
    '}',
    '',
    ...cpus.interrupts(),
    ...checks(lab, expects),
  ];
  return ok(`${text.join('\n').trimEnd()}\n`);
}

function header({ input, actors }: Lab): string[] {
  const { profile, mapPoke, textPoke } = input;
  const names = actors.map(({ name }, actor) => `${actor} ${name}`).join(', ');
  return [
    `/* Kernel ${profile.version}, map_poke ${mapPoke.name}, text_poke ${textPoke.name}.`,
    `   Actors, by _pid: ${names}.`,
    '   spin -a MODEL && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -c0 */',
    '',
  ];
}

function locals({ exact }: Lab): string[] {
  return [
    '/* The system call under way: how far it and the protocols in it have come. */',
    'short error, ret, outcome, expected, wanted;',
    'byte m, k, old_prog, new_prog, track_pos, prog, desc, which, call, to, n_choices, pick;',
    'byte round;',
    'short times;',
    'bool fixup;',
    ...(exact ? ['bool text_ran;'] : []),
  ];
}

/** Numbers for the labels that a step with several ways out chooses from. */
function labelNumbers(places: Lines): string[] {
  const labels = places.flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? []);
  return labels.map((label, idx) => `#define TO_${label} ${idx + 1}`);
}

/** Every place may be a last one: what is a deadlock is asked in `at_the_end`. */
function endLabels(places: Lines): string[] {
  return places.flatMap((line) => {
    const label = /^(\w+):/.exec(line)?.[1];
    return label === undefined ? [`  ${line}`] : [line];
  });
}
