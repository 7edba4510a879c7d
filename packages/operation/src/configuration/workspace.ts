import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import { DEFAULT_WORKSPACE } from "@tutti/state";
import { dataDirectory } from "../data-directory.ts";

/** Where the modules of the configuration lie, as `init` found them. */
export function manifestPath(runtime: Runtime): string {
  return `${dataDirectory(runtime)}/modules/modules.json`;
}

/** The chosen workspace, and whether TF_WORKSPACE chose it. */
export async function currentWorkspace(
  runtime: Runtime,
): Promise<{ readonly name: string; readonly overridden: boolean }> {
  const given = runtime.environment.variables.get("TF_WORKSPACE");
  if (given !== undefined && given !== "") return { name: given, overridden: true };
  const path = join(dataDirectory(runtime), "environment");
  if ((await runtime.disk.stat(path)) === undefined) return { name: DEFAULT_WORKSPACE, overridden: false };
  const name = (await runtime.disk.readText(path)).trim();
  return { name: name === "" ? DEFAULT_WORKSPACE : name, overridden: false };
}

/** Writes down which workspace is in use; it need not exist. */
export async function selectWorkspace(runtime: Runtime, name: string): Promise<void> {
  const directory = dataDirectory(runtime);
  await runtime.disk.makeDirectory(directory);
  await runtime.disk.writeFile(join(directory, "environment"), name);
}
