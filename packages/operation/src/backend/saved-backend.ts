import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import {
  type BackendDefinition,
  type BackendSettings,
  encodeSettings,
  findBackend,
  indentJson,
  noSettings,
} from "@tutti/state";
import { decodeJsonTree, isJsonObject, type JsonObject, parseJsonObject } from "@tutti/values";
import { dataDirectory } from "../data-directory.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";

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
  const backend = parseJsonObject(await runtime.disk.readText(path))?.backend;
  if (!isJsonObject(backend) || typeof backend.type !== "string") return undefined;
  const { type, config, hash } = backend;
  const definition = await findBackend(type);
  return {
    type,
    settings:
      typeof definition === "string"
        ? new Map()
        : decodeSavedSettings(definition, isJsonObject(config) ? config : {}),
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
  const { type, hash } = backend;
  const settings = await terraformSettings(backend);
  const text = `{"version":3,"terraform_version":"${TERRAFORM_VERSION}","backend":{"type":${JSON.stringify(type)},"config":${encodeSettings(settings)},"hash":${hash}}}`;
  await runtime.disk.writeFile(path, indentJson(text));
}

/** Terraform takes a directory for one that was never initialised where an argument is named that it does not know. */
async function terraformSettings({ type, settings }: SavedBackend): Promise<BackendSettings> {
  const definition = await findBackend(type);
  if (typeof definition === "string") return settings;
  const beyond = definition.arguments.filter(({ isBeyondTerraform }) => isBeyondTerraform === true);
  const unset = beyond.filter(({ name }) => settings.get(name)?.isNull !== false).map(({ name }) => name);
  return new Map([...settings].filter(([name]) => !unset.includes(name)));
}
