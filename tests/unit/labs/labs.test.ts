import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';

describe('LABS', () => {
  it('has at least eight, each with its own id and title', () => {
    expect(LABS.length).toBeGreaterThanOrEqual(8);
    expect(new Set(LABS.map((lab) => lab.id)).size).toBe(LABS.length);
    expect(new Set(LABS.map((lab) => lab.title)).size).toBe(LABS.length);
  });

  describe.each(LABS)('$id', (lab) => {
    const result = compile(lab.text);
    const steps = result.timeline?.steps ?? [];

    it('compiles without any error', () => {
      expect(result.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
      expect(result.progs.every((prog) => prog.jit !== null)).toBe(true);
    });

    it('runs to its end', () => {
      expect(result.timeline?.stopped).toBeNull();
      expect(steps.length).toBeGreaterThan(0);
    });

    it('has the step that it opens at', () => {
      const events = steps.flatMap((step) => step.events);
      const matching = events.filter((event) => event.kind === lab.opensAt.event);
      expect(matching.length).toBeGreaterThan(lab.opensAt.nth);
    });
  });

  it('shows a key that differs between paths as an indirect call with both paths', () => {
    const lab = LABS.find((entry) => entry.id === 'direct-indirect');
    const choices = compile(lab?.text ?? '').progs[0]?.xlated?.tailCalls ?? [];
    expect(choices.map((choice) => choice.reason)).toEqual([
      'constant-key',
      'key-differs',
      'key-unknown',
      'key-out-of-range',
    ]);
    expect(choices[1]?.paths.map((path) => path.key).toSorted()).toEqual([1, 2]);
  });

  it('waits once per descriptor in the lab with several sites', () => {
    const lab = LABS.find((entry) => entry.id === 'several-sites');
    const events = compile(lab?.text ?? '').timeline?.steps.flatMap((step) => step.events) ?? [];
    expect(events.filter((event) => event.kind === 'rcu-begin')).toHaveLength(3);
  });
});
