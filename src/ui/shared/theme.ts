/**
 * Calls `changed` whenever the page's theme does (`useThemeAttribute` names the one in force).
 * Canvases need it, as they do not inherit. Returns what ends it.
 */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
