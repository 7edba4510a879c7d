export { type BuildOptions, type BuiltConfig, buildConfig } from "./build-config.ts";
export {
  type ConfigFormat,
  type ConfigSource,
  type LoadedFiles,
  loadConfigFiles,
  parseConfigText,
} from "./config-file.ts";
