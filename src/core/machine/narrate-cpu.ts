// Sentences about what a CPU does inside a program, and about what goes wrong there.
// Authority: KERNEL facts sections 0 (why state A is fatal), 3 (what a CPU may fetch) and 4.

import { hexAddr } from '../base/index.ts';
import type { MachineEvent, Step, Verdict } from './event.ts';
import {
  isInterpreted,
  type MachineNames,
  mapName,
  progName,
  siteName,
  slotName,
} from './names.ts';

type EventOf<K extends MachineEvent['kind']> = Extract<MachineEvent, { kind: K }>;

/** "CPU 0", "CPU 0 and CPU 1", "CPU 0, CPU 1 and CPU 2". */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** The sentence for an event of a CPU's; null for all others. */
export function cpuSentence(
  who: string,
  step: Step,
  event: MachineEvent,
  names: MachineNames,
): string | null {
  switch (event.kind) {
    case 'run-begin':
      return `${who} enters ${progName(names, event.progIdx)} (run ${event.ordinal}): ${SECTIONS[event.flavour]} begins.`;
    case 'run-end':
      return `${progName(names, event.progIdx)} returns ${event.retval} to ${who}'s kernel code${tailCallClause(event)}; its RCU section ends.`;
    case 'fetch':
      return fetchSentence(who, step, event, names);
    case 'int3':
      return `${who} runs into the int3 at ${siteName(names, event.site)}: it traps, with interrupts off.`;
    case 'int3-claim':
      return `${who}'s trap handler finds ${siteName(names, event.site)} published and takes a reference.`;
    case 'int3-emulate':
      return `${who}'s trap handler acts as the new instruction of ${siteName(names, event.site)} and returns.`;
    case 'ipi':
      return `${who} takes the IPI of sync ${event.ordinal} and serializes: from now on it sees every byte written so far.`;
    case 'preempt':
      return `${who}'s task is preempted inside the program: ${PREEMPTED[event.flavour]}.`;
    case 'resume':
      return `${who}'s task comes back to where it was.`;
    default:
      return localSentence(who, event, names);
  }
}

const SECTIONS = { rcu: 'an RCU read section', 'tasks-trace': 'a tasks-trace section' } as const;

const PREEMPTED = {
  rcu: 'it holds rcu_read_lock(), so grace periods still wait for it',
  'tasks-trace': 'it holds no RCU read lock, so only a tasks-trace grace period still waits for it',
} as const;

function localSentence(who: string, event: MachineEvent, names: MachineNames): string | null {
  switch (event.kind) {
    case 'slot-read':
      return `${who} loads ${slotName(names, event.mapIdx, event.key)} and finds ${progName(names, event.value)}.`;
    case 'value-access':
      return `${who} ${event.access === 'load' ? 'reads' : 'writes'} a value of ${mapName(names, event.mapIdx)}.`;
    case 'helper':
      return event.modelled
        ? `${who} calls ${event.name}, which returns ${event.result}.`
        : `${who} calls ${event.name}, which is not modelled: it does nothing and returns ${event.result}.`;
    case 'tail-call':
      return `${who} tail-calls ${progName(names, event.progIdx)} (number ${event.ordinal} of this run).`;
    case 'block':
      return `${who} runs ${event.insns} ${event.insns === 1 ? 'instruction' : 'instructions'} that nobody else can see.`;
    case 'verdict':
      return verdictSentence(who, event, names);
    default:
      return null;
  }
}

function tailCallClause({ tailCalls }: EventOf<'run-end'>): string {
  if (tailCalls === 0) return '';
  return tailCalls === 1 ? ' after one tail call' : ` after ${tailCalls} tail calls`;
}

