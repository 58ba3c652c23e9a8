export * from './image.ts';
export { emitProg, jitProg } from './jit-prog.ts';
export { type FuncLayout, layoutProg, type ProgLayout } from './layout.ts';
