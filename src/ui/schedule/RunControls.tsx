import { useState } from 'react';
import { sessionOf } from '../../store/run-selectors.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { ActorMark } from './ChoiceButton.tsx';
import './run-controls.css';
import { placesOf } from './run-places.ts';

interface Done {
  /** Told when a button has done its work. */
  onDone(): void;
}

/** For each CPU the places that people name. */
export function RunToList({ onDone }: Done) {
  const { runTo } = useActions();
  const result = usePage((page) => page.result);
  const session = usePage(sessionOf);
  const actors = result?.timeline?.actors ?? [];
  const hasBypass = result?.profile.tailCall.pieces.includes('bypass') ?? true;
  return (
    <section className="run-part">
      <h3>Run on to …</h3>
      <ul className="run-actors">
        {actors.map(({ name, cpu }, actor) => {
          if (cpu === null) return null;
          const ops = session?.machine.input.actors[actor]?.ops ?? [];
          return (
            <li key={name}>
              <span className="run-actor">
                <ActorMark result={result} actor={actor} />
                <span aria-hidden="true">{name}</span>
              </span>
              <span className="run-places" role="group" aria-label={`Run ${name} to`}>
                {placesOf(
                  ops.map(({ op }) => op.kind),
                  hasBypass,
                ).map(({ label, target }) => (
                  <button
                    key={label}
                    type="button"
                    className="button is-small"
                    onClick={() => {
                      runTo(actor, target);
                      onDone();
                    }}
                  >
                    {label}
                  </button>
                ))}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Seeds that people can read out. */
const SEEDS = 10_000;

/** Everything behind the cursor by a scheduler. */
export function RunAllList({ onDone }: Done) {
  const { runOn } = useActions();
  const [seed, setSeed] = useState('1');
  const isSeed = /^\d{1,9}$/.test(seed);
  const run = (policy: Parameters<typeof runOn>[0]) => () => {
    runOn(policy);
    onDone();
  };
  const roll = (): void => {
    const next = 1 + Math.floor(Math.random() * SEEDS);
    setSeed(String(next));
    runOn(next);
  };
  return (
    <section className="run-part">
      <h3>Run all from here …</h3>
      <div className="run-all">
        <button type="button" className="button is-small" onClick={run('fair')}>
          fair: in turns
        </button>
        <button type="button" className="button is-small" onClick={run('in-turn')}>
          one after another
        </button>
        <form
          className="run-random"
          onSubmit={(event) => {
            event.preventDefault();
            if (isSeed) run(Number(seed))();
          }}
        >
          <button type="submit" className="button is-small" disabled={!isSeed}>
            at random
          </button>
          <label>
            seed{' '}
            <input
              className="seed"
              inputMode="numeric"
              value={seed}
              aria-invalid={!isSeed}
              onChange={(event) => setSeed(event.target.value.trim())}
            />
          </label>
          <button type="button" className="button is-small" onClick={roll}>
            New seed
          </button>
        </form>
      </div>
    </section>
  );
}

/** Instruction by instruction through what a step folds. */
export function InsnSteps() {
  const { stepInsn } = useActions();
  return (
    <section className="run-part">
      <h3>Inside a step</h3>
      <div className="run-all">
        <button type="button" className="button is-small" onClick={() => stepInsn(-1)}>
          one x86 instruction back <kbd>Shift I</kbd>
        </button>
        <button type="button" className="button is-small" onClick={() => stepInsn(1)}>
          one x86 instruction on <kbd>I</kbd>
        </button>
      </div>
    </section>
  );
}
