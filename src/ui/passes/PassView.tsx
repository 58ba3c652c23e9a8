import { useEffect, useMemo, useState } from 'react';
import { isLdImm64, printInsn } from '../../core/bpf/index.ts';
import type { PassTrace } from '../../core/jit/index.ts';
import type { PassesChoice } from '../../store/open-view.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { JumpTable } from './JumpTable.tsx';
import { PassPicture } from './PassPicture.tsx';
import { jumpRow, type PassFact, passFacts } from './pass-facts.ts';
import { jumpSentence, passName, passSentence } from './pass-words.ts';
import type { PassesOf } from './use-passes.ts';

interface PassViewProps {
  readonly trace: PassTrace;
  readonly texts: readonly string[];
  readonly func: PassesOf;
  /** Slot of the program that is pinned on the page; null: nothing is. */
  readonly pinned: number | null;
  /** Which pass, and the jump that is followed; null: what tells most. */
  readonly at: Pick<PassesChoice, 'passIdx' | 'jumpIdx'>;
  /** Null while the passes on screen are not those that were asked for. */
  readonly onAt: ((at: Pick<PassesChoice, 'passIdx' | 'jumpIdx'>) => void) | null;
}

/** Insns of the program as text; under another kernel only the jumps are known. */
function useTexts({ trace, texts, func: choice }: PassViewProps): (insnIdx: number) => string {
  const insns = usePage((page) => page.result?.progs[choice.progIdx]?.xlated?.insns);
  return (insnIdx) => {
    const jumpIdx = trace.jumps.findIndex((jump) => jump.insnIdx === insnIdx);
    if (jumpIdx >= 0) return texts[jumpIdx] ?? '';
    const insn = choice.kernel === null ? insns?.[insnIdx] : undefined;
    if (!insn || !insns) return '';
    return printInsn(insns.slice(insnIdx, insnIdx + (isLdImm64(insn) ? 2 : 1)));
  };
}

/** The jump that is pinned, else the one that took longest to change, else the first. */
function firstJump(trace: PassTrace, facts: readonly PassFact[], pinned: number | null) {
  const known = trace.jumps.findIndex(({ insnIdx }) => insnIdx === pinned);
  if (known >= 0) return known;
  const turned = facts.flatMap((fact) => fact.turned).at(-1);
  return turned ?? (trace.jumps.length > 0 ? 0 : null);
}

/** The pass that changed the jump last, else any that changed one, else the last before the image. */
function firstPass(facts: readonly PassFact[], jumpIdx: number | null): number {
  const own = facts.findLastIndex(({ turned }) => jumpIdx !== null && turned.includes(jumpIdx));
  const any = facts.findLastIndex(({ turned }) => turned.length > 0);
  if (own >= 0) return own;
  return any >= 0 ? any : Math.max(0, facts.length - 2);
}

/** What is looked at: as chosen as far as there is that, else what tells most. */
function useAt({ trace, pinned, at, onAt }: PassViewProps, facts: readonly PassFact[]) {
  const jumps = trace.jumps.length;
  const isKnown = at.passIdx !== null && onAt !== null;
  const chosen = isKnown && at.jumpIdx !== null && at.jumpIdx < jumps ? at.jumpIdx : null;
  const jumpIdx = chosen ?? firstJump(trace, facts, pinned);
  const passIdx = isKnown ? Math.min(at.passIdx ?? 0, facts.length - 1) : firstPass(facts, jumpIdx);
  // What it begins with is part of a link as well.
  useEffect(() => {
    if (!isKnown) onAt?.({ passIdx, jumpIdx });
  }, [isKnown, onAt, passIdx, jumpIdx]);
  return { passIdx, jumpIdx };
}

/** The jump below the pointer, and its insn for the rest of the page. */
function usePointed({ trace, func }: PassViewProps) {
  const { hover } = useActions();
  const [pointed, setPointed] = useState<number | null>(null);
  const { progIdx, kernel } = func;
  const point = (jumpIdx: number | null, slot: number | null = null): void => {
    setPointed(jumpIdx);
    const insnIdx = jumpIdx === null ? slot : trace.jumps[jumpIdx]?.insnIdx;
    // Under another kernel the slots may be others.
    const isInsn = insnIdx !== undefined && insnIdx !== null && kernel === null;
    hover(isInsn ? { kind: 'insn', progIdx, insnIdx } : null);
  };
  useEffect(() => () => hover(null), [hover]);
  return { pointed, point };
}

interface FollowedProps extends Pick<PassViewProps, 'trace' | 'texts'> {
  readonly passIdx: number;
  readonly jumpIdx: number;
  readonly isPointed: boolean;
}

/** One jump in words. */
function Followed({ trace, texts, passIdx, jumpIdx, isPointed }: FollowedProps) {
  const row = jumpRow(trace, passIdx, jumpIdx);
  return (
    <p className={isPointed ? 'pass-followed is-pointed' : 'pass-followed'}>
      Insn {row.jump.insnIdx} <code>{texts[jumpIdx]}</code>: {jumpSentence(row, trace.rules)}
    </p>
  );
}

/** The passes over one function: the picture, one pass in words, and its jumps. */
export function PassView(props: PassViewProps) {
  const { trace, texts, func, onAt } = props;
  const { pin } = useActions();
  const textOf = useTexts(props);
  const facts = useMemo(() => passFacts(trace), [trace]);
  const { passIdx, jumpIdx } = useAt(props, facts);
  const { pointed, point } = usePointed(props);
  const follow = (next: number, pass = passIdx): void => {
    onAt?.({ passIdx: pass, jumpIdx: next });
    const insnIdx = trace.jumps[next]?.insnIdx;
    // Under another kernel the slots may be others.
    if (insnIdx === undefined || func.kernel !== null) return;
    pin({ kind: 'insn', progIdx: func.progIdx, insnIdx });
  };
  const fact = facts[passIdx];
  // Rows that are pointed at take the place of the one that is followed until the pointer goes.
  const told = pointed ?? jumpIdx;
  const shown = { trace, facts, passIdx, jumpIdx };
  return (
    <>
      {fact && (
        <div className="pass-detail">
          <h3>{passName(fact, passIdx)}:</h3> <p>{passSentence(trace, facts, passIdx)}</p>
          {told !== null && (
            <Followed
              trace={trace}
              texts={texts}
              passIdx={passIdx}
              jumpIdx={told}
              isPointed={pointed !== null && pointed !== jumpIdx}
            />
          )}
        </div>
      )}
      <PassPicture
        {...shown}
        pointed={pointed}
        onPass={(next, jump) => {
          if (jump === null) onAt?.({ passIdx: next, jumpIdx });
          else follow(jump, next);
        }}
        onPointed={point}
        textOf={textOf}
      />
      <JumpTable {...shown} texts={texts} onJump={follow} onPointed={point} />
    </>
  );
}
