// What is drawn beside the grid's rows, as one lazy chunk: text and bytes are on screen before it.

export { ArcGutter } from './ArcGutter.tsx';
export { Overview } from './Overview.tsx';
