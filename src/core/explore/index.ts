export { PROPERTY_IDS, type Property, type PropertyId } from './properties.ts';
export type * from './types.ts';
