// What a lab says, names aside: two texts of one shape assemble to the same programs and the same run.

import { type Lab, type LabCode, type LabName, type LabOp, parseLab } from '../asm/index.ts';
import { lexProtocol } from '../protocol/index.ts';

/** Names by the order of their declaration, so that a renamed one is the same. */
function ordinals(lab: Lab): (name: string) => string {
  const order = new Map<string, string>();
  const add = (kind: string, names: readonly LabName[]): void =>
    names.forEach(({ name }, idx) => order.set(name, `${kind} ${idx}`));
  add('map', lab.maps);
  add('prog', lab.progs);
  add('func', lab.funcs);
  return (name) => order.get(name) ?? name;
}

/** Place and names taken out of a part of a lab. */
function bare(value: unknown, name: (name: string) => string): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'span' || key === 'directive' || key === 'labels') return undefined;
    return key === 'name' && typeof inner === 'string' ? name(inner) : inner;
  });
}

function bodyShape({ insns }: LabCode, name: (name: string) => string): string {
  return insns
    .map(({ slots, ref }) => {
      const words = slots.map((slot) => Object.values(slot).join());
      return ref ? `${words.join()} ${ref.kind} ${name(ref.name)} ${ref.addend}` : words.join();
    })
    .join(';');
}

/** A protocol's words without blanks and comments; its names stay. */
function protocolShape(text: string | undefined): string {
  const { tokens } = lexProtocol(text ?? '');
  return tokens.map((token) => token.text).join(' ');
}

/** Equal for two texts exactly if they say the same; `protocols: false` leaves bodies of protocols out. */
export function shapeOf(text: string, protocols = true): string {
  const { lab, diagnostics } = parseLab(text);
  const name = ordinals(lab);
  const ops = (list: readonly LabOp[]): string => bare(list, name);
  return [
    bare(lab.kernel, (word) => word),
    bare(lab.maps, name),
    ...lab.progs.map(
      (prog) => `${prog.type} ${prog.section} ${prog.sleepable} ${bodyShape(prog, name)}`,
    ),
    ...lab.funcs.map((func) => bodyShape(func, name)),
    ops(lab.init),
    ...lab.cpus.map(({ cpu, ops: list }) => `${cpu} ${ops(list)}`),
    ...lab.expects.map(({ subject, values }) =>
      bare(
        [subject, values.map((value) => (typeof value === 'string' ? name(value) : value))],
        name,
      ),
    ),
    ...lab.protocols.map(
      ({ role, body }) => `${role} ${body !== null} ${protocols ? protocolShape(body?.text) : ''}`,
    ),
    lab.layout?.name ?? '',
    ...diagnostics.map(({ code }) => code),
  ].join('\n');
}
