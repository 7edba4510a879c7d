import type { CommandEntry } from "../command.ts";

/** Consul's half: every command by its name, one line each; a second word stands behind a blank (`kv get`). */
export const AGENT_COMMANDS: Readonly<Record<string, CommandEntry>> = {
  agent: { summary: "Runs an agent", load: () => import("./agent.ts") },
};
