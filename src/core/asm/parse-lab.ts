// The lab file: directives, the parts between them, and what must agree across parts.
// Authority: GRAMMAR.md beside this file; LLVM's assembler for what stands between directives.
// Not modelled: macros, symbol assignment, data within functions.

import type { Diagnostic, Span } from '../base/index.ts';
import { Body } from './body.ts';
import { type Code, CodeReader } from './code-reader.ts';
import { Cursor } from './cursor.ts';
import {
  type ProgHeader,
  parseCpuNumber,
  parseKernel,
  parseLayout,
  parseMap,
  parseProgHeader,
  parseProtocolHeader,
} from './declare.ts';
import type {
  Lab,
  LabCode,
  LabKernel,
  LabMap,
  LabName,
  LabOp,
  LabProg,
  LabProtocol,
} from './lab.ts';
import { type NameKind, Names } from './names.ts';
import { Reports } from './reports.ts';
import { END, scan, type Tokens } from './scan.ts';
import {
  checkExpect,
  checkOp,
  type Declarations,
  type DraftExpect,
  type DraftOp,
  parseExpect,
  parseOp,
} from './statement.ts';

interface DraftCpu {
  readonly cpu: number;
  readonly ops: DraftOp[];
  readonly directive: Span;
}

/** What the statements at the cursor belong to. */
type Part =
  | { readonly kind: 'none' }
  | { readonly kind: 'code'; readonly code: Code }
  | { readonly kind: 'ops'; readonly ops: DraftOp[] }
  | { readonly kind: 'expect' };

const NO_NAME: LabName = { name: '', span: { start: 0, end: 0 } };

class LabParser {
  private readonly tokens: Tokens;
  private readonly cur: Cursor;
  private readonly reports = new Reports();
  private readonly names: Names;
  private part: Part = { kind: 'none' };
  private readonly code: CodeReader;
  private strayReported = false;

  private kernel: LabKernel | null = null;
  private layout: LabName | null = null;
  private readonly maps: LabMap[] = [];
  private readonly codes: Code[] = [];
  private init: { readonly ops: DraftOp[]; readonly directive: Span } | null = null;
  private readonly cpus = new Map<number, DraftCpu>();
  private readonly expects: DraftExpect[] = [];
  private readonly protocols: LabProtocol[] = [];

  constructor(text: string) {
    this.tokens = scan(text);
    this.cur = new Cursor(this.tokens, this.reports);
    this.names = new Names(this.reports);
    this.code = new CodeReader(this.cur);
  }

  run(): { lab: Lab; diagnostics: Diagnostic[] } {
    const { cur, tokens, reports } = this;
    while (!cur.done) {
      cur.beginStatement();
      if (!cur.atEnd) this.statement();
      cur.skipStatement();
    }
    if (tokens.openComment >= 0) {
      const span = { start: tokens.openComment, end: tokens.openComment + 2 };
      reports.error('unterminated-comment', span, 'unterminated comment');
    }
    const lab = this.finish();
    return { lab, diagnostics: reports.list() };
  }

  private finish(): Lab {
    const { names, reports, expects } = this;
    const maps = new Map(this.maps.map((map) => [map.name, map]));
    const declarations: Declarations = { names, maps, runners: this.runners(), reports };
    const checked = (ops: readonly DraftOp[]): LabOp[] =>
      ops.filter((draft) => checkOp(draft, declarations)).map((draft) => draft.op);
    const progs: LabProg[] = [];
    const funcs: LabCode[] = [];
    for (const code of this.codes) {
      const insns = code.body.resolve(names);
      if (!code.valid) continue;
      const { name, header, directive } = code;
      const labCode = { ...name, insns, labels: code.body.labelList(), directive };
      if (header === null) funcs.push(labCode);
      else progs.push({ ...labCode, ...header });
    }
    return {
      kernel: this.kernel,
      maps: this.maps,
      progs,
      funcs,
      init: checked(this.init?.ops ?? []),
      cpus: [...this.cpus.values()].map((cpu) => ({ ...cpu, ops: checked(cpu.ops) })),
      expects: expects.filter((one) => checkExpect(one, declarations)).map((one) => one.expect),
      protocols: this.protocols,
      layout: this.layout,
    };
  }

  private runners(): Set<number> {
    const cpus = [...this.cpus.values()];
    return new Set(
      cpus.filter(({ ops }) => ops.some(({ op }) => op.kind === 'run')).map((one) => one.cpu),
    );
  }

  private statement(): void {
    const { cur } = this;
    if (this.directive()) return;
    switch (this.part.kind) {
      case 'code':
        this.code.statement(this.part.code);
        return;
      case 'ops': {
        const op = parseOp(cur);
        if (op !== null) this.part.ops.push(op);
        return;
      }
      case 'expect': {
        const expect = parseExpect(cur);
        if (expect !== null) this.expects.push(expect);
        return;
      }
      default:
        this.stray();
    }
  }

  private stray(): void {
    if (this.strayReported || this.code.inData) return;
    this.strayReported = true;
    const { cur } = this;
    const hint = 'begin a program with `.prog NAME TYPE`, or a function with `.func NAME`';
    cur.fail('stray-insn', cur.wholeStatement, 'instruction outside of .prog and .func', hint);
  }

