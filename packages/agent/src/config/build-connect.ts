import { readCaConfig, type ServerConfig } from "@tutti/server";
import type { Settings } from "./settings.ts";

type ConnectConfig = ServerConfig["connect"];

/** Names of files as the API has them; others are made by their words. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["csr_max_concurrent", "CSRMaxConcurrent"],
  ["csr_max_per_second", "CSRMaxPerSecond"],
  ["intermediate_cert_ttl", "IntermediateCertTTL"],
  ["leaf_cert_ttl", "LeafCertTTL"],
]);

export function buildConnect(given: Settings): ConnectConfig {
  const caConfig = Object.entries(given.get("connect.ca_config") ?? {}).map(
    ([name, value]) => [apiName(name), value] as const,
  );
  return { enabled: given.get("connect.enabled") ?? false, caConfig: Object.fromEntries(caConfig) };
}

function apiName(name: string): string {
  return NAMES.get(name) ?? name.replaceAll(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

export function connectMistake(given: Settings): string | undefined {
  const provider = given.get("connect.ca_provider") ?? "consul";
  if (provider === "vault" || provider === "aws-pca")
    return `connect.ca_provider = ${JSON.stringify(provider)} cannot be done: this version signs with its own authority alone; set it to "consul"`;
  if (provider !== "consul") return `${provider} is not a valid CA provider`;
  const read = readCaConfig(buildConnect(given).caConfig);
  return typeof read === "string" ? `connect.ca_config: ${read}` : undefined;
}
