// Which two protocols are in force: the lab's own text, a library entry by name, or the profile's.

import type { Lab, LabProtocol } from '../asm/index.ts';
import type { Diagnostic, Span } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import {
  bypassSpan,
  libraryNames,
  libraryProtocol,
  noSuchSite,
  type Protocol,
  type ProtocolRole,
  parseProtocol,
} from '../protocol/index.ts';
import { NOWHERE, type Override, unknownName } from './override.ts';

export interface ChosenProtocols {
  readonly mapPoke: Protocol;
  readonly textPoke: Protocol;
}

/** What pokes the one site of a layout without bypass, where the lab picks nothing. */
const ONE_SITE_MAP_POKE = 'v5_9';

/** A protocol, and where in the lab it or a statement of it stands. */
interface Chosen {
  readonly protocol: Protocol;
  readonly placeOf: (span: Span) => Span;
}

function byName(
  role: ProtocolRole,
  name: string,
  span: Span,
  diagnostics: Diagnostic[],
): Chosen | null {
  const protocol = libraryProtocol(role, name);
  if (protocol) return { protocol, placeOf: () => span };
  diagnostics.push(unknownName(`${role} protocol`, name, span, libraryNames(role)));
  return null;
}

function chosenByLab(chosen: LabProtocol, diagnostics: Diagnostic[]): Chosen | null {
  if (!chosen.body) return byName(chosen.role, chosen.name, chosen.span, diagnostics);
  const { text, span: body } = chosen.body;
  const { protocol, diagnostics: found } = parseProtocol(
    chosen.role,
    chosen.name,
    text,
    body.start,
  );
  diagnostics.push(...found);
  const placeOf = ({ start, end }: Span): Span => ({
    start: start + body.start,
    end: end + body.start,
  });
  return protocol && { protocol, placeOf };
}

function ofProfile(role: ProtocolRole, name: string): Protocol {
  const protocol = libraryProtocol(role, name);
  if (!protocol) throw new Error(`invariant broken: no ${role} protocol ${name} in the library`);
  return protocol;
}

/** Protocols for a lab; a faulty choice is reported and the profile's own stands in. */
export function chooseProtocols(
  lab: Lab,
  { protocols, tailCall: { pieces } }: KernelProfile,
  override: Override,
  diagnostics: Diagnostic[],
): ChosenProtocols {
  const choose = (role: ProtocolRole, name: string | undefined): Chosen | null => {
    if (name !== undefined) return byName(role, name, NOWHERE, diagnostics);
    const written = lab.protocols.find((entry) => entry.role === role);
    return written ? chosenByLab(written, diagnostics) : null;
  };
  const mapPoke = choose('map_poke', override.mapPoke);
  const textPoke = choose('text_poke', override.textPoke);
  const hasBypass = pieces.includes('bypass');
  const poked = mapPoke && !hasBypass ? bypassSpan(mapPoke.protocol) : null;
  if (mapPoke && poked) diagnostics.push(noSuchSite(mapPoke.placeOf(poked), pieces));
  const ownMapPoke = hasBypass ? protocols.mapPoke : ONE_SITE_MAP_POKE;
  return {
    mapPoke: (poked ? null : mapPoke?.protocol) ?? ofProfile('map_poke', ownMapPoke),
    textPoke: textPoke?.protocol ?? ofProfile('text_poke', protocols.textPoke),
  };
}
