/**
 * Names come from outside: a key, a service or a resource may be called
 * anything, a sequence that clears the screen or retypes a line included. What
 * is shown is therefore escaped; what is data (bytes) goes through as it is.
 */

/** Sequences that set colours are ours; at a terminal they stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant
const UNSAFE_BESIDE_COLORS = /\u001b(?!\[[0-9;]*m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Those too that turn the direction of what stands behind them: a name could hide what it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant
const UNSAFE_IN_LINE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text of lines, with every other control character as `\u001b`: in JSON that means the same. */
export function printable(text: string, keepColors = false): string {
  return text.replaceAll(keepColors ? UNSAFE_BESIDE_COLORS : UNSAFE, escaped);
}

/** A name on one line: line breaks, tabs and what turns the direction of writing are escaped too. */
export function printableName(name: string): string {
  return name.replaceAll(UNSAFE_IN_LINE, escaped);
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escaped(character: string): string {
  return SHORT.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
