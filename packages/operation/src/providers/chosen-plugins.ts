import { join } from "node:path";
import { type ChosenPlugins, LOCK_PATH } from "@tutti/plugin-install";
import type { Runtime } from "@tutti/runtime";
import { hasSettings } from "@tutti/runtime";
import { dataDirectory } from "../data-directory.ts";

/** Where `init` puts providers. */
export function pluginFolder(runtime: Runtime): string {
  return join(dataDirectory(runtime), "providers");
}

/** What was chosen in the working directory; undefined, and nothing loaded, where there is no place for a choice. */
export async function chosenPlugins(runtime: Runtime): Promise<ChosenPlugins | undefined> {
  const { disk, environment } = runtime;
  const isReattached = (environment.variables.get("TF_REATTACH_PROVIDERS") ?? "") !== "";
  const isLocal = disk.sync.stat(join(pluginFolder(runtime), "local")) !== undefined;
  if (!isReattached && !isLocal && disk.sync.stat(LOCK_PATH) === undefined && !hasSettings(runtime))
    return undefined;
  const { ChosenPlugins } = await import("@tutti/plugin-install");
  return ChosenPlugins.read(runtime, pluginFolder(runtime));
}
