/** True for the fragment of a page that stands inside of another one; see embed.ts. */
export function isEmbedFragment(fragment: string): boolean {
  return /^#embed(&|$)/.test(fragment);
}
