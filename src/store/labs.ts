// The built-in labs, for the page to list.

export { type BuiltinLab, LABS } from '../labs/index.ts';
