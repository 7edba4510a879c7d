import { valueAt } from "./settings.ts";

/** Whether a value asks for nothing: switched off, empty, a port of 0 or less. */
export function asksNothing(path: string, value: unknown): boolean {
  if (value === undefined || value === false || value === "") return true;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return path.startsWith("ports.") && typeof value === "number" && value <= 0;
}

/** The keys of a group that ask for something among what was given. */
export function askedOf(
  keys: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.keys(keys).filter((path) => !asksNothing(path, valueAt(given, path)));
}
