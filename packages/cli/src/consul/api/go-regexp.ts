/** What Go's regular expressions say about a text that is none; undefined where it is one. */
export function goRegexpMistake(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    const quoted = `\`${pattern}\``;
    const message = error instanceof Error ? error.message : "";
    if (/unterminated group/i.test(message)) return `error parsing regexp: missing closing ): ${quoted}`;
    if (/unterminated character class/i.test(message))
      return `error parsing regexp: missing closing ]: ${quoted}`;
    if (/unmatched/i.test(message)) return `error parsing regexp: unexpected ): ${quoted}`;
    if (/nothing to repeat/i.test(message))
      return `error parsing regexp: missing argument to repetition operator: ${quoted}`;
    return `error parsing regexp: ${quoted}`;
  }
}
