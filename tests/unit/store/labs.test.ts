import { describe, expect, it } from 'vitest';
import { groupLabs, LAB_GROUPS, LABS } from '../../../src/store/labs.ts';

describe('groupLabs', () => {
  it('shows every lab once', () => {
    const shown = LAB_GROUPS.flatMap((group) => group.labs.map((lab) => lab.id));
    expect([...shown].sort()).toEqual(LABS.map((lab) => lab.id).sort());
  });

  it('shows a lab that no group names', () => {
    const [lab] = LABS;
    if (!lab) throw new Error('no labs');
    const groups = groupLabs([{ ...lab, id: 'brand-new' }]);
    expect(groups.map((group) => group.title)).toEqual(['More']);
  });

  it('names no lab that is not there', () => {
    expect(LAB_GROUPS.map((group) => group.title)).not.toContain('More');
    expect(LAB_GROUPS.flatMap((group) => group.labs)).toHaveLength(LABS.length);
  });
});
