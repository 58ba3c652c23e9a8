import { bytesToHex } from '../../core/base/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { letterOf } from '../shared/cpu-letters.ts';
import type { ShownChoice } from './choice-feed.ts';
import type { Waiting } from './choice-words.ts';

/** Keys that take choices: 1 to 9. */
const MAX_KEY = 9;

/** Who would move: the CPU's letter on its colour, or the name of an actor that is none. */
export function ActorMark({ result, actor }: { result: LabResult | null; actor: number }) {
  const cpu = result && letterOf(result, actor);
  if (cpu) {
    return (
      <>
        <CpuTag {...cpu} />
        <span className="visually-hidden">{cpu.name}: </span>
      </>
    );
  }
  return <span className="move-actor">{result?.timeline?.actors[actor]?.name ?? 'kworker'}:</span>;
}

interface ChoiceButtonProps {
  readonly result: LabResult | null;
  readonly shown: ShownChoice;
  readonly isFresh: boolean;
  /** False where the heading says whose choices these are. */
  readonly hasMark: boolean;
  onTake(choice: ShownChoice): void;
}

function titleOf({ sentence, choice, isNext }: ShownChoice): string {
  const bytes = choice.fetch ? ` (${bytesToHex(choice.fetch.bytes, ' ')})` : '';
  const what = isNext ? 'This is what the run does next.' : 'Takes the run another way from here.';
  return `${sentence}${bytes}\n${what}`;
}

/** One choice, with its key. */
export function ChoiceButton({ result, shown, isFresh, hasMark, onTake }: ChoiceButtonProps) {
  const { what, note, nth, isNext, isFatal } = shown;
  const tone = `${isNext ? ' is-next' : ''}${isFatal ? ' is-fatal' : ''}`;
  return (
    <button
      type="button"
      className={`move${tone}`}
      aria-disabled={!isFresh}
      title={titleOf(shown)}
      onClick={() => {
        if (isFresh) onTake(shown);
      }}
    >
      {nth <= MAX_KEY && <kbd>{nth}</kbd>}
      {hasMark && <ActorMark result={result} actor={shown.choice.actor} />}
      <span className="move-what">{what}</span>
      {note !== '' && <span className="move-aside">({note})</span>}
      {isFatal && <span className="visually-hidden"> – a CPU goes wrong</span>}
      {isNext && <span className="visually-hidden"> – the run does this next</span>}
    </button>
  );
}

interface WaitingButtonProps {
  readonly result: LabResult | null;
  readonly waiting: Waiting;
  readonly hasMark: boolean;
}

/** What an actor cannot do now, and why. */
export function WaitingButton({ result, waiting, hasMark }: WaitingButtonProps) {
  return (
    <button type="button" className="move is-waiting" disabled>
      {hasMark && <ActorMark result={result} actor={waiting.actor} />}
      <span className="move-what">{waiting.reason}</span>
    </button>
  );
}
