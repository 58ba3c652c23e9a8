import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic, Span } from '../../core/base/index.ts';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { useSize } from '../shared/use-size.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { offerFocus } from './focus.ts';
import { leavePlace } from './handover.ts';
import { offerReveal } from './jump.ts';
import { type LineIndex, lineAt, statementSpan } from './line-index.ts';
import { type SiteMark, siteMarks } from './site-marks.ts';

const LINE_HEIGHT = 20;
const PADDING = 8;

/** Marks of one line. */
interface LineMarks {
  severity: Diagnostic['severity'] | null;
  pinned: boolean;
  hovered: boolean;
  site: SiteMark | null;
}

type MarkTable = ReadonlyMap<number, LineMarks>;

function useLineMarks(index: LineIndex): MarkTable {
  const diagnostics = usePage((page) => page.diagnostics);
  const fresh = usePage((page) => page.resultText === page.text);
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const pinned = usePage(selectPinned);
  const hovered = usePage(selectHovered);
  return useMemo(() => {
    const table = new Map<number, LineMarks>();
    const mark = (offset: number, change: Partial<LineMarks>): void => {
      const line = lineAt(index, offset);
      const none = { severity: null, pinned: false, hovered: false, site: null };
      table.set(line, { ...(table.get(line) ?? none), ...change });
    };
    for (const { severity, span } of [...diagnostics].reverse()) mark(span.start, { severity });
    // Places of an older text would light the wrong lines.
    if (!fresh || !result) return table;
    for (const span of hovered.spans) mark(span.start, { hovered: true });
    for (const span of pinned.spans) mark(span.start, { pinned: true });
    for (const site of siteMarks(result, view)) mark(site.offset, { site });
    return table;
  }, [index, diagnostics, fresh, result, view, pinned, hovered]);
}

/** The visible lines only: a long text has thousands. */
function Lines({
  count,
  top,
  height,
  render,
}: {
  count: number;
  top: number;
  height: number;
  render: (line: number) => ReactNode;
}) {
  const first = Math.max(0, Math.floor((top - PADDING) / LINE_HEIGHT) - 2);
  const last = Math.min(count, first + Math.ceil(height / LINE_HEIGHT) + 5);
  const lines = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  return (
    <div className="plain-lines" style={{ transform: `translateY(${PADDING - top}px)` }}>
      {lines.map((line) => (
        <div key={line} className="plain-line" style={{ top: line * LINE_HEIGHT }}>
          {render(line)}
        </div>
      ))}
    </div>
  );
}

function Gutter({ line, marks }: { line: number; marks: LineMarks | undefined }) {
  const site = marks?.site;
  return (
    <span className={marks?.severity ? `plain-number is-${marks.severity}` : 'plain-number'}>
      {site && site.state !== 'indirect' && <SiteGlyph state={site.state} size={12} />}
      {site?.state === 'indirect' && <span className="plain-indirect">~</span>}
      {line + 1}
    </span>
  );
}

function bandClass(marks: LineMarks | undefined): string {
  if (marks?.pinned) return 'plain-band is-pinned';
  if (marks?.hovered) return 'plain-band is-hovered';
  return marks?.severity ? `plain-band is-${marks.severity}` : 'plain-band';
}

function useRemoteControl(
  area: React.RefObject<HTMLTextAreaElement | null>,
  index: LineIndex,
): void {
  useEffect(() => offerFocus(() => area.current?.focus()), [area]);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    return () =>
      leavePlace({
        start: element.selectionStart,
        end: element.selectionEnd,
        scrollTop: element.scrollTop,
        focused: document.activeElement === element,
      });
  }, [area]);
  useEffect(
    () =>
      offerReveal((span: Span) => {
        const element = area.current;
        if (!element) return;
        element.focus();
        element.setSelectionRange(span.start, span.end);
        const y = lineAt(index, span.start) * LINE_HEIGHT;
        element.scrollTop = Math.max(0, y - element.clientHeight / 2);
      }),
    [area, index],
  );
}

/** A text area with line numbers and marks: the editor before the full one, and where that cannot run. */
export function PlainEditor({ index }: { index: LineIndex }) {
  const { edit, pin } = useActions();
  const text = usePage((page) => page.text);
  const marks = useLineMarks(index);
  const area = useRef<HTMLTextAreaElement>(null);
  const { height } = useSize(area);
  const [top, setTop] = useState(0);
  const count = index.starts.length;
  useRemoteControl(area, index);
  return (
    <div className="plain-editor">
      <div className="plain-gutter" aria-hidden="true">
        <Lines
          count={count}
          top={top}
          height={height}
          render={(line) => <Gutter line={line} marks={marks.get(line)} />}
        />
      </div>
      <div className="plain-text">
        <div className="plain-bands" aria-hidden="true">
          <Lines
            count={count}
            top={top}
            height={height}
            render={(line) => <span className={bandClass(marks.get(line))} />}
          />
        </div>
        <textarea
          ref={area}
          className="plain-area"
          aria-label="Lab text"
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          value={text}
          onChange={(event) => edit(event.target.value)}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
          onClick={(event) => {
            const { selectionStart, selectionEnd } = event.currentTarget;
            if (selectionStart !== selectionEnd) return;
            const span = statementSpan(text, index, lineAt(index, selectionStart));
            pin(span && { kind: 'source', span });
          }}
        />
      </div>
    </div>
  );
}
