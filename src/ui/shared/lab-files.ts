// Labs as files: picked, dropped, saved.

import type { LabFile } from '../../store/model.ts';

const ACCEPTED = '.lab,.txt,.s,.json,.pokescope';

/** Asks for a file and reads it; never answers when the user changes their mind. */
export function pickFile(onRead: (content: string) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = ACCEPTED;
  input.addEventListener('change', () => {
    void input.files?.[0]?.text().then(onRead);
  });
  input.click();
}

/** Names and contents of files, in their order. */
export function readFiles(files: readonly File[]): Promise<LabFile[]> {
  return Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
}

const KEPT_MS = 10_000;

/** Hands the user a file to keep. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

export function saveText(text: string, name: string, type = 'text/plain'): void {
  saveBlob(new Blob([text], { type: `${type};charset=utf-8` }), name);
}

/** Lower case words with hyphens; `lab` where a title has none in Latin letters. */
export function slugOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/[\u{300}-\u{36f}'’]/gu, '');
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'lab' : slug;
}

/** "The life of a slot" becomes "the-life-of-a-slot.lab". */
export function labFileName(title: string): string {
  return `${slugOf(title)}.lab`;
}
