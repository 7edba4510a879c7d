export { type BuildOptions, type BuiltConfig, buildConfig } from "./build-config.ts";
export type { DriftConfig } from "./build-drift.ts";
export type { LogConfig, LogFileConfig } from "./build-log.ts";
export { type Cidr, cidrContains, parseCidr } from "./cidr.ts";
export {
  type ConfigFormat,
  type ConfigSource,
  type LoadedFiles,
  loadConfigFiles,
  parseConfigText,
} from "./config-file.ts";
export { waitingForRestart } from "./reload.ts";
