// Which two protocols are in force: the lab's own text, a library entry by name, or the profile's.
// Simplification: the pieces of a tail call come in the order of the shipped kernels only.

import type { Lab, LabProtocol } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import {
  libraryNames,
  libraryProtocol,
  type Protocol,
  type ProtocolRole,
  parseProtocol,
} from '../protocol/index.ts';

export interface ChosenProtocols {
  readonly mapPoke: Protocol;
  readonly textPoke: Protocol;
}

/** The order of the pieces that every kernel since 5.10 emits. */
const SHIPPED_LAYOUT = 'check bypass unwind target';

function fromLibrary(role: ProtocolRole, name: string): Protocol {
  const protocol = libraryProtocol(role, name);
  if (!protocol) throw new Error(`invariant broken: no ${role} protocol ${name} in the library`);
  return protocol;
}

function chosenByLab(chosen: LabProtocol, diagnostics: Diagnostic[]): Protocol | null {
  if (chosen.body) {
    const { text, span } = chosen.body;
    const parsed = parseProtocol(chosen.role, chosen.name, text, span.start);
    diagnostics.push(...parsed.diagnostics);
    return parsed.protocol;
  }
  const protocol = libraryProtocol(chosen.role, chosen.name);
  if (protocol) return protocol;
  const known = libraryNames(chosen.role).join(', ');
  diagnostics.push({
    code: 'protocol/unknown-name',
    severity: 'error',
    span: chosen.span,
    message: `no ${chosen.role} protocol named ${chosen.name} in the library`,
    hint: `The library has ${known}; or write a body below the directive.`,
  });
  return null;
}

/** Protocols for a lab; a faulty choice is reported and the profile's own stands in. */
export function chooseProtocols(
  lab: Lab,
  profile: KernelProfile,
  diagnostics: Diagnostic[],
): ChosenProtocols {
  const { mapPoke, textPoke } = profile.protocols;
  const chosen = {
    map_poke: fromLibrary('map_poke', mapPoke),
    text_poke: fromLibrary('text_poke', textPoke),
  };
  for (const entry of lab.protocols) {
    chosen[entry.role] = chosenByLab(entry, diagnostics) ?? chosen[entry.role];
  }
  if (lab.layout && lab.layout.name !== SHIPPED_LAYOUT) {
    diagnostics.push({
      code: 'layout/not-modelled',
      severity: 'error',
      span: lab.layout.span,
      message: `layout ${lab.layout.name} is not modelled`,
      hint: `Kernel ${profile.version} emits: ${SHIPPED_LAYOUT}.`,
    });
  }
  return { mapPoke: chosen.map_poke, textPoke: chosen.text_poke };
}
