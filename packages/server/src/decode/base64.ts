/** The byte at which a text stops being base64, as Go counts; undefined where it is base64. */
export function base64Mistake(text: string): number | undefined {
  let count = 0;
  let at = 0;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\r" || character === "\n") continue;
    if (character === "=") return paddingMistake(text, at, count % 4);
    if (!/[A-Za-z0-9+/]/.test(character)) return at;
    count += 1;
  }
  return count % 4 === 0 ? undefined : text.length - (count % 4);
}

/** Padding ends a group of four, and the text. */
function paddingMistake(text: string, at: number, inGroup: number): number | undefined {
  if (inGroup < 2) return at;
  let next = skipBreaks(text, at + 1);
  if (inGroup === 2) {
    if (next >= text.length) return text.length;
    if (text[next] !== "=") return next - 1;
    next = skipBreaks(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipBreaks(text: string, from: number): number {
  let at = from;
  while (text[at] === "\r" || text[at] === "\n") at += 1;
  return at;
}
