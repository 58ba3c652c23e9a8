export { LAYOUT_PIECES, type LayoutPiece, parseLayoutOrder } from './layout.ts';
export { lexProtocol, type Token as ProtocolToken } from './lexer.ts';
export type { LibraryEntry, LibraryRole } from './library/entry.ts';
export { libraryEntry, libraryNames, libraryProtocol } from './library/index.ts';
export * from './program.ts';
export { type ParsedProtocol, parseProtocol } from './protocol.ts';
