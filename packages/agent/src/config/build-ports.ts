import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import type { Settings } from "./settings.ts";

const PORT_MAX = 65_535;

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

/** A port of -1 is switched off. */
export function buildPorts(given: Settings): AgentConfig["ports"] {
  const ports: Record<string, number> = {};
  for (const [name, key] of KEYS) {
    const port = given.get(key);
    if (port !== undefined) ports[name] = port;
  }
  return { ...DEFAULT_AGENT_CONFIG.ports, ...ports };
}

/** Why the ports cannot be; undefined where they can. */
export function portMistake(given: Settings): string | undefined {
  for (const [, key] of KEYS) {
    const port = given.get(key) ?? 0;
    if (port < -1 || port > PORT_MAX) {
      return `${key} cannot be ${port}. Must be -1 (off) or between 0 and ${PORT_MAX}`;
    }
  }
  const { sidecarMin, sidecarMax } = buildPorts(given);
  return sidecarMin > sidecarMax
    ? `ports.sidecar_min_port cannot be ${sidecarMin}: it must not be above ports.sidecar_max_port, which is ${sidecarMax}`
    : undefined;
}
