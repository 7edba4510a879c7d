import { type Config, callsProviders } from "@tutti/config";
import { type FunctionLibrary, isFunction, isPureFunction, loadFunctions } from "@tutti/functions";

const CALL = /\b([a-z][a-z0-9_]*)\s*\(/g;

/**
 * Loads the functions that the configuration may call, judged by its text
 * alone: one too many costs a little, and a short command loads few.
 */
export function loadUsedFunctions(config: Pick<Config, "sources">): Promise<FunctionLibrary> {
  return loadFunctions(namesIn(config));
}

/**
 * Whether what it calls follows from the arguments alone. What is not found here
 * is not loaded either, and nobody can call it; functions of providers apart.
 */
export function callsPureFunctions(config: Pick<Config, "sources">): boolean {
  if (callsProviders(config)) return false;
  return [...namesIn(config)].every((name) => isPureFunction(name) || !isFunction(name));
}

function namesIn({ sources }: Pick<Config, "sources">): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of sources.values())
    for (const [, name] of text.matchAll(CALL)) if (name !== undefined) names.add(name);
  return names;
}
