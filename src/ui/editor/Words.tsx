/** A sentence in which code stands between backticks. */
export function Words({ text }: { text: string }) {
  const pieces = text.split(/`([^`\n]+)`/);
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
  return pieces.map((piece, nth) => (nth % 2 === 1 ? <code key={nth}>{piece}</code> : piece));
}
