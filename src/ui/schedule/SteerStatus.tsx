import type { Policy } from '../../core/machine/index.ts';
import { useActions, usePage } from '../shell/page-context.tsx';

const POLICY_WORDS = { fair: 'in turns', 'in-turn': 'one after another' } as const;

function policyWords(policy: Policy | null): string {
  if (policy === null) return '';
  const how = typeof policy === 'number' ? `at random, seed ${policy}` : POLICY_WORDS[policy];
  return `, then ${how}`;
}

/** Whose run this is, and the ways back. */
export function SteerStatus() {
  const { resetRun, undoCut } = useActions();
  const steered = usePage((page) => page.steered);
  const count = usePage((page) => page.schedule.length);
  const policy = usePage((page) => page.policy);
  const hasCut = usePage((page) => page.cut !== null);
  const choices = `${count} ${count === 1 ? 'choice' : 'choices'}`;
  return (
    <div className="steer-status">
      <span role="status" className={steered ? undefined : 'is-own'}>
        {steered ? (
          <>
            <b>Steered:</b> {choices}
            {policyWords(policy)}.
          </>
        ) : (
          <>
            The lab’s own run<span className="steer-hint">: take another choice to steer it</span>.
          </>
        )}
      </span>
      {steered && (
        <button type="button" className="link-button" onClick={resetRun}>
          Back to the lab’s own run
        </button>
      )}
      {hasCut && (
        <button type="button" className="link-button" onClick={undoCut}>
          Restore what was cut
        </button>
      )}
    </div>
  );
}
