const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** How the Tab key gets out of the full editor. */
export const TAB_KEYS = isMac ? 'Ctrl+Shift+M' : 'Ctrl+M';
