/** True for the fragment of a page that stands inside of another one; see url/embed.ts. */
export function isEmbedFragment(fragment: string): boolean {
  return /^#embed(&|$)/.test(fragment);
}
