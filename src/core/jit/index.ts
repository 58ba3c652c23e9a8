export * from './image.ts';

export { interpretedProg } from './interpreted.ts';
export { emitProg, jitProg } from './jit-prog.ts';
export { type FuncLayout, layoutProg, type ProgLayout } from './layout.ts';
export { x86Reg } from './registers.ts';
export {
  JUMP_FORMS,
  type JumpForm,
  type JumpKind,
  type PassRules,
  type PassTrace,
  type TracedJump,
  type TracedPass,
  tracePasses,
} from './trace-passes.ts';
