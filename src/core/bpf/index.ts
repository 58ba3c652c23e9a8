export * from './insn.ts';
export * from './types.ts';
