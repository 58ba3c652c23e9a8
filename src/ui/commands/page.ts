// Commands of the page as a whole.

import { selectLabTitle } from '../../store/lab-title.ts';
import type { Theme } from '../../store/model.ts';
import { labFileName, pickFile, saveFile } from '../shared/lab-files.ts';
import type { Command } from './command.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'as the system'],
  ['light', 'light'],
  ['dark', 'dark'],
  ['contrast', 'high contrast'],
];

export const PAGE: readonly Command[] = [
  {
    id: 'unpin',
    title: 'Let go of what is pinned',
    group: 'Page',
    keys: ['Escape'],
    shown: ['Esc'],
    family: 'plain',
    run: ({ page }) => page.pin(null),
  },
  {
    id: 'palette',
    title: 'Find a command',
    group: 'Page',
    keys: ['$mod+Shift+p'],
    shown: ['Ctrl Shift P'],
    family: 'plain',
    global: true,
    run: ({ open }) => open('palette'),
  },
  {
    id: 'labs',
    title: 'Choose a lab',
    group: 'Page',
    keys: ['l'],
    shown: ['L'],
    family: 'plain',
    run: ({ open }) => open('labs'),
  },
  {
    id: 'workspaces',
    title: 'My labs',
    group: 'Page',
    keys: ['m'],
    shown: ['M'],
    family: 'plain',
    run: ({ open }) => open('workspaces'),
  },
  {
    id: 'open-file',
    title: 'Open a file',
    group: 'Page',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => pickFile((content) => void page.openFile(content)),
  },
  {
    id: 'save-file',
    title: 'Save as a .lab file',
    group: 'Page',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => saveFile(labFileName(selectLabTitle(page)), page.text),
  },
  {
    id: 'present',
    title: 'Present on a wall',
    group: 'Page',
    keys: ['p'],
    shown: ['P'],
    family: 'plain',
    run: ({ page }) => page.present(page.presenting ? null : ['bytes', 'timeline']),
  },
  {
    id: 'install',
    title: 'Install the page',
    group: 'Page',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ signal }) => signal('install'),
  },
  {
    id: 'reset-layout',
    title: 'Put the panes back to their places',
    group: 'Page',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ signal }) => signal('reset-layout'),
  },
  ...THEMES.map(
    ([theme, words]): Command => ({
      id: `theme-${theme}`,
      title: `Theme: ${words}`,
      group: 'Page',
      keys: [],
      shown: [],
      family: 'plain',
      run: ({ page }) => page.setTheme(theme),
    }),
  ),
  {
    id: 'help',
    title: 'Help and keys',
    group: 'Page',
    keys: ['Shift+?', '?'],
    shown: ['?'],
    family: 'plain',
    run: ({ open }) => open('help'),
  },
];
