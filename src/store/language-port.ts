// What an editor may ask of the text, answered by the engine's worker.

export type { AsyncLanguage } from '../worker/protocol.ts';
