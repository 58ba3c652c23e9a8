// Directives of a lab as things to choose, and the texts that come of a choice. The rest of a text stays as it is.

import { type Lab, type LabProtocol, parseLab } from '../core/asm/index.ts';
import type { Span } from '../core/base/index.ts';
import { SCENARIOS, type Scenario } from '../labs/scenarios/index.ts';

export type ProtocolRole = 'map_poke' | 'text_poke';
export type ChoiceRole = ProtocolRole | 'layout' | 'kernel';

/** What a directive says; a lab without it leaves the choice to the kernel. */
export interface LabChoice {
  readonly name: string;
  /** Written out in the lab itself. */
  readonly own: boolean;
}

export type LabChoices = Readonly<Record<ChoiceRole, LabChoice | null>>;

function protocolOf(lab: Lab, role: ProtocolRole): LabProtocol | undefined {
  return lab.protocols.find((other) => other.role === role);
}

function choiceOf(lab: Lab, role: ChoiceRole): LabChoice | null {
  if (role === 'kernel') return lab.kernel && { name: lab.kernel.profile.name, own: false };
  if (role === 'layout') {
    return lab.layout && { name: lab.layout.name, own: lab.layout.name.includes(' ') };
  }
  const chosen = protocolOf(lab, role);
  return chosen ? { name: chosen.name, own: chosen.body !== null } : null;
}

export function readChoices(text: string): LabChoices {
  const { lab } = parseLab(text);
  return {
    map_poke: choiceOf(lab, 'map_poke'),
    text_poke: choiceOf(lab, 'text_poke'),
    layout: choiceOf(lab, 'layout'),
    kernel: choiceOf(lab, 'kernel'),
  };
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Behind the line's end. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Whole lines of a directive with what belongs to it; null if the lab has none. */
function linesOf(text: string, lab: Lab, role: ChoiceRole): Span | null {
  const { layout, kernel } = lab;
  const protocol = role === 'map_poke' || role === 'text_poke' ? protocolOf(lab, role) : undefined;
  const span =
    role === 'kernel'
      ? kernel?.span
      : role === 'layout'
        ? layout?.span
        : protocol && {
            start: protocol.directive.start,
            end: protocol.body?.span.end ?? protocol.span.end,
          };
  if (!span) return null;
  const end = Math.max(span.start, span.end - 1);
  return { start: lineStart(text, span.start), end: lineEnd(text, end) };
}

/** Where a new directive goes: behind the kernel's line, else before the first directive. */
function placeFor(text: string, lab: Lab): number {
  if (lab.kernel) return lineEnd(text, lab.kernel.span.end - 1);
  const first = /^[ \t]*\./m.exec(text);
  return first?.index ?? 0;
}

function lineFor(role: ChoiceRole, name: string): string {
  return role === 'kernel' || role === 'layout'
    ? `.${role} ${name}\n`
    : `.protocol ${role} ${name}\n`;
}

function replaced(text: string, { start, end }: Span, words: string): string {
  return text.slice(0, start) + words + text.slice(end);
}

/** The name alone, where nothing else has to go with it. */
function nameSpan(lab: Lab, role: ChoiceRole): Span | null {
  if (role === 'kernel') return lab.kernel?.profile.span ?? null;
  if (role === 'layout') return null;
  const protocol = protocolOf(lab, role);
  return protocol && !protocol.body ? protocol.span : null;
}

/** The text with another choice; null leaves it to the kernel. */
export function withChoice(text: string, role: ChoiceRole, name: string | null): string {
  const { lab } = parseLab(text);
  const lines = linesOf(text, lab, role);
  if (name === null) return lines ? replaced(text, lines, '') : text;
  const word = nameSpan(lab, role);
  if (word) return replaced(text, word, name);
  if (lines) return replaced(text, lines, lineFor(role, name));
  const at = placeFor(text, lab);
  const before = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return replaced(text, { start: at, end: at }, before + lineFor(role, name));
}

/** A library entry's text written out in the lab, and where it stands there. */
export function withOwnProtocol(
  text: string,
  role: ProtocolRole,
  entry: { readonly name: string; readonly text: string },
): { readonly text: string; readonly body: Span } {
  const { lab } = parseLab(text);
  const lines = linesOf(text, lab, role) ?? {
    start: placeFor(text, lab),
    end: placeFor(text, lab),
  };
  const name = entry.name.startsWith('my_') ? entry.name : `my_${entry.name}`;
  const before = lines.start > 0 && text[lines.start - 1] !== '\n' ? '\n' : '';
  const head = before + lineFor(role, name);
  const body = `${entry.text.trimEnd()}\n`;
  const start = lines.start + head.length;
  return {
    text: replaced(text, lines, head + body),
    body: { start, end: start + body.trimEnd().length },
  };
}

/** The text of a directive with its body; '' for none. */
function directiveText(text: string, lab: Lab, role: ChoiceRole): string {
  const lines = linesOf(text, lab, role);
  return lines ? text.slice(lines.start, lines.end) : '';
}

const CARRIED: readonly ChoiceRole[] = ['layout', 'text_poke', 'map_poke'];

function withoutChoices(text: string): string {
  return [...CARRIED, 'kernel' as const].reduce((left, role) => withChoice(left, role, null), text);
}

let bareScenarios: ReadonlyMap<string, Scenario> | null = null;

/** The scenario that a text is but for its choices; null for any other lab. */
export function scenarioOf(text: string): Scenario | null {
  bareScenarios ??= new Map(
    SCENARIOS.map((scenario) => [withoutChoices(scenario.text).trim(), scenario]),
  );
  return bareScenarios.get(withoutChoices(text).trim()) ?? null;
}

/** A scenario's text with the protocols and the layout of another text; with its kernel too if that was a scenario. */
export function withChoicesOf(text: string, scenario: Scenario): string {
  const { lab } = parseLab(text);
  const before = scenarioOf(text);
  const kernel = readChoices(text).kernel?.name;
  const keepsKernel = before && kernel && readChoices(before.text).kernel?.name !== kernel;
  let next = keepsKernel ? withChoice(scenario.text, 'kernel', kernel) : scenario.text;
  for (const role of CARRIED) {
    const words = directiveText(text, lab, role);
    if (words === '') continue;
    next = withChoice(next, role, null);
    const at = placeFor(next, parseLab(next).lab);
    next = replaced(next, { start: at, end: at }, words.endsWith('\n') ? words : `${words}\n`);
  }
  return next;
}
