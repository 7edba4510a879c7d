/**
 * Upper and lower case as Go has them: one code point to one code point, where
 * JavaScript may make several ("ß" to "SS") or look at the neighbours (final sigma).
 */

/** All letters in upper case. */
export function toUpper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : Array.from(text, upperLetter).join("");
}

/** All letters in lower case. */
export function toLower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : Array.from(text, lowerLetter).join("");
}

/** The first letter of each word in title case; the others stay. */
export function toTitle(text: string): string {
  let out = "";
  let previous = " ";
  for (const letter of text) {
    out += isSeparator(previous) ? titleLetter(letter) : letter;
    previous = letter;
  }
  return out;
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

function upperLetter(letter: string): string {
  const upper = letter.toUpperCase();
  if (isOnePoint(upper)) return upper;
  // Greek letters with an iota below them have one of their own with it beside them.
  const point = letter.codePointAt(0) ?? 0;
  if (point >= 0x1f80 && point <= 0x1faf) return point & 8 ? letter : String.fromCodePoint(point + 8);
  if (point === 0x1fb3 || point === 0x1fc3 || point === 0x1ff3) return String.fromCodePoint(point + 9);
  return letter;
}

function lowerLetter(letter: string): string {
  const lower = letter.toLowerCase();
  return isOnePoint(lower) ? lower : (lower[0] ?? letter);
}

function isOnePoint(text: string): boolean {
  return text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}

const TITLE: ReadonlyMap<string, string> = new Map([
  ...["Ǆ", "ǅ", "ǆ"].map((letter) => [letter, "ǅ"] as const),
  ...["Ǉ", "ǈ", "ǉ"].map((letter) => [letter, "ǈ"] as const),
  ...["Ǌ", "ǋ", "ǌ"].map((letter) => [letter, "ǋ"] as const),
  ...["Ǳ", "ǲ", "ǳ"].map((letter) => [letter, "ǲ"] as const),
]);

function titleLetter(letter: string): string {
  const georgian = letter >= "\u10d0" && letter <= "\u10ff";
  return TITLE.get(letter) ?? (georgian ? letter : upperLetter(letter));
}

function isSeparator(letter: string): boolean {
  if (letter <= "\u007f") return !/^[0-9A-Za-z_]$/.test(letter);
  return /^[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(letter);
}
