export { type DiffQuestion, type DiffSide, diffImages } from './diff-images.ts';
export * from './types.ts';
