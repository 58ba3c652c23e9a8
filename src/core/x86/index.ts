export { type DecodedCode, decodeAll, decodeInsn, fieldsOf } from './decode.ts';
export {
  type BitSize,
  ENCODING_FIELDS,
  type EncodingField,
  type ImmOperand,
  type MemOperand,
  type MoffsOperand,
  pairValue,
  type RegOperand,
  type RelOperand,
  type Segment,
  type SegmentOperand,
  type X86Bad,
  type X86Insn,
  type X86Operand,
  type X86Prefixes,
} from './decode-insn.ts';
export type { X86Op } from './decode-rows.ts';
export { printAtt, printIntel, type Symbolize } from './print.ts';
