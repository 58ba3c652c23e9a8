/**
 * Numbering of steps: raised whenever the same text and schedule would give other steps, so that a
 * cursor of an older page is not taken for the same moment.
 */
export const LINK_MODEL = 2;
