import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Span } from '../../core/base/index.ts';
import { SiteGlyph } from '../shared/SiteGlyph.tsx';
import { useSize } from '../shared/use-size.ts';
import { useActions, usePage, usePageStore } from '../shell/page-context.tsx';
import { offerApply, withEdits } from './apply-edits.ts';
import { setCaret } from './caret.ts';
import { offerFocus } from './focus.ts';
import { leavePlace } from './handover.ts';
import { offerReveal } from './jump.ts';
import { type LineIndex, lineAt, statementSpan } from './line-index.ts';
import { optional } from './optional.tsx';
import { LINE_HEIGHT, PlainLines, type Scroll } from './PlainLines.tsx';
import './plain.css';
import type { EditorMode } from './use-full-editor.ts';
import { type LineMarks, useLineMarks } from './use-line-marks.ts';

type Area = React.RefObject<HTMLTextAreaElement | null>;

/** Only where the full editor never comes. */
const PlainColours = optional(async () => (await import('./plain-set.ts')).PlainColours);
const PlainTools = optional(async () => (await import('./plain-set.ts')).PlainTools);

function Gutter({ line, marks }: { line: number; marks: LineMarks | undefined }) {
  const site = marks?.site;
  return (
    <span className={marks?.severity ? `plain-number is-${marks.severity}` : 'plain-number'}>
      {marks?.stopped && <span className="plain-stop" />}
      {site && site.state !== 'indirect' && <SiteGlyph state={site.state} size={12} />}
      {site?.state === 'indirect' && <span className="plain-indirect">~</span>}
      {line + 1}
    </span>
  );
}

function bandClass(marks: LineMarks | undefined): string {
  if (marks?.pinned) return 'plain-band is-pinned';
  return marks?.hovered ? 'plain-band is-hovered' : 'plain-band';
}

function Underlines({ marks }: { marks: LineMarks | undefined }) {
  return marks?.underlines.map(({ before, words, severity }, nth) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may come twice
    <span key={nth} className="plain-underlined">
      {before}
      <span className={`plain-underline is-${severity}`}>{words}</span>
    </span>
  ));
}

function useRemoteControl(area: Area, index: LineIndex): void {
  const store = usePageStore();
  useEffect(() => offerFocus(() => area.current?.focus()), [area]);
  // Until the tools are here, which know how to change a text so that its own undo takes it back.
  useEffect(
    () =>
      offerApply((edits) => {
        const { text, edit } = store.getState();
        edit(withEdits(text, edits));
      }),
    [store],
  );
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

interface TextProps {
  readonly area: Area;
  readonly index: LineIndex;
  readonly mode: EditorMode;
  readonly onScroll: (scroll: Scroll) => void;
}

function TextArea({ area, index, mode, onScroll }: TextProps) {
  const { edit, pin } = useActions();
  const text = usePage((page) => page.text);
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  return (
    <textarea
      ref={area}
      className="plain-area"
      aria-label={mode === 'failed' ? 'Lab text. Escape, then Tab leaves the editor.' : 'Lab text'}
      placeholder="Write a lab: .prog NAME TYPE, then instructions, the last one exit"
      wrap="off"
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      autoCorrect="off"
      readOnly={readOnly}
      value={text}
      onChange={(event) => edit(event.target.value)}
      onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
      onScroll={({ currentTarget: { scrollTop, scrollLeft } }) =>
        onScroll({ top: scrollTop, left: scrollLeft })
      }
      onClick={(event) => {
        const { selectionStart, selectionEnd } = event.currentTarget;
        if (selectionStart !== selectionEnd) return;
        const span = statementSpan(text, index, lineAt(index, selectionStart));
        pin(span && { kind: 'source', span });
      }}
    />
  );
}

const TOP: Scroll = { top: 0, left: 0 };

/** A text area with line numbers and marks: the editor before the full one, and where that cannot run. */
export function PlainEditor({ index, mode }: { index: LineIndex; mode: EditorMode }) {
  const text = usePage((page) => page.text);
  const marks = useLineMarks(index);
  const area = useRef<HTMLTextAreaElement>(null);
  const { height } = useSize(area);
  const [scroll, setScroll] = useState(TOP);
  useRemoteControl(area, index);
  const isCapable = mode === 'touch' || mode === 'failed';
  const upright = useMemo(() => ({ top: scroll.top, left: 0 }), [scroll.top]);
  const lines = { count: index.starts.length, height };
  return (
    <div className="plain-editor">
      <div className="plain-work">
        <div className="plain-gutter" aria-hidden="true">
          <PlainLines
            {...lines}
            scroll={upright}
            render={(line) => <Gutter line={line} marks={marks.get(line)} />}
          />
        </div>
        <div className="plain-text">
          <div className="plain-bands" aria-hidden="true">
            <PlainLines
              {...lines}
              scroll={upright}
              render={(line) => <span className={bandClass(marks.get(line))} />}
            />
            <PlainLines
              {...lines}
              scroll={scroll}
              render={(line) => <Underlines marks={marks.get(line)} />}
            />
          </div>
          {isCapable && <PlainColours text={text} scroll={scroll} height={height} />}
          <TextArea area={area} index={index} mode={mode} onScroll={setScroll} />
        </div>
      </div>
      {isCapable && <PlainTools area={area} mode={mode} />}
    </div>
  );
}
