import { describe, expect, it } from 'vitest';
import { stateCovered } from '../../../src/core/rewrite/interpret/equal.ts';
import { READ64 } from '../../../src/core/rewrite/interpret/reg.ts';
import { Frame, State } from '../../../src/core/rewrite/interpret/state.ts';
import { Scalar } from '../../../src/core/rewrite/scalars/scalar.ts';

/** A state in which r6 is read later on, and decides something there. */
function stateOf(bounds: Partial<Scalar>): State {
  const state = new State();
  const frame = Frame.fresh(0, 0, -1);
  const r6 = frame.reg(6);
  r6.markScalar(Object.assign(new Scalar(), bounds));
  r6.live = READ64;
  r6.precise = true;
  state.frames.push(frame);
  return state;
}

describe('stateCovered', () => {
  const walked = stateOf({ u32max: 7 });

  it('asks for the 32-bit intervals where this kernel does', () => {
    const wider = stateOf({ u32max: 8 });
    expect(stateCovered(walked, wider, { numbers: 'marked', halves: true })).toBe(false);
    // 5.9 prunes here, though the lower half may be another.
    expect(stateCovered(walked, wider, { numbers: 'marked', halves: false })).toBe(true);
  });

  it('asks for the 64-bit intervals always', () => {
    const [narrow, wide] = [stateOf({ umax: 7n }), stateOf({ umax: 8n })];
    for (const halves of [false, true]) {
      expect(stateCovered(narrow, wide, { numbers: 'marked', halves })).toBe(false);
      expect(stateCovered(wide, narrow, { numbers: 'marked', halves })).toBe(true);
    }
  });
});
