import { type ReactNode, useMemo } from 'react';
import { LineTokens } from './line-tokens.ts';
import { PlainLines, type Scroll } from './PlainLines.tsx';

interface PlainColoursProps {
  readonly text: string;
  readonly scroll: Scroll;
  readonly height: number;
}

function coloured(line: number, tokens: LineTokens): ReactNode {
  const text = tokens.textOf(line);
  return tokens.tokensOf(line).map(({ kind, start }, nth, all) => (
    <span key={start} className={`token is-${kind}`}>
      {text.slice(start, all[nth + 1]?.start ?? text.length)}
    </span>
  ));
}

/** The words of the text in their colours, behind a text area whose own are not seen. */
export function PlainColours({ text, scroll, height }: PlainColoursProps) {
  const tokens = useMemo(() => new LineTokens(), []);
  tokens.setText(text);
  return (
    <div className="plain-colours" aria-hidden="true">
      <PlainLines
        count={tokens.count}
        scroll={scroll}
        height={height}
        render={(line) => {
          const first = tokens.tokensOf(line)[0]?.start ?? tokens.textOf(line).length;
          return (
            <>
              {tokens.textOf(line).slice(0, first)}
              {coloured(line, tokens)}
            </>
          );
        }}
      />
    </div>
  );
}
