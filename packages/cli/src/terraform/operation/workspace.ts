import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import {
  type BackendDefinition,
  type BackendSettings,
  DEFAULT_WORKSPACE,
  encodeSettings,
  findBackend,
  indentJson,
  noSettings,
} from "@tutti/state";
import { decodeJsonTree, isJsonObject, type JsonObject, JsonSyntaxError, parseJson } from "@tutti/values";

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

/** A backend that `init` configured, as it stands in the data directory. */
export interface SavedBackend {
  readonly type: string;
  /** The block with what the command line added; nothing is set where we do not have that type. */
  readonly settings: BackendSettings;
  /** Of the block alone. */
  readonly hash: number;
}

export async function readSavedBackend(runtime: Runtime): Promise<SavedBackend | undefined> {
  const path = join(dataDirectory(runtime), "terraform.tfstate");
  if ((await runtime.disk.stat(path)) === undefined) return undefined;
  const json = parseJson(await runtime.disk.readText(path));
  if (json instanceof JsonSyntaxError || !isJsonObject(json)) return undefined;
  const { backend } = json;
  if (backend === undefined || !isJsonObject(backend) || typeof backend.type !== "string") return undefined;
  const { type, config, hash } = backend;
  const definition = findBackend(type);
  return {
    type,
    settings:
      typeof definition === "string"
        ? new Map()
        : decodeSavedSettings(definition, config !== undefined && isJsonObject(config) ? config : {}),
    hash: typeof hash === "number" ? hash : 0,
  };
}

function decodeSavedSettings(definition: BackendDefinition, config: JsonObject): BackendSettings {
  const settings = new Map(noSettings(definition));
  for (const { name, type } of definition.arguments) {
    const value = decodeJsonTree(config[name] ?? null, type);
    if (value.ok) settings.set(name, value.value);
  }
  return settings;
}

export async function writeSavedBackend(runtime: Runtime, backend: SavedBackend | undefined): Promise<void> {
  const directory = dataDirectory(runtime);
  const path = join(directory, "terraform.tfstate");
  if (backend === undefined) return runtime.disk.remove(path);
  await runtime.disk.makeDirectory(directory);
  const { type, settings, hash } = backend;
  const text = `{"version":3,"terraform_version":"1.11.4","backend":{"type":${JSON.stringify(type)},"config":${encodeSettings(settings)},"hash":${hash}}}`;
  await runtime.disk.writeFile(path, indentJson(text));
}
