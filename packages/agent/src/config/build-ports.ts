import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import type { Settings } from "./settings.ts";
import { invalidPort, isPort } from "./value-rules.ts";

const KEYS = [
  ["http", "ports.http"],
  ["https", "ports.https"],
  ["dns", "ports.dns"],
  ["server", "ports.server"],
  ["serfLan", "ports.serf_lan"],
  ["serfWan", "ports.serf_wan"],
  ["sidecarMin", "ports.sidecar_min_port"],
  ["sidecarMax", "ports.sidecar_max_port"],
] as const;

/** A port below 0 is switched off. */
export function buildPorts(given: Settings): AgentConfig["ports"] {
  const ports: Record<string, number> = {};
  for (const [name, key] of KEYS) {
    const port = given.get(key);
    if (port !== undefined) ports[name] = Math.max(port, -1);
  }
  return { ...DEFAULT_AGENT_CONFIG.ports, ...ports };
}

/** Why the ports cannot be; undefined where they can. */
export function portMistake(given: Settings): string | undefined {
  for (const [, key] of KEYS) {
    const port = given.get(key) ?? 0;
    if (!isPort(port)) return invalidPort(port, key);
  }
  return undefined;
}

/** Why ports that stand for all between them cannot be; told before all else. */
export function portRangeMistake(given: Settings): string | undefined {
  const { sidecarMin, sidecarMax } = buildPorts(given);
  return sidecarMin > sidecarMax
    ? "sidecar_min_port must be less than sidecar_max_port. To disable, set both to zero."
    : undefined;
}
