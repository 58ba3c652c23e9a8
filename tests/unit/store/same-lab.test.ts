import { describe, expect, it } from 'vitest';
import { LABS } from '../../../src/labs/index.ts';
import { labAfterEdit } from '../../../src/store/same-lab.ts';

const [lab] = LABS;
const TEXT = lab?.text ?? '';
const ID = lab?.id ?? '';

describe('labAfterEdit', () => {
  it('leaves a lab its name while it is changed bit by bit', () => {
    expect(labAfterEdit(ID, TEXT, `${TEXT}// more`)).toBe(ID);
    expect(labAfterEdit(ID, TEXT, TEXT.replace('r0 = 10', 'r0 = 11'))).toBe(ID);
  });

  it('takes a text that was pasted over it for another', () => {
    expect(labAfterEdit(ID, TEXT, '.prog mine tc\n        exit\n')).toBeNull();
  });

  it('knows a lab again when its text is back', () => {
    expect(labAfterEdit(null, 'something else', TEXT)).toBe(ID);
  });
});
