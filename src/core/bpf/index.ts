export {
  accessSize,
  callTarget,
  insnClass,
  insnSlots,
  isCall,
  isCondJump,
  isExit,
  isGoto,
  isHelperCall,
  isJump,
  isLdImm64,
  isPseudoCall,
  isTailCall,
  jumpTarget,
} from './classify.ts';
export {
  decodeInsns,
  encodeInsns,
  hexToInsns,
  insnsToHex,
  ldImm64,
  ldImm64Value,
} from './codec.ts';
export { HELPERS, type Helper, helperById, helperByName } from './helper.ts';
export type { Insn } from './insn.ts';
export { MAP_TYPES, type MapTypeInfo, mapTypeInfo } from './map-type.ts';
export * from './opcode.ts';
export { ALU_TEXT, ATOMIC_TEXT, JMP_TEXT, printInsn } from './print.ts';
export { type DisasmNames, printDisasm } from './print-disasm.ts';
export { listRead, printRead } from './print-read.ts';
export { printXlated } from './print-xlated.ts';
export {
  PROG_SECTION_NAMES,
  PROG_TYPES,
  type ProgSection,
  parseProgSection,
} from './prog-type.ts';
export type { MapDef, MapType, ProgType } from './types.ts';
