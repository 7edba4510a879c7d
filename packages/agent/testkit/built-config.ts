import { createRealRuntime, type Environment } from "@tutti/runtime";
import { type BuildOptions, type BuiltConfig, buildConfig } from "../src/config/build-config.ts";
import { type ConfigSource, parseConfigText } from "../src/config/config-file.ts";

const environment: Environment = { ...createRealRuntime().environment, hostname: "host-1" };

/** A machine with one address that leads outside of each kind. */
const INTERFACES: BuildOptions["interfaces"] = [
  { name: "lo", address: "127.0.0.1", internal: true },
  { name: "eth1", address: "192.0.2.9", internal: false },
  { name: "eth0", address: "10.0.0.7", internal: false },
  { name: "eth0", address: "fd00::7", internal: false },
];

/** What a server needs at least. */
export const MINIMAL = '{"data_dir": "d", "server": true, "bootstrap": true}';

/** The configuration that texts make, in HCL or JSON, the later over the earlier; or what is wrong. */
export function buildTexts(texts: readonly string[], dev = false): BuiltConfig | string {
  const sources: ConfigSource[] = [];
  for (const text of texts) {
    const source = parseConfigText(text, "f", text.trimStart().startsWith("{") ? "json" : "hcl");
    if ("text" in source) return source.text;
    sources.push(source);
  }
  const built = buildConfig(sources, { dev, environment, interfaces: INTERFACES });
  return "text" in built ? built.text : built;
}

/** Of texts that are right. */
export function builtOf(texts: readonly string[], dev = false): BuiltConfig {
  const built = buildTexts(texts, dev);
  if (typeof built === "string") throw new Error(built);
  return built;
}
