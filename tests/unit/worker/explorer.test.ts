import { describe, expect, it } from 'vitest';
import type { ExploreProgress } from '../../../src/core/explore/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { withChoice } from '../../../src/store/explorer-text.ts';
import { createExplorer } from '../../../src/worker/explorer.ts';

function textOf(id: string): string {
  return SCENARIOS.find((one) => one.id === id)?.text ?? '';
}

const quiet = (): void => undefined;

describe('createExplorer', () => {
  it('answers with the verdict on the text', async () => {
    const explorer = createExplorer();
    const race = withChoice(textOf('delete'), 'map_poke', 't3_restore_at_once');
    const failed = await explorer.explore(race, {}, quiet);
    expect(failed).toMatchObject({ kind: 'done', result: { verdict: 'fail' } });
    const first = failed.kind === 'done' ? failed.result.failures[0] : null;
    expect(first?.property).toBe('fell-through');
    const passed = await explorer.explore(textOf('delete'), {}, quiet);
    expect(passed).toMatchObject({ kind: 'done', result: { verdict: 'pass', failures: [] } });
  });

  it('never says that all is well when it was cancelled', async () => {
    const explorer = createExplorer();
    const asked = explorer.explore(textOf('load-against-update'), { reduction: false }, quiet);
    explorer.cancelExplore();
    const answer = await asked;
    expect(answer).toMatchObject({
      kind: 'done',
      result: { verdict: 'not-finished', unfinished: 'it was cancelled' },
    });
    const again = await explorer.explore(textOf('delete'), {}, quiet);
    expect(again).toMatchObject({ kind: 'done', result: { verdict: 'pass' } });
  });

  it('ends at the bound of memory, and says so', async () => {
    const answer = await createExplorer().explore(textOf('delete'), { maxStates: 20 }, quiet);
    if (answer.kind !== 'done') throw new Error(answer.kind);
    expect(answer.result.verdict).toBe('not-finished');
    expect(answer.result.unfinished).not.toBeNull();
  });

  it('tells how far it is', async () => {
    const reports: ExploreProgress[] = [];
    const explorer = createExplorer();
    const asked = explorer.explore(textOf('two-updaters'), { reduction: false }, (progress) => {
      reports.push(progress);
      explorer.cancelExplore();
    });
    const answer = await asked;
    if (answer.kind !== 'done') throw new Error(answer.kind);
    for (const { states } of reports) expect(states).toBeLessThanOrEqual(answer.result.states);
  });

  it('refuses a lab that does not run, with its first problem', async () => {
    const answer = await createExplorer().explore('.prog x tc\n r99 = 1\n', {}, quiet);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer.kind === 'refused' && answer.message.length).toBeGreaterThan(5);
  });
});
