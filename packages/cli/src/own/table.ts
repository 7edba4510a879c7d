import type { CommandEntry } from "../command/command.ts";

/** What neither Terraform nor Consul has: there under our own name only. */
export const OWN_COMMANDS: Readonly<Record<string, CommandEntry>> = {
  explain: { summary: "Say what an error means, and what to do", load: () => import("./explain.ts") },
  "drift watch": { summary: "Show drift of objects as it happens", load: () => import("./drift-watch.ts") },
  "provider new": {
    summary: "Write a provider in TypeScript, with its test",
    load: () => import("./provider-new.ts"),
  },
  "provider build": {
    summary: "Make one executable file of a provider in TypeScript",
    load: () => import("./provider-build.ts"),
  },
  "state identities": {
    summary: "List the identities of resources in the state",
    load: () => import("./state-identities.ts"),
  },
  "state history": { summary: "List the versions of the state", load: () => import("./state-history.ts") },
  "state diff": {
    summary: "Show what two versions of the state differ in",
    load: () => import("./state-diff.ts"),
  },
  "state rollback": {
    summary: "Bring objects back to what a version of the state recorded",
    load: () => import("./state-rollback.ts"),
  },
};
