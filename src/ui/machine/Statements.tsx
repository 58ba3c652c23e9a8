import type { LabResult } from '../../core/pipeline/index.ts';
import { lineText, type ProtocolLines } from './protocol-lines.ts';

/** Statement of map_poke, and below it the one of text_poke, that an actor is at; '' for none. */
export function statementsOf(result: LabResult, lines: ProtocolLines | undefined): string {
  if (!lines) return '';
  const { mapPoke, textPoke } = result.protocols;
  const texts = [lineText(mapPoke.text, lines.mapPoke), lineText(textPoke.text, lines.textPoke)];
  return texts.filter(Boolean).join('\n');
}

/** The statements of `statementsOf`, each further in than the one that called it. */
export function Statements({ text }: { text: string }) {
  if (text === '') return null;
  return text.split('\n').map((line, depth) => (
    <code key={line} className={depth === 0 ? 'statement' : 'statement is-inner'} title={line}>
      {line}
    </code>
  ));
}
