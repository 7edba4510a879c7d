/** What is wrong with a state: a few fixed words, then a sentence. */
export interface StateProblem {
  readonly summary: string;
  readonly detail: string;
}

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly StateProblem[] };

export function refused(summary: string, detail: string): { ok: false; problems: readonly StateProblem[] } {
  return { ok: false, problems: [{ summary, detail }] };
}

/** One problem on a line; several as a list. */
export function formatProblems(problems: readonly StateProblem[]): string {
  const lines = problems.map(({ summary, detail }) => `${summary}: ${detail}`);
  if (lines.length === 1) return lines[0] ?? "";
  return `${lines.length} problems:\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}
