/** `text`, cut with an ellipsis to fit `room` px; '' when not even four letters fit. */
export function fitText(text: string, room: number, letter: number): string {
  const count = Math.floor(room / letter);
  if (text.length <= count) return text;
  return count < 5 ? '' : `${text.slice(0, count - 1)}…`;
}
