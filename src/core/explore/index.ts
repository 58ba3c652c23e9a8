export { PROPERTIES, PROPERTY_IDS, type Property, type PropertyId } from './properties.ts';
export { createSearch, type Search } from './search.ts';
export type * from './types.ts';
