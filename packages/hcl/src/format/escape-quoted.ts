/** A text as it is written between quotes. */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ['"', '\\"'],
  ["\\", "\\\\"],
]);

const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** A text as it stands between quotes: newlines, quotes and `${` escaped. */
export function escapeQuoted(text: string): string {
  let out = "";
  const chars = [...text];
  for (const [index, char] of chars.entries()) {
    // `${` and `%{` would begin a sequence.
    if ((char === "$" || char === "%") && chars[index + 1] === "{") out += char + char;
    else out += ESCAPES.get(char) ?? (PRINTABLE.test(char) ? char : escapeCode(char));
  }
  return out;
}

function escapeCode(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
