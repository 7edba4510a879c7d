import { type ConfigEntry, decodeConfigEntry, type Outcome, Refusal, refuse } from "@tutti/server";
import { agentError } from "../errors.ts";
import type { Settings } from "./settings.ts";

/** `config_entries.bootstrap`: what the server begins with; or the first that is no config entry. */
export function buildEntries(given: Settings): Outcome<readonly ConfigEntry[]> {
  const out: ConfigEntry[] = [];
  for (const [at, one] of (given.get("config_entries.bootstrap") ?? []).entries()) {
    const entry = decodeConfigEntry(one);
    if (entry instanceof Refusal) return refuse(agentError("bootstrap-config-entry-invalid", at, entry.text));
    out.push(entry);
  }
  return out;
}
