import { unmarkDeep, type Value } from "@tutti/values";

/** What stands in place of output that could give a secret away. */
export function suppression(config: Value): string | undefined {
  if (!config.containsMarks) return undefined;
  const { marks } = unmarkDeep(config);
  const kind = marks.has("sensitive") ? "sensitive" : "ephemeral";
  return `(output suppressed due to ${kind} value in config)`;
}
