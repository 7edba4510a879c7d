import type { ParserState } from "./parser-state.ts";

/** The names that a `for` gives to each element. */
export interface ForNames {
  readonly keyName: string | undefined;
  readonly valueName: string;
}

/** What is not there: the first name, the one after a comma, or `in`. */
export type MissingInFor = "name" | "value name" | "in";

/** `k, v in` or `v in`, of an expression or a directive; both say in words of their own what is missing. */
export function readForNames(p: ParserState): ForNames | MissingInFor {
  if (p.peek().type !== "identifier") return "name";
  const first = p.text(p.read());
  const names = p.peek().type === "," ? readSecond(p, first) : { keyName: undefined, valueName: first };
  if (names === undefined) return "value name";
  if (!p.isKeyword(p.peek(), "in")) return "in";
  p.read();
  return names;
}

function readSecond(p: ParserState, keyName: string): ForNames | undefined {
  p.read();
  return p.peek().type === "identifier" ? { keyName, valueName: p.text(p.read()) } : undefined;
}
