export { type AssembledBody, assembleBody } from './assemble-body.ts';
export {
  INITIAL_LINE_STATE,
  type LabToken,
  type LineState,
  type TokenKind,
  tokenize,
  tokenizeLine,
} from './highlight.ts';
export { assembleInsn } from './insn.ts';
export * from './lab.ts';
export { MNEMONICS } from './mnemonic-words.ts';
export { parseLab } from './parse-lab.ts';
export { COMMENT, END, NUMBER, STRING, scanWithComments, WORD } from './scan.ts';
export { nearest } from './suggest.ts';
export {
  EXPECT_WORDS,
  INSN_WORDS,
  LAB_DIRECTIVES,
  OP_WORDS,
  TYPE_WORDS,
  type VocabularyEntry,
} from './vocabulary.ts';
