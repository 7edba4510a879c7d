import type { CommandEntry } from "../command/command.ts";

/** What neither Terraform nor Consul has: there under our own name only. */
export const OWN_COMMANDS: Readonly<Record<string, CommandEntry>> = {
  explain: { summary: "Say what an error means, and what to do", load: () => import("./explain.ts") },
};
