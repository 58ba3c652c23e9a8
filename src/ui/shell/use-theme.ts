import { useLayoutEffect } from 'react';
import { usePage } from './page-context.tsx';
import { useMedia } from './use-media.ts';

/** The theme in force: the user's choice, or the system's. */
export function useResolvedTheme(): 'light' | 'dark' | 'contrast' {
  const theme = usePage((page) => page.embed?.theme ?? page.theme);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const wantsContrast = useMedia('(prefers-contrast: more)');
  if (theme !== 'system') return theme;
  if (wantsContrast) return 'contrast';
  return systemDark ? 'dark' : 'light';
}

/** Tells the style sheets, which know themes and nothing of choices. */
export function useThemeAttribute(): void {
  const theme = useResolvedTheme();
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
