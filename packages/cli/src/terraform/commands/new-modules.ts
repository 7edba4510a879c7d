import { type ManifestEntry, parseManifest } from "@tutti/config";
import { manifestPath } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";

/** Which modules are told of, as `key in folder`: those that the manifest does not have yet; `upgrade`: all. */
export async function newModules(
  { runtime }: CommandContext,
  installed: readonly ManifestEntry[],
  upgrade: boolean,
): Promise<readonly string[]> {
  const { disk } = runtime;
  const path = manifestPath(runtime);
  const known =
    upgrade || (await disk.stat(path)) === undefined ? undefined : parseManifest(await disk.readText(path));
  return installed.flatMap((entry) => {
    const before = known?.get(entry.key);
    const same =
      before?.source === entry.source &&
      before.version === entry.version &&
      before.directory === entry.directory;
    return entry.key === "" || same ? [] : [`${entry.key} in ${entry.directory}`];
  });
}
