export { PROTOCOL_CODES, type ProtocolCode, type ProtocolCodeMeaning } from './codes.ts';
export { counterpartOf } from './counterparts.ts';
export {
  LAYOUT_PIECES,
  type LayoutPiece,
  otherFrame,
  PIECE_MEANINGS,
  parseLayoutOrder,
} from './layout.ts';
export { lexProtocol, type Token as ProtocolToken } from './lexer.ts';
export type { LibraryEntry, LibraryRole } from './library/entry.ts';
export { LIBRARY, libraryEntry, libraryNames, libraryProtocol } from './library/index.ts';
export { REFUSED as PROTOCOL_REFUSED } from './parse.ts';
export * from './program.ts';
export { bypassSpan, noSuchSite, type ParsedProtocol, parseProtocol } from './protocol.ts';
export {
  PROTOCOL_VOCABULARY,
  type VocabularyKind,
  type VocabularyWord,
} from './vocabulary.ts';
