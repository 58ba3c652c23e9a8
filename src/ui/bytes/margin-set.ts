// What draws the grid, as one lazy chunk: text and bytes are on screen before it.

export { GridCanvas } from './GridCanvas.tsx';
export { Overview } from './Overview.tsx';
