export { createLanguage, type LanguageSources } from './create-language.ts';
export type * from './types.ts';