  /** Handles a statement that begins with a dot; false if it does not. */
  private directive(): boolean {
    const { cur } = this;
    if (!cur.isWordToken || cur.text.charCodeAt(cur.start) !== 46 || cur.peekIs(1, ':'))
      return false;
    const { word, span } = cur;
    const handle = LAB_HANDLERS.get(word);
    if (handle !== undefined) {
      cur.next();
      this.beginPart();
      handle(this, span);
      return true;
    }
    return this.code.directive(word, span);
  }

  private beginPart(): void {
    this.part = { kind: 'none' };
    this.code.reset();
    this.strayReported = false;
  }

  private needName(what: string): LabName | null {
    return this.cur.takeName() ?? this.cur.failExpected(what);
  }

  private declare(kind: NameKind, what: string): LabName | null {
    const name = this.needName(what);
    return name !== null && this.names.declare(kind, name) ? name : null;
  }

  private beginCode(name: LabName | null, header: ProgHeader | null, directive: Span): Code {
    const body = new Body(this.reports);
    const code = { name: name ?? NO_NAME, header, body, directive, valid: name !== null };
    this.codes.push(code);
    this.part = { kind: 'code', code };
    return code;
  }

  /** Reports what follows a directive that takes nothing more. */
  private needEnd(): void {
    if (!this.cur.atEnd) this.cur.failExpected('the end of the line');
  }

  private twice(name: string, directive: Span, first: Span): void {
    this.reports.error('duplicate-directive', directive, `${name} is given twice`, {
      related: [{ span: first, message: 'the first one' }],
    });
  }

  onKernel(directive: Span): void {
    const kernel = parseKernel(this.cur);
    if (kernel === null) return;
    if (this.kernel !== null) this.twice('.kernel', directive, this.kernel.span);
    else this.kernel = kernel;
  }

  onMap(directive: Span): void {
    const name = this.declare('map', 'a name for the map');
    if (name === null) return;
    const map = parseMap(this.cur, name, directive);
    if (map !== null) this.maps.push(map);
  }

  onProg(directive: Span): void {
    const name = this.declare('prog', 'a name for the program');
    const header = name === null ? null : parseProgHeader(this.cur);
    this.beginCode(header === null ? null : name, header, directive);
  }

  onFunc(directive: Span): void {
    const name = this.declare('func', 'a name for the function');
    if (name !== null) this.needEnd();
    this.beginCode(name, null, directive);
  }

  onInit(directive: Span): void {
    this.needEnd();
    if (this.init !== null) this.twice('.init', directive, this.init.directive);
    const ops = this.init?.ops ?? [];
    this.init ??= { ops, directive };
    this.part = { kind: 'ops', ops };
  }

  onCpu(directive: Span): void {
    const cpu = parseCpuNumber(this.cur);
    const ops: DraftOp[] = [];
    this.part = { kind: 'ops', ops };
    if (cpu === null) return;
    const first = this.cpus.get(cpu);
    if (first !== undefined) {
      this.twice(`.cpu ${cpu}`, directive, first.directive);
      return;
    }
    this.cpus.set(cpu, { cpu, ops, directive });
  }

  onExpect(): void {
    this.needEnd();
    this.part = { kind: 'expect' };
  }

  onLayout(directive: Span): void {
    const layout = parseLayout(this.cur);
    if (layout === null) return;
    if (this.layout !== null) this.twice('.layout', directive, this.layout.span);
    else this.layout = layout;
  }

  onProtocol(directive: Span): void {
    const header = parseProtocolHeader(this.cur);
    const body = this.takeProtocolBody();
    if (header === null) return;
    const first = this.protocols.find((other) => other.role === header.role);
    if (first !== undefined) this.twice(`.protocol ${header.role}`, directive, first.directive);
    else this.protocols.push({ ...header, body, directive });
  }

  /** Everything up to the next line that begins with a directive, as it was written. */
  private takeProtocolBody(): LabProtocol['body'] {
    const { cur } = this;
    cur.skipStatement();
    const start = cur.lastEnd;
    let end = start;
    let lineBegins = true;
    while (!cur.done) {
      if (lineBegins && cur.isWordToken && LAB_HANDLERS.has(cur.word)) break;
      lineBegins = cur.kind === END;
      // A semicolon ends a statement here as there; a line end says nothing in a protocol.
      if (!lineBegins || cur.text[cur.start] === ';') end = cur.end;
      cur.next();
    }
    cur.back();
    return end === start ? null : { text: cur.text.slice(start, end), span: { start, end } };
  }
}

const LAB_HANDLERS: ReadonlyMap<string, (parser: LabParser, directive: Span) => void> = new Map([
  ['.kernel', (parser, directive) => parser.onKernel(directive)],
  ['.map', (parser, directive) => parser.onMap(directive)],
  ['.prog', (parser, directive) => parser.onProg(directive)],
  ['.func', (parser, directive) => parser.onFunc(directive)],
  ['.init', (parser, directive) => parser.onInit(directive)],
  ['.cpu', (parser, directive) => parser.onCpu(directive)],
  ['.expect', (parser) => parser.onExpect()],
  ['.layout', (parser, directive) => parser.onLayout(directive)],
  ['.protocol', (parser, directive) => parser.onProtocol(directive)],
]);

/**
 * Parses a lab file. Whatever the text, it returns: what is wrong is in `diagnostics`, in the order of the
 * text, and the part it concerns is missing from `lab`. Time is linear in the length of the text.
 */
export function parseLab(text: string): { lab: Lab; diagnostics: Diagnostic[] } {
  return new LabParser(text).run();
}
