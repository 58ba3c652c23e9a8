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

/** Hands the user a file to keep. */
export function saveFile(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click; it holds its own reference by then.
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** A file name out of a title: "The life of a slot" becomes "the-life-of-a-slot.lab". */
export function labFileName(title: string): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${slug || 'lab'}.lab`;
}
