// One instruction, in LLVM's dialect or as a mnemonic: dispatch on its first token.
// Authority: BPFAsmParser::ParseInstruction of LLVM for what can begin a statement; mnemonics begin with
// words that LLVM refuses there.

import { type Diagnostic, err, ok, type Result } from '../base/index.ts';
import {
  BPF_MEM,
  BPF_ST,
  BPF_STX,
  decodeInsns,
  type Insn,
  isLdImm64,
  ldImm64,
} from '../bpf/index.ts';
import { parseAccess, parseAddress, UNSIGNED_ACCESS } from './address.ts';
import { Cursor } from './cursor.ts';
import { type Draft, plain } from './draft.ts';
import { parseImm32, parseImmediate, startsImmediate } from './expression.ts';
import { parseRegStatement } from './insn-assign.ts';
import { parseLock, parseStoreRelease } from './insn-atomic.ts';
import {
  parseCall,
  parseCallx,
  parseExit,
  parseGoto,
  parseGotol,
  parseIf,
  parseMayGoto,
} from './insn-jump.ts';
import {
  looksMnemonic,
  parseLocalCall,
  parseMnemonic,
  parseMnemonicCall,
  parseMnemonicCallx,
  parseMnemonicLock,
} from './mnemonic.ts';
import { MNEMONICS } from './mnemonic-words.ts';
import { Reports } from './reports.ts';
import { scan } from './scan.ts';

/** `*(u32 *)(rX + off) = ...`. */
function parseStore(cur: Cursor): Draft | null {
  cur.next();
  const access = parseAccess(cur, UNSIGNED_ACCESS);
  if (access === null) return null;
  const address = parseAddress(cur);
  if (address === null || !cur.need('=')) return null;
  const code = BPF_MEM | access.size;
  if (startsImmediate(cur)) {
    const imm = parseImm32(cur);
    return imm === null ? null : plain(BPF_ST | code, address.base, 0, address.off, imm);
  }
  const src = cur.needReg(access.bits < 64 && cur.peekReg() >= 16);
  return src === null ? null : plain(BPF_STX | code, address.base, src.num, address.off, 0);
}

/** `ld_pseudo rX, SRC, VALUE`: ld_imm64 with its src field as a number. */
function parseLdPseudo(cur: Cursor): Draft | null {
  const dst = cur.needReg(false);
  if (dst === null) return null;
  cur.take(',');
  const { span } = cur;
  const src = parseImm32(cur);
  if (src === null) return null;
  if (src < 0 || src > 15) return cur.fail('imm-range', span, 'immediate out of range');
  cur.take(',');
  const value = parseImmediate(cur);
  if (value === null) return null;
  return { slots: ldImm64(dst.num, src, BigInt(value)), symbol: null };
}

// Words that begin statements of both dialects: what follows decides.

function parseEitherCall(cur: Cursor): Draft | null {
  const draft = parseMnemonicCall(cur);
  return draft === undefined ? parseCall(cur) : draft;
}

function parseEitherCallx(cur: Cursor): Draft | null {
  return cur.is('%') ? parseMnemonicCallx(cur) : parseCallx(cur);
}

function parseEitherLock(cur: Cursor): Draft | null {
  return cur.isWordToken ? parseMnemonicLock(cur) : parseLock(cur);
}

const STATEMENTS: ReadonlyMap<string, (cur: Cursor) => Draft | null> = new Map([
  ['if', parseIf],
  ['goto', parseGoto],
  ['gotol', parseGotol],
  ['may_goto', parseMayGoto],
  ['call', parseEitherCall],
  ['callx', parseEitherCallx],
  ['callrel', parseLocalCall],
  ['exit', parseExit],
  ['lock', parseEitherLock],
  ['ld_pseudo', parseLdPseudo],
  ['store_release', parseStoreRelease],
]);

/** Words that can begin an instruction, besides registers. */
const STATEMENT_WORDS: readonly string[] = [...STATEMENTS.keys()];

function parseStatement(cur: Cursor): Draft | null {
  const reg = cur.takeFirstReg();
  if (reg !== null) return parseRegStatement(cur, reg);
  if (cur.is('*')) return parseStore(cur);
  const parse = cur.isWordToken ? STATEMENTS.get(cur.word.toLowerCase()) : undefined;
  if (parse !== undefined) {
    cur.next();
    return parse(cur);
  }
  const draft = parseMnemonic(cur);
  if (draft !== undefined) return draft;
  const hint = cur.suggest(looksMnemonic(cur) ? MNEMONICS.keys() : STATEMENT_WORDS);
  return cur.fail('unknown-insn', cur.span, 'invalid register/token name', hint);
}

/** Parses the statement at the cursor. Null after a report. */
export function parseInsn(cur: Cursor): Draft | null {
  const draft = parseStatement(cur);
  return draft !== null && cur.needEnd() ? draft : null;
}

function slotOf(value: bigint): Insn[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return decodeInsns(bytes);
}

/** `.8byte VALUE, VALUE...`, behind the directive: raw slots, a ld_imm64 with both of its own. */
export function parseRawInsns(cur: Cursor): Draft[] | null {
  const drafts: Draft[] = [];
  let low: Insn | null = null;
  do {
    const value = parseImmediate(cur);
    if (value === null) return null;
    for (const slot of slotOf(BigInt(value))) {
      if (low !== null) {
        drafts.push({ slots: [low, slot], symbol: null });
        low = null;
      } else if (isLdImm64(slot)) low = slot;
      else drafts.push({ slots: [slot], symbol: null });
    }
  } while (cur.take(','));
  if (low !== null)
    return cur.failOperand('a ld_imm64 needs its second slot in the same directive');
  return cur.needEnd() ? drafts : null;
}

/**
 * Assembles one instruction that stands alone: no labels, no symbols. One slot, or two for ld_imm64.
 * Takes everything that `printInsn` prints, callx and `.8byte` included.
 */
export function assembleInsn(text: string): Result<readonly Insn[], readonly Diagnostic[]> {
  const reports = new Reports();
  const cur = new Cursor(scan(text), reports);
  cur.beginStatement();
  const drafts = cur.takeWord('.8byte') ? parseRawInsns(cur) : [parseInsn(cur)];
  if (drafts !== null && drafts.length > 1) {
    reports.error('unexpected-token', cur.statementSpan, 'one instruction at a time');
  }
  const draft = drafts?.[0];
  if (draft?.symbol) {
    reports.error('undefined-symbol', draft.symbol.span, `undefined symbol '${draft.symbol.name}'`);
  }
  cur.skipStatement();
  while (!cur.done && cur.atEnd) cur.next();
  if (!cur.done) reports.error('unexpected-token', cur.span, 'one instruction at a time');
  const diagnostics = reports.list();
  return draft && diagnostics.length === 0 ? ok(draft.slots) : err(diagnostics);
}
