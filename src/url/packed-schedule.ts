// What several parts of a link are made of.

import * as v from 'valibot';
import { unpackSchedule } from './schedule.ts';

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Choices, as schedule.ts packs them. */
export const packedSchedule = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const choices = unpackSchedule(dataset.value);
    if (choices) return choices;
    addIssue({ message: 'not a schedule' });
    return NEVER;
  }),
);
