/**
 * Plugins that somebody else started, mostly in a debugger: `TF_REATTACH_PROVIDERS`. Every command
 * asks where they are, so nothing that speaks with them stands here.
 */

import { ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { pluginError } from "../errors.ts";
import { type Handshake, targetOf } from "./handshake.ts";

/** Where one of them listens; without TLS. */
export type ReattachTarget = Omit<Handshake, "certificate">;

export const REATTACH_VARIABLE = "TF_REATTACH_PROVIDERS";

/** Where the plugins listen that the variable names, by the source of each. Rejects with a `ProviderFailure`. */
export function reattachTargets(
  { environment }: Pick<Runtime, "environment">,
  sourceOf: (text: string) => string,
): ReadonlyMap<string, ReattachTarget> {
  const text = environment.variables.get(REATTACH_VARIABLE) ?? "";
  const found = new Map<string, ReattachTarget>();
  if (text === "") return found;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof parsed !== "object" || parsed === null) throw invalid("it is no JSON object");
  for (const [name, config] of Object.entries(parsed)) found.set(sourceOf(name), targetFrom(name, config));
  return found;
}

function targetFrom(name: string, config: unknown): ReattachTarget {
  const members = typeof config === "object" && config !== null ? new Map(Object.entries(config)) : new Map();
  const address: unknown = members.get("Addr");
  const place =
    typeof address === "object" && address !== null ? new Map(Object.entries(address)) : new Map();
  const protocol: unknown = members.get("ProtocolVersion") ?? 5;
  if (members.get("Protocol") !== "grpc") throw invalid(`${name} does not speak "grpc"`);
  // Older kits leave the version out, or say 0.
  const version = protocol === 0 ? 5 : protocol;
  if (version !== 5 && version !== 6) throw invalid(`${name} speaks version ${version} of the protocol`);
  const target = targetOf(String(place.get("Network") ?? ""), String(place.get("String") ?? ""));
  if (target === undefined) throw invalid(`${name} has no address (unix or tcp)`);
  return { target, protocol: version };
}

function invalid(why: string): ProviderFailure {
  return new ProviderFailure(
    pluginError("invalid-reattach-providers"),
    `The environment variable ${REATTACH_VARIABLE} cannot be used: ${why}.`,
  );
}
