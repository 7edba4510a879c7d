import { Buffer } from "node:buffer";
import {
  type AbsoluteResource,
  formatInstance,
  formatResource,
  type InstanceKey,
  type ModuleInstance,
  parseTarget,
} from "@tutti/addresses";
import {
  decodeJsonTree,
  decodeTypeJson,
  isJsonObject,
  type Json,
  type JsonObject,
  JsonSyntaxError,
  jsonNumberText,
  type Path,
  parseJson,
} from "@tutti/values";
import { type AddressList, addressList } from "./address-list.ts";
import { stateError } from "./errors.ts";
import { compactJson } from "./json-layout.ts";
import { decodePath } from "./path-json.ts";
import { type Loaded, refused, type StateProblem } from "./problem.ts";
import { catchRefusal, Refusal } from "./refusal.ts";
import type {
  CheckResult,
  InstanceObject,
  InstanceState,
  OutputState,
  ResourceState,
  State,
} from "./state.ts";

const UNSUPPORTED = stateError("unsupported-state-file-format");
const INVALID = stateError("invalid-state-file-format");

/** Reads a state file; an empty text is for the caller to see. `reader` names us and our version in refusals. */
export function decodeState(
  text: string,
  reader: { readonly name: string; readonly version: string },
): Loaded<State> {
  const json = parseJson(text);
  if (json instanceof JsonSyntaxError) {
    const offset = Buffer.byteLength(text.slice(0, json.offset)) + (json.offset < text.length ? 1 : 0);
    return {
      ok: false,
      problems: [
        {
          ...UNSUPPORTED,
          detail: `The state file could not be parsed as JSON: syntax error at byte offset ${offset}.`,
        },
        missingVersion,
      ],
    };
  }
  if (!isJsonObject(json)) {
    const detail = `The version in the state file is ${kindOf(json)}. A positive whole number is required.`;
    return { ok: false, problems: [{ ...UNSUPPORTED, detail }, missingVersion] };
  }
  const wrong = checkVersion(json, reader);
  return wrong ?? decodeVersion4(json);
}

const missingVersion: StateProblem = {
  ...UNSUPPORTED,
  detail:
    'The state file does not have a "version" attribute, which is required to identify the format version.',
};

function checkVersion(
  json: JsonObject,
  reader: { readonly name: string; readonly version: string },
): { ok: false; problems: readonly StateProblem[] } | undefined {
  const version = json.version;
  if (version === undefined || version === null) return { ok: false, problems: [missingVersion] };
  if (typeof version !== "number" || version < 0) {
    const shown = jsonNumberText(version);
    return refused(
      UNSUPPORTED,
      `The version in the state file is ${shown === undefined ? kindOf(version) : `number ${shown}`}. A positive whole number is required.`,
    );
  }
  if (version === 0)
    return refused(
      UNSUPPORTED,
      "The state file uses JSON syntax but has a version number of zero. There was never a JSON-based state format zero, so this state file is invalid and cannot be processed.",
    );
  if (version < 4)
    return refused(
      UNSUPPORTED,
      `The state file uses format version ${version}, which is older than what ${reader.name} reads. Let Terraform 0.12 to 1.11 write it once more (for example "terraform refresh"), which brings it to format version 4.`,
    );
  if (version > 4)
    return refused(
      UNSUPPORTED,
      `The state file uses format version ${version}, which is not supported by ${reader.name} ${reader.version}. This state file may have been created by a newer version of ${reader.name}.`,
    );
  return undefined;
}

function kindOf(json: Json): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "array";
  return jsonNumberText(json) !== undefined ? "number" : typeof json === "boolean" ? "bool" : typeof json;
}

function decodeVersion4(json: JsonObject): Loaded<State> {
  return catchRefusal(() => ({
    terraformVersion: readToolVersion(json),
    serial: field(json, "serial", "number", 0),
    lineage: field(json, "lineage", "string", ""),
    outputs: readOutputs(objectField(json, "outputs")),
    resources: readResources(listField(json, "resources")),
    checkResults: listField(json, "check_results").map(readCheckResult),
  }));
}

