/** Outputs, objects and check results of format 4, for state files and journals. All throw refusals. */

import { Buffer } from "node:buffer";
import {
  decodeJsonTree,
  decodeTypeJson,
  isJsonObject,
  type Json,
  type JsonObject,
  type Path,
} from "@tutti/values";
import type { AddressList } from "./address-list.ts";
import { stateError } from "./errors.ts";
import { field, listField, textList } from "./format4-fields.ts";
import { compactJson } from "./json-layout.ts";
import { decodePath } from "./path-json.ts";
import { Refusal } from "./refusal.ts";
import type { CheckResult, InstanceObject, OutputState } from "./state.ts";

/** One entry of `outputs`. */
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

/** What is large of an object: it is not kept as a tree. */
export interface LargeMembers {
  /** As `compactJson` writes it. */
  readonly attributesJson: string;
  readonly dependencies: AddressList;
}

/** The rest of an entry of `instances`, but for what says which it is. */
export function decodeObject(
  json: JsonObject,
  resource: string,
  { attributesJson, dependencies }: LargeMembers,
): InstanceObject {
  const status = field(json, "status", "string", "");
  if (status !== "" && status !== "tainted")
    throw new Refusal(
      stateError("invalid-resource-instance-metadata-in-state"),
      `Instance of ${resource} has invalid status ${JSON.stringify(status)}.`,
    );
  const hidden = field(json, "private", "string", "");
  return {
    status: status === "tainted" ? "tainted" : "ready",
    schemaVersion: field(json, "schema_version", "number", 0),
    attributesJson,
    sensitivePaths: readPaths(json.sensitive_attributes, resource),
    private: hidden === "" ? undefined : new Uint8Array(Buffer.from(hidden, "base64")),
    dependencies,
    createBeforeDestroy: field(json, "create_before_destroy", "boolean", false),
    ...readIdentity(json),
  };
}

/** Terraform 1.12 and later write the version always, and the identity where there is one. */
function readIdentity({ identity, ...json }: JsonObject): Pick<InstanceObject, "identity"> {
  if (identity === undefined || identity === null) return {};
  const schemaVersion = field(json, "identity_schema_version", "number", 0);
  return { identity: { json: compactJson(identity), schemaVersion } };
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
