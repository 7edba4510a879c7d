/**
 * The rooms of the house, each with its layer: a room imports lower layers
 * only. `pure` ones touch nothing outside. ARCHITECTURE.md's table is compared
 * with this list, and this list with the disk (scripts/tidy.mjs).
 */
export const rooms = [
  { name: "runtime", layer: 0, pure: false },
  { name: "errors", layer: 0, pure: true },
  { name: "values", layer: 1, pure: true },
  { name: "store", layer: 1, pure: false },
  { name: "agent-api", layer: 1, pure: false },
  { name: "telemetry", layer: 1, pure: false },
  { name: "hcl1", layer: 1, pure: true },
  { name: "addresses", layer: 1, pure: true },
  { name: "simulation", layer: 1, pure: true },
  { name: "hcl", layer: 2, pure: true },
  { name: "functions", layer: 3, pure: false },
  { name: "server", layer: 3, pure: false },
  { name: "agent", layer: 4, pure: false },
  { name: "plugin", layer: 3, pure: false },
  { name: "plugin-host", layer: 4, pure: false },
  { name: "config", layer: 4, pure: true },
  { name: "state", layer: 4, pure: false },
  { name: "providers/cloud", layer: 5, pure: false },
  { name: "providers/consul", layer: 5, pure: false },
  { name: "providers/docker", layer: 5, pure: false },
  { name: "providers/process", layer: 5, pure: false },
  { name: "providers/terraform", layer: 5, pure: false },
  { name: "providers/utility", layer: 5, pure: false },
  { name: "modules", layer: 5, pure: false },
  { name: "engine", layer: 5, pure: false },
  { name: "provider-sdk", layer: 5, pure: false },
  { name: "plugin-install", layer: 6, pure: false },
  { name: "operation", layer: 7, pure: false },
  { name: "cli", layer: 8, pure: false },
];

/**
 * The floors inside of a room: a folder of its `src` imports floors below its
 * own only, so no two folders import each other. Every folder is on the list.
 */
export const floors = {
  hcl: [
    "source",
    "ast",
    "scope",
    "diagnostics",
    "body",
    "syntax",
    "parser",
    "format",
    "json",
    "static",
    "eval",
    "dynamic",
    "decode",
    "render",
  ],
  engine: [
    "graph",
    "service",
    "rollout",
    "scope",
    "object",
    "incremental",
    "moves",
    "plan",
    "look",
    "plan-file",
    "json",
    "console",
    "drawing",
    "provision",
    "apply",
  ],
};

/**
 * Rooms that another one asks, and never reaches into: all that `user` takes
 * from `room` stands in `file`. `starters` are the files that start what is
 * asked, and may name it.
 */
export const interfaces = [
  {
    user: "agent",
    room: "server",
    file: "packages/server/src/interface.ts",
    starters: ["packages/agent/src/agent.ts"],
  },
];
