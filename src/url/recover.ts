// The lab text out of a payload that is damaged: better most of it than none.

const TEXT_KEY = '"text":"';

/** End (exclusive) of the JSON string that starts at `from`, without an escape that was cut. */
function stringEnd(json: string, from: number): number {
  let at = from;
  while (at < json.length) {
    const char = json[at];
    if (char === '"') return at;
    const step = char !== '\\' ? 1 : json[at + 1] === 'u' ? 6 : 2;
    if (at + step > json.length) return at;
    at += step;
  }
  return at;
}

/** The lab text as far as it can be read from the start of a payload; null if not at all. */
export function recoverText(json: string): string | null {
  const key = json.indexOf(TEXT_KEY);
  if (key < 0) return null;
  const from = key + TEXT_KEY.length;
  try {
    const text: unknown = JSON.parse(`"${json.slice(from, stringEnd(json, from))}"`);
    return typeof text === 'string' && text.trim() !== '' ? text : null;
  } catch {
    return null;
  }
}
