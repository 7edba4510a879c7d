import type { Outcome, ProviderDiagnostic } from "@tutti/plugin";
import { formatPath } from "@tutti/values";

/** Throws what a provider finds wrong, in its words: `Summary: detail (at line[0].text)`. */
export function refuseErrors(diagnostics: readonly ProviderDiagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const words = errors.map(({ summary, detail, path }) => {
    const at = path === undefined ? "" : ` (at ${formatPath(path).replace(/^\./, "")})`;
    return `${summary}: ${detail}${at}`;
  });
  throw new Error(words.join("\n"));
}

/** What came of a call; throws what is wrong. */
export function taken<T>(outcome: Outcome<T>): T {
  refuseErrors(outcome.diagnostics);
  if (outcome.value === undefined) throw new Error("the provider gave nothing and said nothing");
  return outcome.value;
}
