import { type ComponentType, type CSSProperties, memo, useMemo } from 'react';
import { CpuTag } from '../shared/CpuTag.tsx';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import { wordsOf } from './protocol-lines.ts';

export interface ProtocolTextProps {
  /** Stands in the gutter of each line. */
  readonly LineControl?:
    | ComponentType<{ readonly role: 'map_poke' | 'text_poke'; readonly line: number }>
    | undefined;
  readonly title: 'map_poke' | 'text_poke';
  readonly name: string;
  readonly text: string;
  /** 1-based line that the last step ran. */
  readonly line: number | null;
  /** Line that each CPU with a call under way is at, such as "12A 14B": equal as long as none moves. */
  readonly others: string;
}

/** Depth of a line in columns, for wrapped parts to stand under its beginning. */
function indentOf(source: string): CSSProperties {
  return { '--indent': source.length - source.trimStart().length } as CSSProperties;
}

/** "12A1": line, letter and hue of a CPU. */
const AT_LINE = /(\d+)([A-Z])(\d)/;

function tagsOf(
  others: string,
): { readonly line: number; readonly cpu: Omit<CpuLetter, 'actor'> }[] {
  return others.split(' ').flatMap((word) => {
    const [, line, letter, hue] = AT_LINE.exec(word) ?? [];
    if (!line || !letter) return [];
    return [{ line: Number(line), cpu: { letter, hue: Number(hue), name: `CPU ${letter}` } }];
  });
}

export const ProtocolText = memo(function ProtocolText(props: ProtocolTextProps) {
  const { title, name, text, line, others, LineControl } = props;
  const lines = useMemo(() => text.trimEnd().split('\n'), [text]);
  const tags = tagsOf(others);
  return (
    <figure className="protocol">
      <figcaption>
        <b>{title}</b> <code>{name}</code>
      </figcaption>
      <pre tabIndex={0} aria-label={`${title} ${name}`}>
        {lines.map((source, nth) => {
          const here = tags.filter((tag) => tag.line === nth + 1);
          const isCurrent = nth + 1 === line;
          const mark = isCurrent ? ' is-current' : here.length > 0 ? ' is-elsewhere' : '';
          return (
            <code
              key={nth}
              className={`protocol-line${mark}`}
              aria-current={isCurrent ? 'step' : undefined}
              style={indentOf(source)}
            >
              {LineControl && <LineControl role={title} line={nth + 1} />}
              {here.length > 0 && (
                <span className="protocol-tags">
                  {here.map(({ cpu }) => (
                    <CpuTag key={cpu.letter} {...cpu} />
                  ))}
                </span>
              )}
              {wordsOf(source.trimStart()).map((word, at) => (
                <span key={at} className={`is-${word.tone}`}>
                  {word.text}
                </span>
              ))}
              {'\n'}
            </code>
          );
        })}
      </pre>
    </figure>
  );
});
