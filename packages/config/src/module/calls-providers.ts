import type { Config } from "./module.ts";

/** Whether an expression may call a function of a provider, judged by the text alone: what is in a comment counts. */
export function callsProviders({ sources }: Pick<Config, "sources">): boolean {
  for (const text of sources.values()) if (text.includes("provider::")) return true;
  return false;
}
