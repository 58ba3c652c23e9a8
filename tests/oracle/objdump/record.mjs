// Records objdump's text for the instructions of a vector file, in place:
//   node tests/oracle/objdump/record.mjs tests/oracle/objdump/NAME.tsv.gz
// A line is `hex <tab> AT&T <tab> Intel`; instruction i stands at address 16 * i, padded with nops.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const SLOT = 16;
const OBJDUMP = ['-D', '-b', 'binary', '-m', 'i386:x86-64', '--insn-width=16', '-M'];

function disassemble(file, syntax) {
  const out = execFileSync('objdump', [...OBJDUMP, syntax, file], { maxBuffer: 2 ** 30 });
  const texts = new Map();
  for (const line of out.toString().split('\n')) {
    const match = /^ *([0-9a-f]+):\t([0-9a-f ]+?) *\t(.*)$/.exec(line);
    if (match === null) continue;
    const hex = match[2].replaceAll(' ', '');
    texts.set(Number.parseInt(match[1], 16), { hex, text: match[3].replace(/\s+/g, ' ').trim() });
  }
  return texts;
}

const [file] = process.argv.slice(2);
const hexes = gunzipSync(readFileSync(file)).toString().trim().split('\n');
const insns = hexes.map((line) => Buffer.from(line.split('\t')[0], 'hex'));
const folder = mkdtempSync(join(tmpdir(), 'objdump-'));
const image = Buffer.alloc(insns.length * SLOT, 0x90);
for (const [i, insn] of insns.entries()) insn.copy(image, i * SLOT);
writeFileSync(join(folder, 'image'), image);
const att = disassemble(join(folder, 'image'), 'intel64');
const intel = disassemble(join(folder, 'image'), 'intel64,intel');
rmSync(folder, { recursive: true });
const lines = insns.map((_, i) => {
  const found = att.get(i * SLOT);
  return `${found.hex}\t${found.text}\t${intel.get(i * SLOT).text}\n`;
});
writeFileSync(file, gzipSync(lines.join(''), { level: 9 }));
