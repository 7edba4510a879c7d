/** Cases in a text file, with what is said of them below each. */

import type { Sources } from "./sources.ts";

/** One case: its name, its files, the lines that were said of them. */
export interface RuleCase {
  readonly name: string;
  readonly files: Sources;
  readonly said: readonly string[];
}

const SAID = "said";

/** `== name`, then files as `-- path` with their text below, then `-- said` with the lines. */
export function parseRules(text: string): readonly RuleCase[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((chunk) => {
      const [head = "", ...sections] = chunk.split(/^-- /m);
      const parts = sections.map((section) => {
        const end = section.indexOf("\n");
        return [section.slice(0, end), section.slice(end + 1)] as const;
      });
      const said = parts.find(([path]) => path === SAID)?.[1] ?? "";
      return {
        name: head.trim(),
        files: Object.fromEntries(parts.filter(([path]) => path !== SAID)),
        said: said.split("\n").filter((line) => line !== ""),
      };
    });
}

/** The same text, each case with these lines. */
export function formatRules(cases: readonly RuleCase[]): string {
  return cases
    .map(({ name, files, said }) => {
      const sections = Object.entries(files).map(([path, text]) => `-- ${path}\n${text}`);
      return `== ${name}\n${sections.join("")}-- ${SAID}\n${said.map((line) => `${line}\n`).join("")}`;
    })
    .join("");
}
