export * from './event.ts';
export * from './input.ts';
export * from './view.ts';
