/** Below this width the panes are shown one at a time. */
export const NARROW = '(max-width: 899px)';
