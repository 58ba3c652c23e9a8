import { useLayoutEffect } from 'react';
import { usePage } from './page-context.tsx';
import { useMedia } from './use-media.ts';

/** The theme in force: the user's choice, or the system's. */
export function useResolvedTheme(): 'light' | 'dark' {
  const theme = usePage((page) => page.theme);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  if (theme !== 'system') return theme;
  return systemDark ? 'dark' : 'light';
}

/** Tells the style sheets; without the attribute they follow the system. */
export function useThemeAttribute(): void {
  const theme = usePage((page) => page.theme);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
