export * from './action.ts';
export {
  type Disagreement,
  disagreements,
  lastRetval,
  mapInFlight,
  namedSlots,
} from './agreement.ts';
export * from './cpu-graph.ts';
export * from './event.ts';
export { FLUX_ENTRIES, HISTORY } from './flux.ts';
export { type ReplayInput } from './fold.ts';
export {
  clash,
  type Footprint,
  futureFootprint,
  isEverything,
  NO_FOOTPRINT,
  stepFootprint,
  withoutHandler,
} from './footprint.ts';
export type { StackFrame, StackSlot, StackSlotKind } from './frames.ts';
export * from './history.ts';
export * from './input.ts';
export { type CpuState, GPRS, inspectCpu } from './inspect.ts';
export type { PokeCall, ProtocolLocal, ProtocolValue, TextPokeCall } from './inspect-poke.ts';
export { pokeStatement } from './inspect-poke.ts';
export {
  actions,
  actorActions,
  advance,
  createMachine,
  initialState,
  type StepResult,
  step,
  stuckReason,
} from './machine.ts';
export { imageBytes, viewImageBytes } from './memory.ts';
export type { Machine } from './model.ts';
export { type MovedChoice, type MoveRefusal, moveChoice } from './move-choice.ts';
export {
  actorName,
  callName,
  lockName,
  type MachineNames,
  namesOf,
  opText,
  pokeNames,
  progName,
  siteName,
  slotName,
} from './names.ts';
export { leadingEvent, narrate } from './narrate.ts';
export { verdictSentence, verdictTitle } from './narrate-cpu.ts';
export { canSleep, PUBLIC_WORDS, publicWords, type Reach, reachOf } from './part-moves.ts';
export { PART, Parts } from './parts.ts';
export { createReplay, type Replay } from './replay.ts';
export { type RunTarget, type RunToResult, runTo, type ScriptMove } from './run-to.ts';
export { endReason, type Policy, type RunLimits, type RunResult, runAll } from './schedule.ts';
export { type Choice, Session } from './session.ts';
export { siteLetters, stateLetter } from './site-letters.ts';
export { siteInsn, siteStateOf } from './site-state.ts';
export type { MachineState } from './state.ts';
export { eventTitle } from './title.ts';
export * from './view.ts';
export {
  awaitedReaders,
  hasInt3,
  isQuiet,
  lockHolders,
  type OwnWait,
  ownWait,
  pendingIpis,
} from './waits.ts';
export * from './zero-facts.ts';
