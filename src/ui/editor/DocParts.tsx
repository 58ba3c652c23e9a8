import type { DocPart } from '../../core/language/index.ts';
import { Words } from './Words.tsx';

function Table({ rows }: { rows: readonly (readonly string[])[] }) {
  const [head = [], ...body] = rows;
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell) => (
            <th key={cell} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((cells) => (
          <tr key={cells.join()}>
            {cells.map((cell, nth) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <td key={nth}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Part({ part }: { part: DocPart }) {
  switch (part.kind) {
    case 'text':
      return (
        <p>
          <Words text={part.text} />
        </p>
      );
    case 'code':
      return <pre>{part.text}</pre>;
    case 'table':
      return <Table rows={part.rows} />;
  }
}

/** An explanation as the language service gives it. */
export function DocParts({ parts }: { parts: readonly DocPart[] }) {
  return (
    <div className="doc">
      {parts.map((part, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name
        <Part key={nth} part={part} />
      ))}
    </div>
  );
}
