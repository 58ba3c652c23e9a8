export type { PromelaExpect, PromelaOptions } from './lab.ts';
export { promelaModel } from './model.ts';
export { PROMELA_PROPERTIES, type PromelaProperty } from './properties.ts';