function fetchSentence(
  who: string,
  step: Step,
  event: EventOf<'fetch'>,
  names: MachineNames,
): string {
  const site = siteName(names, event.site);
  const seen = event.age > 0 ? ', the old bytes that it may still see,' : '';
  const call = step.events.find((other) => other.kind === 'tail-call');
  switch (event.effect) {
    case 'falls-through':
      return event.site.which === 'bypass'
        ? `${who} fetches a nop${seen} at ${site} and unwinds its frame for the tail call.`
        : `${who} fetches a nop${seen} at ${site} and falls through.`;
    case 'jumps':
      if (event.site.which === 'bypass')
        return `${who} fetches the jmp${seen} at ${site} and skips the tail call.`;
      return call
        ? `${who} fetches the jmp${seen} at ${site}: tail call ${call.ordinal} goes to ${progName(names, call.progIdx)}.`
        : `${who} fetches a jmp${seen} at ${site}.`;
    case 'traps':
      return `${who} fetches int3${seen} at ${site}.`;
    default:
      return `${who} decodes bytes of two instructions at ${site}.`;
  }
}

/** What is wrong, and why it is fatal. */
export function verdictSentence(who: string, verdict: Verdict, names: MachineNames): string {
  const why = verdict.detail === null ? '' : ` (${verdict.detail})`;
  const where = `${verdict.addr === null ? '' : ` at ${hexAddr(verdict.addr)}`}${why}`;
  switch (verdict.verdict) {
    case 'fell-through':
      return `${who} has unwound its frame and falls through, as both sites were nops for it: its BPF stack now lies below rsp, where any interrupt overwrites it, and rbx and r13 to r15 hold its caller's values, so live R6 to R9 are lost.`;
    case 'lost-registers':
      return `${who} goes on behind a tail call that was not taken, with ${listOf(verdict.registers)} changed: R6 to R9 live in rbx and r13 to r15, and rsp leads back to the frame.`;
    case 'freed-text':
      if (isInterpreted(names, verdict.place?.progIdx ?? null))
        return `${who}'s interpreter reads insns of ${progName(names, verdict.place?.progIdx ?? null)} after they were freed: the memory is not there, or somebody else's.`;
      return `${who} executes ${progName(names, verdict.place?.progIdx ?? null)} after its image was freed: the memory is int3 or somebody else's code.`;
    case 'torn-insn':
      return `${who} decodes bytes of which some belong to the old and some to the new instruction: what it executes is neither.`;
    case 'unclaimed-int3':
      return `${who} traps on an int3 that nobody has published: the kernel knows no owner for it and dies.`;
    case 'bad-memory':
      return `${who} touches memory that is not there${where}: a page fault in kernel mode, which is an oops.`;
    case 'undefined-opcode':
      return `${who} meets bytes that are no instruction: #UD in kernel mode, which is an oops.`;
    case 'divide-error':
      return `${who} divides by zero or overflows the quotient: #DE in kernel mode, which is an oops.`;
    case 'missing-endbr':
      return `${who} lands by an indirect jump elsewhere than on endbr64: with IBT that is #CP, which is an oops.`;
    case 'broken-registers':
      return `The program returns to ${who}'s kernel code with ${listOf(verdict.registers)} changed: the caller goes on with somebody else's values.`;
    case 'too-many-tail-calls':
      return `${who} makes tail call 34 of this run: the limit is 33 in a chain, so some count was lost or belongs to another chain.`;
    case 'not-modelled':
      return `${who} needs something that is not modelled here${where}, so it stops.`;
  }
}

/** Name of a verdict in a few words. */
export function verdictTitle(verdict: Verdict): string {
  return TITLES[verdict.verdict];
}

const TITLES: Readonly<Record<Verdict['verdict'], string>> = {
  'fell-through': 'unwound, fell through',
  'lost-registers': 'lost registers in a tail call',
  'freed-text': 'executed freed text',
  'torn-insn': 'executed torn bytes',
  'unclaimed-int3': 'unclaimed int3',
  'bad-memory': 'bad memory access',
  'undefined-opcode': 'undefined opcode',
  'divide-error': 'divide error',
  'missing-endbr': 'no endbr64 at the target',
  'broken-registers': 'returned with wrong registers',
  'too-many-tail-calls': 'more than 33 tail calls',
  'not-modelled': 'not modelled',
};
