import type { Settings } from "./settings.ts";

/** Which directories are watched for drift beside the agent, and what is healed there. */
export interface DriftConfig {
  /** Absolute paths; none: nothing is watched. */
  readonly directories: readonly string[];
  /** Left out: nothing is healed. */
  readonly heal?: "services" | "all";
  /** How often what has no events is read; left out, as below: as the command has it. */
  readonly refreshEveryMs?: number;
  readonly healRate?: number;
  readonly healWindowMs?: number;
  /** By which the watch tells the agent; left out: the environment's. */
  readonly token?: string;
}

/** What the block `drift` says. */
export function buildDrift(given: Settings): DriftConfig {
  const heal = given.get("drift.heal");
  const optional = {
    refreshEveryMs: given.get("drift.refresh_every"),
    healRate: given.get("drift.heal_rate"),
    healWindowMs: given.get("drift.heal_window"),
    token: given.get("drift.token") || undefined,
  };
  return {
    directories: given.get("drift.directories") ?? [],
    ...(heal === "services" || heal === "all" ? { heal } : {}),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** The first thing in the block that cannot be done as it was asked for. */
export function driftMistake(given: Settings): string | undefined {
  const directories = given.get("drift.directories") ?? [];
  const relative = directories.find((path) => !path.startsWith("/"));
  const twice = directories.find((path, at) => directories.indexOf(path) !== at);
  const heal = given.get("drift.heal") ?? "";
  if (relative !== undefined)
    return `drift.directories: ${JSON.stringify(relative)} must be an absolute path: the agent may be started anywhere`;
  if (twice !== undefined) return `drift.directories: ${JSON.stringify(twice)} stands there twice`;
  if (!["", "services", "all"].includes(heal))
    return `drift.heal must be "services" or "all", not ${JSON.stringify(heal)}`;
  if ((given.get("drift.refresh_every") ?? 1000) < 1000) return "drift.refresh_every must be at least 1s";
  if ((given.get("drift.heal_rate") ?? 1) < 1) return "drift.heal_rate must be at least 1";
  if ((given.get("drift.heal_window") ?? 1000) < 1000) return "drift.heal_window must be at least 1s";
  return undefined;
}
