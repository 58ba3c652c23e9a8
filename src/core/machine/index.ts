export * from './event.ts';
export * from './input.ts';
export {
  type Action,
  actions,
  createMachine,
  initialState,
  type MachineState,
  type RunLimits,
  type RunResult,
  runAll,
  type StepResult,
  step,
} from './machine.ts';
export type { Machine } from './model.ts';
export * from './view.ts';
