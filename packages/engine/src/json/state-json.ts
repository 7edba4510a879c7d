/** A state as `show -json` writes it. */

import { formatInstance, formatResource } from "@tutti/addresses";
import type { ProviderSchema } from "@tutti/plugin";
import { type State, type StoredObject, storedObjects } from "@tutti/state";
import {
  compareCodePoints,
  encodeTypeJson,
  type Json,
  JsonSyntaxError,
  parseJson,
  unmarkDeep,
  type Value,
} from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { identitySchemaOf, sameVersionIdentity } from "../object/identity.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import { markBySchema } from "../object/schema-marks.ts";
import { checksJson } from "./checks-json.ts";
import { type LazyJson, LazyObject } from "./lazy-json.ts";
import { type Listed, moduleTreeJson } from "./module-tree.ts";
import { objectJson, sensitiveJson, valueJson } from "./value-json.ts";

export interface StateJsonOptions {
  readonly productVersion: string;
  /** Results of checks too: not within a plan. */
  readonly checks?: boolean;
}

/** A state in Terraform's JSON form, version 1.0. */
export function stateToJson(
  state: State,
  schemas: ReadonlyMap<string, ProviderSchema>,
  { productVersion, checks }: StateJsonOptions,
): LazyJson {
  const empty = state.resources.size === 0 && state.outputs.size === 0;
  return new LazyObject({
    format_version: "1.0",
    terraform_version: empty
      ? undefined
      : state.terraformVersion === ""
        ? productVersion
        : state.terraformVersion,
    values: empty
      ? undefined
      : new LazyObject({ outputs: outputsJson(state), root_module: resourcesJson(state, schemas) }),
    checks: empty || !checks || state.checkResults.length === 0 ? undefined : checksJson(state.checkResults),
  });
}

function outputsJson({ outputs }: State): Json | undefined {
  if (outputs.size === 0) return undefined;
  const sorted = [...outputs].sort(([a], [b]) => compareCodePoints(a, b));
  const entries = sorted.map(([name, { value, sensitive }]) => {
    const bare = unmarkDeep(value).value;
    return [name, { sensitive, value: valueJson(bare) ?? null, type: typeJson(bare.type) }] as const;
  });
  return Object.fromEntries(entries);
}

export function typeJson(type: Parameters<typeof encodeTypeJson>[0]): Json {
  const json = parseJson(encodeTypeJson(type));
  return json instanceof JsonSyntaxError ? null : json;
}

function resourcesJson(state: State, schemas: ReadonlyMap<string, ProviderSchema>): LazyJson {
  const listed = Array.from(storedObjects(state), (stored): Listed => {
    const text = formatInstance(stored.address);
    return { address: stored.address, text, json: () => objectOfState(stored, text, schemas) };
  });
  return moduleTreeJson(listed);
}

function objectOfState(
  { resource, address: { key }, deposedKey, object }: StoredObject,
  text: string,
  schemas: ReadonlyMap<string, ProviderSchema>,
): Json {
  const { address, provider } = resource;
  const source = providerSourceOf(provider);
  const schema = schemaOf(schemas, source, address);
  const identity = identitySchemaOf(schemas, source, address);
  const decoded =
    schema === undefined ? undefined : decodeSameVersion(object, schema, formatResource(address)).value;
  const value =
    decoded === undefined || schema === undefined ? undefined : markBySchema(schema.block, decoded);
  return objectJson({
    address: text,
    mode: address.mode,
    type: address.type,
    name: address.name,
    index: key,
    provider_name: source,
    schema_version: object.schemaVersion,
    values: value === undefined ? undefined : valueJson(value),
    sensitive_values: value === undefined ? {} : sensitiveJson(value),
    depends_on: object.dependencies.length === 0 ? undefined : [...object.dependencies],
    tainted: object.status === "tainted" ? true : undefined,
    deposed_key: deposedKey,
    ...identityMembers(identity?.version, sameVersionIdentity(object, identity)),
  });
}

/** What tells the object from others; no members where that is not known. */
export function identityMembers(
  version: number | undefined,
  identity: Value | undefined,
): Readonly<Record<string, Json | undefined>> {
  if (version === undefined || identity === undefined || !identity.isWhollyKnown) return {};
  return { identity_schema_version: version, identity: valueJson(identity) };
}
