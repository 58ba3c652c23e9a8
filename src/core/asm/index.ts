export { assembleInsn } from './insn.ts';
export * from './lab.ts';
export { parseLab } from './parse-lab.ts';
