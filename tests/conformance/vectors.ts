// The vectors of bpf_conformance: one program in mnemonics, the memory that it is given, and its result.
// Authority: the `.data` files themselves; `tests/oracle/conformance/README.md` says where they are from.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJsonLines } from '../oracle/golden.ts';

export interface Vector {
  readonly name: string;
  /** What stands under `-- asm`. */
  readonly asm: string;
  /** What stands under `-- mem`. */
  readonly mem: Uint8Array;
  /** r0 at the end, 64 bits; null where the file wants none. */
  readonly result: bigint | null;
  /** Slots under `-- raw`, each as a 64-bit number. */
  readonly raw: readonly bigint[];
}

interface VectorFile {
  readonly name: string;
  readonly text: string;
}

const SHIPPED = fileURLToPath(new URL('../oracle/conformance/vectors.jsonl.gz', import.meta.url));
const SECTION = /^-- *([a-z ]+?) *$/;

function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const title = SECTION.exec(line)?.[1];
    if (title === undefined) lines.push(line);
    else sections.set(title, (lines = []));
  }
  return sections;
}

/** Words of a section without its comments. */
function words(lines: readonly string[] | undefined): string[] {
  const plain = (lines ?? []).filter((line) => !line.startsWith('#'));
  return plain.flatMap((line) => line.split(/\s+/)).filter((word) => word !== '');
}

function parseVector({ name, text }: VectorFile): Vector {
  const sections = sectionsOf(text);
  const [result] = words(sections.get('result'));
  return {
    name,
    asm: (sections.get('asm') ?? []).join('\n'),
    mem: Uint8Array.from(words(sections.get('mem')), (byte) => Number.parseInt(byte, 16)),
    result: result === undefined ? null : BigInt(result),
    raw: words(sections.get('raw')).map(BigInt),
  };
}

function filesOf(folder: string): VectorFile[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.data'));
  return names.sort().map((file) => {
    return { name: file.slice(0, -5), text: readFileSync(join(folder, file), 'utf8') };
  });
}

/** The vectors that the project ships. */
export function readVectors(): Vector[] {
  return readJsonLines<VectorFile>(SHIPPED).map(parseVector);
}

/** The `.data` files of the folder that POKESCOPE_CONFORMANCE names; none without it. */
export function readMoreVectors(): Vector[] {
  const folder = process.env['POKESCOPE_CONFORMANCE'];
  return folder === undefined ? [] : filesOf(folder).map(parseVector);
}