function readToolVersion(json: JsonObject): string {
  const text = field(json, "terraform_version", "string", "");
  if (text !== "" && !/^v?\d+(\.\d+){0,2}([-+][0-9A-Za-z.+-]*)?$/.test(text))
    throw new Refusal(
      stateError("invalid-terraform-version-string"),
      `State file claims to have been written by Terraform version "${text}", which is not a valid version string.`,
    );
  return text;
}

function field(json: JsonObject, name: string, kind: "string", fallback: string): string;
function field(json: JsonObject, name: string, kind: "number", fallback: number): number;
function field(json: JsonObject, name: string, kind: "boolean", fallback: boolean): boolean;
function field(json: JsonObject, name: string, kind: string, fallback: Json): Json {
  const value = json[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== kind)
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return value;
}

function objectField(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value))
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return value;
}

function listField(json: JsonObject, name: string): readonly JsonObject[] {
  const value = json[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? (value as readonly Json[]) : undefined;
  if (items?.every(isJsonObject) !== true)
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return items as readonly JsonObject[];
}

function textList(json: JsonObject, name: string): readonly string[] {
  const value = json[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? (value as readonly Json[]) : [null];
  if (!items.every((item) => typeof item === "string"))
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return items as readonly string[];
}

function readOutputs(json: JsonObject): ReadonlyMap<string, OutputState> {
  const outputs = new Map<string, OutputState>();
  for (const [name, raw] of Object.entries(json)) outputs.set(name, decodeOutput(name, raw));
  return outputs;
}

/** Throws a refusal that `decodeState` and the journal turn into a problem. */
export function decodeOutput(name: string, raw: Json): OutputState {
  const json = isJsonObject(raw) ? raw : {};
  const type = decodeTypeJson(json.type ?? null);
  if (type === undefined)
    throw new Refusal(
      stateError("invalid-output-value-type-in-state"),
      `The state file has an invalid type specification for output "${name}": invalid primitive type name ${compactJson(json.type ?? null)}.`,
    );
  const value = decodeJsonTree(json.value ?? null, type);
  if (!value.ok)
    throw new Refusal(
      stateError("invalid-output-value-in-state"),
      `The state file has an invalid value for output "${name}": ${value.error.message}.`,
    );
  return { value: value.value, sensitive: field(json, "sensitive", "boolean", false) };
}

/** One resource may stand there in parts; Terraform joins them too, the provider is that of the last. */
function readResources(list: readonly JsonObject[]): ReadonlyMap<string, ResourceState> {
  const resources = new Map<string, ResourceState>();
  for (const json of list) {
    const address = readAddress(json);
    const name = formatResource(address);
    const provider = readProvider(json, name);
    const instances = new Map(resources.get(name)?.instances);
    for (const instance of listField(json, "instances")) readInstance(instances, instance, address);
    resources.set(name, { address, provider, instances });
  }
  return resources;
}

function readAddress(json: JsonObject): AbsoluteResource {
  const mode = field(json, "mode", "string", "");
  const type = field(json, "type", "string", "");
  const name = field(json, "name", "string", "");
  if (mode !== "managed" && mode !== "data")
    throw new Refusal(
      stateError("invalid-resource-mode-in-state"),
      `State contains a resource with mode "${mode}" ("${type}" "${name}") which is not supported.`,
    );
  return { module: readModule(field(json, "module", "string", "")), mode, type, name };
}

function readProvider(json: JsonObject, resource: string): string {
  const provider = field(json, "provider", "string", "");
  if (!/^(module\..*\.)?provider[[.]/.test(provider))
    throw new Refusal(
      stateError("invalid-provider-configuration-address-in-state"),
      `The state entry for ${resource} has an invalid provider configuration address ${JSON.stringify(provider)}.`,
    );
  return provider;
}

function readModule(text: string): ModuleInstance {
  if (text === "") return [];
  const target = parseTarget(text);
  if (!target.ok || target.value.kind !== "module")
    throw new Refusal(
      stateError("invalid-module-address-in-state"),
      `The state file contains an invalid module address ${JSON.stringify(text)}.`,
    );
  return target.value.module;
}

function readInstance(
  instances: Map<InstanceKey, InstanceState>,
  json: JsonObject,
  resource: AbsoluteResource,
): void {
  const key = readKey(json, resource);
  const text = formatInstance({ ...resource, key });
  const dependencies = addressList(textList(json, "dependencies"));
  const object = decodeObject(json, formatResource(resource), dependencies);
  const before = instances.get(key) ?? { current: undefined, deposed: new Map() };
  const deposedKey = field(json, "deposed", "string", "");
  if (deposedKey === "") {
    if (before.current !== undefined) throw duplicate(`Instance ${text}`);
    instances.set(key, { ...before, current: object });
    return;
  }
  if (!/^[0-9a-f]{8}$/.test(deposedKey))
    throw new Refusal(
      stateError("invalid-resource-instance-metadata-in-state"),
      `Instance ${text} has an object with deposed key ${JSON.stringify(deposedKey)}, which is not correctly formatted.`,
    );
  if (before.deposed.has(deposedKey)) throw duplicate(`Instance ${text} deposed object "${deposedKey}"`);
  instances.set(key, { ...before, deposed: new Map([...before.deposed, [deposedKey, object]]) });
}

/** Neither of the two can be told to be the right one. */
function duplicate(what: string): Refusal {
  return new Refusal(
    stateError("duplicate-resource-instance-in-state"),
    `${what} appears multiple times in the state file.`,
  );
}

function readKey(json: JsonObject, resource: AbsoluteResource): InstanceKey {
  const key = json.index_key ?? undefined;
  if (key === undefined || typeof key === "string") return key;
  // Terraform cuts a fraction off, and so do we: two keys may become one.
  const number = Math.trunc(Number(jsonNumberText(key)));
  if (Number.isSafeInteger(number)) return number;
  throw new Refusal(
    stateError("invalid-resource-instance-metadata-in-state"),
    `Resource ${formatResource(resource)} has an instance with the invalid instance key ${compactJson(key)}.`,
  );
}

/** Throws a refusal, like `decodeOutput`. */
export function decodeObject(json: JsonObject, resource: string, dependencies: AddressList): InstanceObject {
  const status = field(json, "status", "string", "");
  if (status !== "" && status !== "tainted")
    throw new Refusal(
      stateError("invalid-resource-instance-metadata-in-state"),
      `Instance of ${resource} has invalid status ${JSON.stringify(status)}.`,
    );
  const attributes = json.attributes ?? json.attributes_flat ?? null;
  const hidden = field(json, "private", "string", "");
  return {
    status: status === "tainted" ? "tainted" : "ready",
    schemaVersion: field(json, "schema_version", "number", 0),
    attributesJson: compactJson(attributes),
    sensitivePaths: readPaths(json.sensitive_attributes, resource),
    private: hidden === "" ? undefined : new Uint8Array(Buffer.from(hidden, "base64")),
    dependencies,
    createBeforeDestroy: field(json, "create_before_destroy", "boolean", false),
  };
}

function readPaths(json: Json | undefined, resource: string): readonly Path[] {
  if (json === undefined || json === null) return [];
  const paths = Array.isArray(json) ? (json as readonly Json[]).map(decodePath) : [undefined];
  if (paths.some((path) => path === undefined))
    throw new Refusal(
      stateError("invalid-sensitive-attribute-path-in-state"),
      `Instance of ${resource} has a sensitive attribute path that is no path.`,
    );
  return paths.filter((path) => path !== undefined);
}

/** One entry of `check_results`. */
export function readCheckResult(json: JsonObject): CheckResult {
  return {
    objectKind: field(json, "object_kind", "string", "resource") as CheckResult["objectKind"],
    configAddress: field(json, "config_addr", "string", ""),
    status: field(json, "status", "string", "unknown") as CheckResult["status"],
    objects: listField(json, "objects").map((object) => ({
      address: field(object, "object_addr", "string", ""),
      status: field(object, "status", "string", "unknown") as CheckResult["status"],
      failureMessages: textList(object, "failure_messages"),
    })),
  };
}
