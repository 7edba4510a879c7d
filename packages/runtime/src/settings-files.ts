import { join } from "node:path";
import { RuntimeError } from "./errors.ts";
import type { Environment, Runtime } from "./runtime.ts";

/** The file of the user's settings, and whether a variable names it: then it must be there. */
export function settingsPath({ variables, home }: Environment): {
  readonly path: string;
  readonly named: boolean;
} {
  const named = variables.get("TF_CLI_CONFIG_FILE") || variables.get("TERRAFORM_CONFIG") || "";
  return named === "" ? { path: join(home, ".terraformrc"), named: false } : { path: named, named: true };
}

/** Where more of them are, and credentials. */
export function settingsFolder({ home }: Environment): string {
  return join(home, ".terraform.d");
}

/** Whether there is anything to read; so that nobody loads a reader for nothing. */
export function hasSettings({ disk, environment }: Runtime): boolean {
  const { path, named } = settingsPath(environment);
  if (named || (environment.variables.get("TF_PLUGIN_CACHE_DIR") ?? "") !== "") return true;
  const folder = settingsFolder(environment);
  try {
    return (
      disk.sync.stat(path) !== undefined ||
      (disk.sync.stat(folder)?.kind === "directory" &&
        disk.sync.list(folder).some(({ name }) => /\.tfrc(\.json)?$/.test(name)))
    );
  } catch (error) {
    // A home that we may not look into holds no settings of ours.
    if (error instanceof RuntimeError) return false;
    throw error;
  }
}
