// Values of a protocol's variables in words.

import { bytesToHex } from '../../core/base/index.ts';
import type { PokeCall, ProtocolValue, TextPokeCall } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { errnoName, type LabNames } from '../shared/lab-names.ts';

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** What the value means, where it does not say so itself. */
  readonly note: string;
}

/** What text_poke answers, in words. */
export function retWords(ret: number): string {
  if (ret === 0) return 'changed';
  if (ret === 1) return 'nothing to change';
  return ret < 0 ? `-${errnoName(-ret)}` : '';
}

/** Where a tail call into a program lands: its image and `adj_off`. */
function landing(result: LabResult, names: LabNames, progIdx: number, call: PokeCall): string {
  const { desc } = call;
  const poke = desc && result.progs[desc.progIdx]?.jit?.pokeTab[desc.pokeIdx];
  return poke ? `${names.prog(progIdx)}+0x${poke.adjOff.toString(16)}` : names.prog(progIdx);
}

function valueWords(
  result: LabResult,
  names: LabNames,
  call: PokeCall,
  value: ProtocolValue,
): Pick<Variable, 'value' | 'note'> {
  switch (value.kind) {
    case 'int':
      return { value: String(value.value), note: value.value < 0 ? retWords(value.value) : '' };
    case 'prog':
      return { value: value.progIdx === null ? 'NULL' : names.prog(value.progIdx), note: '' };
    case 'insn':
      if (value.to === 'nop') return { value: 'nop', note: '' };
      if (value.to === 'bypass') return { value: 'jmp(bypass_addr)', note: '' };
      if (value.to === 'unknown') return { value: 'half written', note: 'read during a poke' };
      return {
        value: `jmp(${names.prog(value.to)})`,
        note: landing(result, names, value.to, call),
      };
  }
}

/** Of map_poke: what it was called with, the descriptor that it is at, and its locals. */
export function mapPokeVariables(result: LabResult, names: LabNames, call: PokeCall): Variable[] {
  const { mapIdx, key, desc } = call;
  const of = (name: string, value: string, note = ''): Variable => ({ name, value, note });
  return [
    of('map', names.progArray(mapIdx)),
    of('key', String(key)),
    of('old', call.old === null ? 'NULL' : names.prog(call.old)),
    of('new', call.new === null ? 'NULL' : names.prog(call.new)),
    of('poke', desc ? names.desc(desc.progIdx, desc.pokeIdx) : '–', desc ? '' : 'between two'),
    ...call.locals.map((local) => ({
      name: local.name,
      ...valueWords(result, names, call, local.value),
    })),
  ];
}

const PHASES = {
  lock: 'before text_mutex',
  compare: 'before the comparison',
  body: '',
  end: 'about to return',
} as const;

/** Of text_poke: the site, the bytes expected and wanted, what it answers, and its locals. */
export function textPokeVariables(
  result: LabResult,
  names: LabNames,
  call: PokeCall,
  poke: TextPokeCall,
): Variable[] {
  return [
    { name: 'site', value: names.site(poke.site), note: PHASES[poke.phase] },
    { name: 'old', value: bytesToHex(poke.expected, ' '), note: '' },
    { name: 'new', value: bytesToHex(poke.wanted, ' '), note: '' },
    ...(poke.phase === 'end'
      ? [{ name: 'returns', value: String(poke.ret), note: retWords(poke.ret) }]
      : []),
    ...poke.locals.map((local) => ({
      name: local.name,
      ...valueWords(result, names, call, local.value),
    })),
  ];
}
