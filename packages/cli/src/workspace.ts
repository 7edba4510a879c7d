import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import { DEFAULT_WORKSPACE, type LocalBackendConfig, workspaceDirectory } from "@tutti/state";
import { isJsonObject, JsonSyntaxError, parseJson } from "@tutti/values";

/** Where Terraform keeps what it knows of a working directory: `.terraform`, or TF_DATA_DIR. */
export function dataDirectory(runtime: Runtime): string {
  const given = runtime.environment.variables.get("TF_DATA_DIR");
  return given === undefined || given === "" ? ".terraform" : given;
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

export async function selectWorkspace(runtime: Runtime, name: string): Promise<void> {
  const directory = dataDirectory(runtime);
  await runtime.disk.makeDirectory(directory);
  await runtime.disk.writeFile(join(directory, "environment"), name);
}

/** The default one first, then the others by name. */
export async function listWorkspaces(
  runtime: Runtime,
  backend: LocalBackendConfig,
): Promise<readonly string[]> {
  const directory = workspaceDirectory(backend);
  const found = await runtime.disk.stat(directory);
  if (found?.kind !== "directory") return [DEFAULT_WORKSPACE];
  const entries = await runtime.disk.list(directory);
  return [DEFAULT_WORKSPACE, ...entries.filter(({ kind }) => kind === "directory").map(({ name }) => name)];
}

/** A backend that `init` configured, as it stands in the data directory. */
export interface SavedBackend {
  readonly type: string;
  readonly config: ReadonlyMap<string, string>;
  readonly hash: number;
}

export async function readSavedBackend(runtime: Runtime): Promise<SavedBackend | undefined> {
  const path = join(dataDirectory(runtime), "terraform.tfstate");
  if ((await runtime.disk.stat(path)) === undefined) return undefined;
  const json = parseJson(await runtime.disk.readText(path));
  if (json instanceof JsonSyntaxError || !isJsonObject(json)) return undefined;
  const { backend } = json;
  if (backend === undefined || !isJsonObject(backend) || typeof backend.type !== "string") return undefined;
  const config = new Map<string, string>();
  if (backend.config !== undefined && isJsonObject(backend.config))
    for (const [name, value] of Object.entries(backend.config))
      if (typeof value === "string") config.set(name, value);
  return { type: backend.type, config, hash: typeof backend.hash === "number" ? backend.hash : 0 };
}

export async function writeSavedBackend(runtime: Runtime, backend: SavedBackend | undefined): Promise<void> {
  const directory = dataDirectory(runtime);
  const path = join(directory, "terraform.tfstate");
  if (backend === undefined) return runtime.disk.remove(path);
  await runtime.disk.makeDirectory(directory);
  const { type, config, hash } = backend;
  const text = {
    version: 3,
    terraform_version: "1.11.4",
    backend: {
      type,
      config: { path: config.get("path") ?? null, workspace_dir: config.get("workspace_dir") ?? null },
      hash,
    },
  };
  await runtime.disk.writeFile(path, `${JSON.stringify(text, undefined, 2)}`);
}

export function localBackend(saved: SavedBackend | undefined): LocalBackendConfig {
  return { path: saved?.config.get("path"), workspaceDirectory: saved?.config.get("workspace_dir") };
}
