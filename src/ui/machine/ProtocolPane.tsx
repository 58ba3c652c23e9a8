import { type CSSProperties, memo, useMemo } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import { protocolLines, wordsOf } from './protocol-lines.ts';

interface ProtocolTextProps {
  readonly title: string;
  readonly name: string;
  readonly text: string;
  /** 1-based line that the last step ran. */
  readonly line: number | null;
}

/** Depth of a line in columns, for wrapped parts to stand under its beginning. */
function indentOf(source: string): CSSProperties {
  return { '--indent': source.length - source.trimStart().length } as CSSProperties;
}

const ProtocolText = memo(function ProtocolText({ title, name, text, line }: ProtocolTextProps) {
  const lines = useMemo(() => text.trimEnd().split('\n'), [text]);
  return (
    <figure className="protocol">
      <figcaption>
        <b>{title}</b> <code>{name}</code>
      </figcaption>
      <pre tabIndex={0} aria-label={`${title} ${name}`}>
        {lines.map((source, nth) => (
          <code
            key={nth}
            className={nth + 1 === line ? 'protocol-line is-current' : 'protocol-line'}
            aria-current={nth + 1 === line ? 'step' : undefined}
            style={indentOf(source)}
          >
            {wordsOf(source.trimStart()).map((word, at) => (
              <span key={at} className={`is-${word.tone}`}>
                {word.text}
              </span>
            ))}
            {'\n'}
          </code>
        ))}
      </pre>
    </figure>
  );
});

/** Both protocols, with the statement lit that the last step ran. */
export function ProtocolPane({ result, cursor }: { result: LabResult; cursor: number }) {
  const lines = protocolLines(result.timeline?.steps ?? [], cursor);
  const { mapPoke, textPoke } = result.protocols;
  return (
    <div className="machine-block">
      <h2>Protocols</h2>
      <ProtocolText title="map_poke" {...mapPoke} line={lines.mapPoke} />
      <ProtocolText title="text_poke" {...textPoke} line={lines.textPoke} />
    </div>
  );
}
