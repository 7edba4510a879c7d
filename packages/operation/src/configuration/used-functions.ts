import type { Config } from "@tutti/config";
import { type FunctionLibrary, loadFunctions } from "@tutti/functions";

const CALL = /\b([a-z][a-z0-9_]*)\s*\(/g;

/**
 * Loads the functions that the configuration may call, judged by its text
 * alone: one too many costs a little, and a short command loads few.
 */
export function loadUsedFunctions(config: Pick<Config, "sources">): Promise<FunctionLibrary> {
  const names = new Set<string>();
  for (const text of config.sources.values())
    for (const [, name] of text.matchAll(CALL)) if (name !== undefined) names.add(name);
  return loadFunctions(names);
}
