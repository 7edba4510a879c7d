import { formatValue } from "@tutti/operation";
import type { OutputState } from "@tutti/state";
import { compareCodePoints } from "@tutti/values";

/** `name = value` for each, by name; sensitive ones are hidden. */
export function outputsText(outputs: ReadonlyMap<string, OutputState>): string {
  return [...outputs]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([name, { value, sensitive }]) => `${name} = ${sensitive ? "<sensitive>" : formatValue(value)}\n`)
    .join("");
}
