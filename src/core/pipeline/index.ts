export type { ChosenLayout } from './choose-layout.ts';
export {
  type ComparedRow,
  type CompareQuestion,
  type Comparison,
  compareProtocols,
} from './compare.ts';
export type { ComparedCounts, ComparedSide, ComparedStep } from './compared-side.ts';
export { compile } from './compile.ts';
export { exploreLab } from './explore-lab.ts';
export { imagesUnder, type LabImages } from './images-under.ts';
export { KeptVerdicts } from './kept-verdicts.ts';
export { labExpects } from './lab-expects.ts';
export { type LabPasses, labPasses, type PassesQuestion } from './lab-passes.ts';
export {
  bytesOfSite,
  bytesOfSlot,
  descriptorOf,
  highlightFor,
  spanOfSlot,
} from './links.ts';
export type { Override } from './override.ts';
export type { ActorResult, LabResult, ProgResult, Timeline } from './result.ts';
export { type RunOptions, withTimeline } from './run-lab.ts';
export type { ByteRange, Highlight, Selection } from './selection.ts';
