import { useEffect, useState } from 'react';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { useSignal } from '../shared/signals.ts';
import type { FuncSection } from './byte-rows.ts';
import type { Syntax } from './insn-text.ts';

export interface CopyInput {
  readonly result: LabResult;
  readonly view: MachineView | null;
  readonly syntax: Syntax;
  readonly sections: readonly FuncSection[];
  /** The function in view. */
  readonly current: FuncSection | null;
}

/** How long the page says that it has copied, in ms. */
const SAID_MS = 2500;

async function copyText(input: CopyInput, which: 'view' | 'all'): Promise<string> {
  const { result, view, syntax, sections, current } = input;
  const wanted = which === 'all' || !current ? sections : [current];
  const { objdumpText } = await import('./around-set.ts');
  try {
    await navigator.clipboard.writeText(objdumpText(result, view, wanted, syntax));
    return which === 'all' ? 'Copied all functions' : `Copied ${current?.name ?? 'the function'}`;
  } catch {
    return 'The browser refused the clipboard';
  }
}

/** Copies functions as objdump text, by button and by command; `copied` says for a moment what came of it. */
export function useCopyObjdump(input: CopyInput) {
  const [copied, setCopied] = useState('');
  const copy = (which: 'view' | 'all') => void copyText(input, which).then(setCopied);
  useSignal('copy-objdump', copy);
  useEffect(() => {
    if (copied === '') return undefined;
    const timer = setTimeout(() => setCopied(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return { copied, copy };
}
