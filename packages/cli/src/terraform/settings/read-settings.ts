import { join } from "node:path";
import { type Runtime, RuntimeError, reasonOf, settingsFolder, settingsPath } from "@tutti/runtime";
import { decodeSettings } from "./decode-settings.ts";
import { mergeSettings, NO_SETTINGS, type Settings, type SettingsProblem } from "./settings.ts";

/** All settings together, and what is to be told of them. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

/** Reads the CLI configuration: the main file, then, unless a variable names that, the files of the folder. */
export async function readSettings({ disk, environment }: Runtime): Promise<ReadSettings> {
  const main = settingsPath(environment);
  const problems: SettingsProblem[] = [];
  let settings = NO_SETTINGS;
  let pluginCache = environment.variables.get("TF_PLUGIN_CACHE_DIR") ?? "";
  const add = async (path: string): Promise<void> => {
    const found = decodeSettings(path, await disk.readText(path));
    settings = mergeSettings(settings, found.settings);
    problems.push(...found.problems);
    if (pluginCache === "") pluginCache = found.pluginCache ?? "";
  };
  try {
    if ((await disk.stat(main.path)) !== undefined) await add(main.path);
    else if (main.named)
      problems.push({
        severity: "warning",
        summary: "Unable to open CLI configuration file",
        detail: `The CLI configuration file at ${JSON.stringify(main.path)} does not exist.`,
      });
    const folder = settingsFolder(environment);
    if (!main.named && (await disk.stat(folder))?.kind === "directory")
      for (const { name } of await disk.list(folder))
        if (/^[^.#].*\.tfrc(\.json)?$/.test(name)) await add(join(folder, name));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    problems.push({
      severity: "error",
      summary: `Error reading ${error.subject}: ${reasonOf(error)}`,
      detail: "",
    });
  }
  if (pluginCache !== "" && (await disk.stat(pluginCache)) === undefined)
    problems.push({
      severity: "error",
      summary: `The specified plugin cache dir ${pluginCache} cannot be opened: stat ${pluginCache}: no such file or directory`,
      detail: "",
    });
  return { settings, problems };
}
