import { closestName, wordWrap } from "@tutti/hcl";

/** One kind of error, as the rooms declare it. */
export interface ExplainedError {
  readonly code: string;
  /** `{}` stands for what is filled in. */
  readonly words: string;
  readonly meaning: string;
}

/** By code: its words and what it means. Made of the declarations by scripts/error-codes.mjs. */
export type ErrorCatalogue = Readonly<Record<string, Omit<ExplainedError, "code">>>;

/** The kind of that code; else those whose words the text is, as it stood on the screen. */
export function findErrors(catalogue: ErrorCatalogue, text: string): readonly ExplainedError[] {
  const all = Object.entries(catalogue).map(([code, one]) => ({ code, ...one }));
  const asked = text.trim().replace(/^(Error|Warning): /, "");
  const named = all.filter(({ code }) => code.toLowerCase() === asked.toLowerCase());
  return named.length > 0 ? named : all.filter(({ words }) => patternOf(words)?.test(asked) === true);
}

/** Words that are filled in as a whole would fit everything. */
function patternOf(words: string): RegExp | undefined {
  const parts = words.trim().split("{}");
  if (parts.join("").trim() === "") return undefined;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".+")}$`, "is");
}

/** A code that is near to one that there is not. */
export function nearCode(catalogue: ErrorCatalogue, code: string): string | undefined {
  return closestName(code, Object.keys(catalogue));
}

const WIDTH = 78;

/** A kind of error for people. */
export function errorText({ code, words, meaning }: ExplainedError): string {
  const shown = words.trim().replaceAll("{}", "…").replace(/\s+/g, " ");
  return `${code}\n\n${shown === "" ? "" : `  ${shown}\n\n`}${wordWrap(meaning, WIDTH)}\n`;
}
