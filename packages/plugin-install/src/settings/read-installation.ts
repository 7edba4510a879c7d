import { join } from "node:path";
import { parseHcl1 } from "@tutti/hcl1";
import { type Runtime, RuntimeError, settingsFolder, settingsPath } from "@tutti/runtime";
import { decodeInstallation } from "./decode-installation.ts";
import { type Installation, NO_INSTALLATION } from "./installation.ts";

/** What all files of the CLI configuration say together; the first that says something of a thing counts. */
export async function readInstallation({ disk, environment }: Runtime): Promise<Installation> {
  const { variables } = environment;
  // The variables count before the files.
  let found: Installation = {
    ...NO_INSTALLATION,
    cache: variables.get("TF_PLUGIN_CACHE_DIR") || undefined,
    cacheMayBreakLock: !["", "0"].includes(
      variables.get("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE") ?? "",
    ),
  };
  for (const path of await settingsPaths({ disk, environment })) {
    const parsed = parseHcl1(await disk.readText(path));
    // What is wrong with it was told before the command began.
    if (!parsed.ok) continue;
    const { installation } = decodeInstallation(parsed.root, parsed.text);
    found = {
      methods: found.methods ?? installation.methods,
      overrides: new Map([...installation.overrides, ...found.overrides]),
      cache: found.cache ?? installation.cache,
      cacheMayBreakLock: found.cacheMayBreakLock || installation.cacheMayBreakLock,
    };
  }
  return found;
}

/** The main file, then, unless a variable names that, those of the folder. */
async function settingsPaths({
  disk,
  environment,
}: Pick<Runtime, "disk" | "environment">): Promise<readonly string[]> {
  const { path, named } = settingsPath(environment);
  try {
    const main = (await disk.stat(path))?.kind === "file" ? [path] : [];
    const folder = settingsFolder(environment);
    if (named || (await disk.stat(folder))?.kind !== "directory") return main;
    const more = (await disk.list(folder)).filter(({ name }) => /^[^.#].*\.tfrc(\.json)?$/.test(name));
    return [...main, ...more.map(({ name }) => join(folder, name))];
  } catch (error) {
    if (error instanceof RuntimeError) return [];
    throw error;
  }
}
