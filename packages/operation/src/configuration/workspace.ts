import { join } from "node:path";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { DEFAULT_WORKSPACE, isWorkspaceName } from "@tutti/state";
import { dataDirectory } from "../data-directory.ts";
import { operationError } from "../errors.ts";

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

/** What is wrong with a TF_WORKSPACE that names what no workspace can be called: nothing is read or written then. */
export async function workspaceMistakes(runtime: Runtime): Promise<readonly Diagnostic[]> {
  const { name, overridden } = await currentWorkspace(runtime);
  if (!overridden || isWorkspaceName(name)) return [];
  return [errorDiagnostic(operationError("invalid-workspace-name-set-using-tf-workspace"), "")];
}

/** Writes down which workspace is in use; it need not exist. */
export async function selectWorkspace(runtime: Runtime, name: string): Promise<void> {
  const directory = dataDirectory(runtime);
  await runtime.disk.makeDirectory(directory);
  await runtime.disk.writeFile(join(directory, "environment"), name);
}
