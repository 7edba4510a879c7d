import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import type { Settings } from "./settings.ts";

type RequestLimits = AgentConfig["requestLimits"];

const MODES: readonly RequestLimits["mode"][] = ["disabled", "permissive", "enforcing"];
const RATES = ["limits.request_limits.read_rate", "limits.request_limits.write_rate"] as const;

/** `limits.request_limits`; a rate below 0 is none. */
export function buildRequestLimits(given: Settings): RequestLimits {
  const [readRate, writeRate] = RATES.map((key) => {
    const rate = given.get(key) ?? -1;
    return rate < 0 ? Number.POSITIVE_INFINITY : rate;
  });
  const base = DEFAULT_AGENT_CONFIG.requestLimits;
  return {
    mode: MODES.find((mode) => mode === given.get("limits.request_limits.mode")) ?? base.mode,
    readRate: readRate ?? base.readRate,
    writeRate: writeRate ?? base.writeRate,
  };
}

/** What no limit can be. */
export function requestLimitsMistake(given: Settings): string | undefined {
  const mode = given.get("limits.request_limits.mode") ?? "disabled";
  if (!MODES.some((known) => known === mode))
    return `limits.request_limits.mode: ${JSON.stringify(mode)} is none of "disabled", "permissive" and "enforcing"`;
  const none = RATES.find((key) => given.get(key) === 0);
  return none === undefined
    ? undefined
    : `${none}: 0 would refuse every request: write how many are answered in a second, or -1 for as many as come`;
}
