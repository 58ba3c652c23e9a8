// Which two protocols are in force: the lab's own text, a library entry by name, or the profile's.

import type { Lab, LabProtocol } from '../asm/index.ts';
import type { Diagnostic, Span } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import {
  libraryNames,
  libraryProtocol,
  type Protocol,
  type ProtocolRole,
  parseProtocol,
} from '../protocol/index.ts';
import { NOWHERE, type Override, unknownName } from './override.ts';

export interface ChosenProtocols {
  readonly mapPoke: Protocol;
  readonly textPoke: Protocol;
}

function byName(
  role: ProtocolRole,
  name: string,
  span: Span,
  diagnostics: Diagnostic[],
): Protocol | null {
  const protocol = libraryProtocol(role, name);
  if (!protocol) {
    diagnostics.push(unknownName(`${role} protocol`, name, span, libraryNames(role)));
  }
  return protocol;
}

function chosenByLab(chosen: LabProtocol, diagnostics: Diagnostic[]): Protocol | null {
  if (!chosen.body) return byName(chosen.role, chosen.name, chosen.span, diagnostics);
  const { text, span } = chosen.body;
  const parsed = parseProtocol(chosen.role, chosen.name, text, span.start);
  diagnostics.push(...parsed.diagnostics);
  return parsed.protocol;
}

function ofProfile(role: ProtocolRole, name: string): Protocol {
  const protocol = libraryProtocol(role, name);
  if (!protocol) throw new Error(`invariant broken: no ${role} protocol ${name} in the library`);
  return protocol;
}

/** Protocols for a lab; a faulty choice is reported and the profile's own stands in. */
export function chooseProtocols(
  lab: Lab,
  { protocols }: KernelProfile,
  override: Override,
  diagnostics: Diagnostic[],
): ChosenProtocols {
  const choose = (role: ProtocolRole, name: string | undefined, own: string): Protocol => {
    const written = lab.protocols.find((entry) => entry.role === role);
    const chosen =
      name !== undefined
        ? byName(role, name, NOWHERE, diagnostics)
        : written && chosenByLab(written, diagnostics);
    return chosen ?? ofProfile(role, own);
  };
  return {
    mapPoke: choose('map_poke', override.mapPoke, protocols.mapPoke),
    textPoke: choose('text_poke', override.textPoke, protocols.textPoke),
  };
}
