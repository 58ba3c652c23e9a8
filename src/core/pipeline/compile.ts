// The chain of DESIGN: lab text -> Lab -> Xlated -> Image -> machine -> steps.

import { type Lab, parseLab } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';
import type { MapDef } from '../bpf/index.ts';
import type { MachineInput } from '../machine/index.ts';
import { labActors } from './actors.ts';
import { chooseLayout, withLayout } from './choose-layout.ts';
import { chooseProfile } from './choose-profile.ts';
import { chooseProtocols } from './choose-protocols.ts';
import { type CompiledProgs, compileProgs } from './compile-progs.ts';
import { faultyCode } from './faulty-code.ts';
import type { KeptVerdicts } from './kept-verdicts.ts';
import type { LabResult } from './result.ts';
import { type RunOptions, runLab, withTimeline } from './run-lab.ts';
import { tooManyCpus } from './too-many-cpus.ts';

export function mapDefs(lab: Lab): MapDef[] {
  return lab.maps.map(({ name, type, keySize, valueSize, maxEntries }) => ({
    name,
    type,
    keySize,
    valueSize,
    maxEntries,
  }));
}

function machineInput(
  lab: Lab,
  result: Pick<LabResult, 'profile' | 'maps'>,
  { progs, addresses, symbols }: CompiledProgs,
): Omit<MachineInput, 'mapPoke' | 'textPoke'> {
  return {
    profile: result.profile,
    maps: result.maps,
    actors: labActors(lab),
    progs: progs.map(({ name, type, sleepable, jit, loadErrno, mapsUsed }) => ({
      name,
      type,
      sleepable,
      jit,
      loadErrno,
      mapsUsed,
    })),
    memory: {
      maps: result.maps.map((_, mapIdx) => ({
        addr: addresses.map(mapIdx),
        valueAddr: addresses.mapValue(mapIdx),
      })),
      progs: progs.map(({ progAddr }) => progAddr),
      symbols,
    },
  };
}

/**
 * Everything that `text` yields, run as `options` say. Never throws for any text: what is wrong with it is in
 * `diagnostics`, in order of place. There is a timeline unless the text itself has errors or
 * names an unknown kernel; a program that the verifier refuses merely fails to load.
 * `kept` is of the same text.
 */
export function compile(
  text: string,
  options: RunOptions = {},
  kept: KeptVerdicts | null = null,
): LabResult {
  const { lab, diagnostics: parsed } = parseLab(text);
  const diagnostics: Diagnostic[] = [...parsed, ...tooManyCpus(lab)];
  const { override = {} } = options;
  const { profile: kernel, known } = chooseProfile(lab, override, diagnostics);
  const layout = chooseLayout(lab, kernel, override, diagnostics);
  const profile = withLayout(kernel, layout);
  const protocols = chooseProtocols(lab, profile, override, diagnostics);
  const runnable = !diagnostics.some((d) => d.severity === 'error');
  const maps = mapDefs(lab);
  const emitted = known ? lab : { ...lab, progs: [] };
  const faulty = faultyCode(text, lab, parsed);
  const compiled = compileProgs({ lab: emitted, maps, profile, faulty, kept }, diagnostics);
  const { progs, addresses, symbols } = compiled;
  const input = { ...machineInput(lab, { profile, maps }, compiled), ...protocols };
  const result: LabResult = {
    diagnostics: diagnostics.toSorted((a, b) => a.span.start - b.span.start),
    profile,
    maps,
    mapAddrs: maps.map((_, mapIdx) => addresses.map(mapIdx)),
    symbols,
    progs,
    protocols: {
      mapPoke: { name: protocols.mapPoke.name, text: protocols.mapPoke.text },
      textPoke: { name: protocols.textPoke.name, text: protocols.textPoke.text },
    },
    layout,
    input: runnable ? input : null,
    timeline: null,
    expects: lab.expects,
  };
  return runnable ? withTimeline(result, runLab(input, options)) : result;
}
