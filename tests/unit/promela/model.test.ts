// What can be said of a model without Spin; what Spin says of it: tests/spin.

import { describe, expect, it } from 'vitest';
import { compile, labExpects } from '../../../src/core/pipeline/index.ts';
import { PROMELA_PROPERTIES, promelaModel } from '../../../src/core/promela/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

function modelOf(text: string, states: 'merged' | 'exact' = 'merged', mapPoke?: string) {
  const lab = compile(text, { policy: null, ...(mapPoke ? { override: { mapPoke } } : {}) });
  const error = lab.diagnostics.find(({ severity }) => severity === 'error');
  if (error || lab.input === null) return null;
  return promelaModel(lab.input, labExpects(lab), { states });
}

function textOf(model: ReturnType<typeof modelOf>): string {
  if (!model?.ok) throw new Error(model === null ? 'the lab has errors' : model.error);
  return model.value;
}

function scenario(id: string): string {
  const found = SCENARIOS.find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found.text;
}

describe('promelaModel', () => {
  it('jumps to places that there are, whatever the protocol', () => {
    for (const id of ['delete', 'load-against-update', 'unload-against-update']) {
      for (const name of ['v6_1', 'v5_10', 't2_ip_aux']) {
        const text = textOf(modelOf(scenario(id), 'exact', name));
        const places = new Set([...text.matchAll(/^(\w+):/gm)].map(([, label]) => label));
        const jumps = [...text.matchAll(/goto (\w+);/g)].map(([, label]) => label);
        expect(jumps.filter((label) => !places.has(label))).toEqual([]);
        expect(jumps.length).toBeGreaterThan(20);
      }
    }
  });

  it('says the same for the same lab', () => {
    expect(textOf(modelOf(scenario('delete')))).toBe(textOf(modelOf(scenario('delete'))));
  });

  it('numbers each property, and asserts that it does not happen', () => {
    const text = textOf(modelOf(scenario('delete')));
    PROMELA_PROPERTIES.forEach((name, idx) => {
      expect(text).toContain(`#define ${name.replaceAll('-', '_').toUpperCase()} ${idx + 1}\n`);
    });
    expect(text).toContain('assert(wrong != what);');
  });

  it('names the statements of the protocol where actors rest', () => {
    expect(textOf(modelOf(scenario('delete')))).toContain('inside synchronize_rcu()');
  });

  it('has fewer nodes when those that nothing can tell apart are one', () => {
    const nodes = (states: 'merged' | 'exact'): number =>
      textOf(modelOf(scenario('delete'), states)).match(/node\[0\] == \d+/g)?.length ?? 0;
    expect(nodes('merged')).toBeLessThan(nodes('exact') / 2);
    expect(nodes('merged')).toBeGreaterThan(10);
  });
});
