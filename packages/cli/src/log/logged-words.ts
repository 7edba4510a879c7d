/** Flags whose value may be a secret: `-var name=value`, `-backend-config=key=value`. */
const GIVING = /^--?(var|backend-config)(=|$)/;

/** A command line for the log: what is given to variables and backends is left out. */
export function loggedWords(words: readonly string[]): string {
  return words
    .map((word, at) => {
      const isValue = /^--?(var|backend-config)$/.test(words[at - 1] ?? "");
      if (isValue) return hideValue(word);
      const flag = GIVING.exec(word);
      return flag?.[2] === "=" ? `${flag[0]}${hideValue(word.slice(flag[0].length))}` : word;
    })
    .join(" ");
}

function hideValue(assignment: string): string {
  const at = assignment.indexOf("=");
  return at < 0 ? assignment : `${assignment.slice(0, at)}=(not shown)`;
}
