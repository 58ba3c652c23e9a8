export { lexProtocol, type Token as ProtocolToken } from './lexer.ts';
export type { LibraryEntry } from './library/entry.ts';
export { libraryEntry, libraryNames, libraryProtocol } from './library/index.ts';
export * from './program.ts';
export { type ParsedProtocol, parseProtocol } from './protocol.ts';
