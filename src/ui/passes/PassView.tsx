import { useMemo, useState } from 'react';
import { isLdImm64, printInsn } from '../../core/bpf/index.ts';
import type { PassTrace } from '../../core/jit/index.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { JumpTable } from './JumpTable.tsx';
import { PassPicture } from './PassPicture.tsx';
import { jumpRow, type PassFact, passFacts } from './pass-facts.ts';
import { jumpSentence, passName, passSentence } from './pass-words.ts';
import type { PassesChoice } from './use-passes.ts';

interface PassViewProps {
  readonly trace: PassTrace;
  readonly texts: readonly string[];
  readonly choice: PassesChoice;
  /** Slot of the program that is pinned on the page; null: nothing is. */
  readonly pinned: number | null;
}

/** Insns of the program as text; under another kernel only the jumps are known. */
function useTexts({ trace, texts, choice }: PassViewProps): (insnIdx: number) => string {
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

/** The passes over one function: the picture, one pass in words, and its jumps. */
export function PassView(props: PassViewProps) {
  const { trace, texts, choice, pinned } = props;
  const { pin } = useActions();
  const textOf = useTexts(props);
  const facts = useMemo(() => passFacts(trace), [trace]);
  const [jumpIdx, setJumpIdx] = useState(() => firstJump(trace, facts, pinned));
  const [passIdx, setPassIdx] = useState(() => firstPass(facts, jumpIdx));
  const follow = (next: number): void => {
    setJumpIdx(next);
    const insnIdx = trace.jumps[next]?.insnIdx;
    // Under another kernel the slots may be others.
    if (insnIdx === undefined || choice.kernel !== null) return;
    pin({ kind: 'insn', progIdx: choice.progIdx, insnIdx });
  };
  const fact = facts[passIdx];
  const followed = jumpIdx === null ? null : jumpRow(trace, passIdx, jumpIdx);
  const shown = { trace, facts, passIdx, jumpIdx, onJump: follow };
  return (
    <>
      {fact && (
        <div className="pass-detail">
          <h3>{passName(fact, passIdx)}:</h3> <p>{passSentence(trace, facts, passIdx)}</p>
          {followed && (
            <p className="pass-followed">
              Insn {followed.jump.insnIdx} <code>{texts[followed.jumpIdx]}</code>:{' '}
              {jumpSentence(followed, trace.rules)}
            </p>
          )}
        </div>
      )}
      <PassPicture {...shown} onPass={setPassIdx} textOf={textOf} />
      <JumpTable {...shown} texts={texts} />
    </>
  );
}
