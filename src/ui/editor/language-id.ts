/** Name of the lab language in Monaco. */
export const LANGUAGE_ID = 'pokescope-lab';
