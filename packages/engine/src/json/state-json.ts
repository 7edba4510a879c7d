/** A state as `show -json` writes it. */

import { formatInstance, formatResource, type ResourceInstance } from "@tutti/addresses";
import type { ProviderSchema } from "@tutti/plugin";
import { compactJson, type State, type StoredObject, storedObjects } from "@tutti/state";
import {
  compareCodePoints,
  encodeJsonString,
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
import { JsonText, type LazyJson, LazyObject } from "./lazy-json.ts";
import { type Listed, moduleTreeJson } from "./module-tree.ts";
import { valueJson } from "./value-json.ts";
import { keyText, membersText, optionalText, sensitiveText, valueText } from "./value-text.ts";

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
  { resource, address: instance, deposedKey, object }: StoredObject,
  text: string,
  schemas: ReadonlyMap<string, ProviderSchema>,
): JsonText {
  const { address, provider } = resource;
  const source = providerSourceOf(provider);
  const schema = schemaOf(schemas, source, address);
  const identity = identitySchemaOf(schemas, source, address);
  const decoded =
    schema === undefined ? undefined : decodeSameVersion(object, schema, formatResource(address)).value;
  const value =
    decoded === undefined || schema === undefined ? undefined : markBySchema(schema.block, decoded);
  const { dependencies } = object;
  return new JsonText(
    membersText({
      address: encodeJsonString(text),
      ...placeMembers(instance, source),
      schema_version: String(object.schemaVersion),
      values: value === undefined ? undefined : valueText(value),
      sensitive_values: value === undefined ? "{}" : sensitiveText(value),
      depends_on: dependencies.length === 0 ? undefined : compactJson([...dependencies]),
      tainted: object.status === "tainted" ? "true" : undefined,
      deposed_key: optionalText(deposedKey),
      ...identityMembers(identity?.version, sameVersionIdentity(object, identity)),
    }),
  );
}

/** Where an object stands in the configuration, behind its address, and whose it is; each as its text. */
export function placeMembers(
  { mode, type, name, key }: ResourceInstance,
  source: string,
): Readonly<Record<string, string | undefined>> {
  return {
    mode: encodeJsonString(mode),
    type: encodeJsonString(type),
    name: encodeJsonString(name),
    index: keyText(key),
    provider_name: encodeJsonString(source),
  };
}

/** What tells the object from others; no members where that is not known; each as its text. */
export function identityMembers(
  version: number | undefined,
  identity: Value | undefined,
): Readonly<Record<string, string | undefined>> {
  if (version === undefined || identity === undefined || !identity.isWhollyKnown) return {};
  return { identity_schema_version: String(version), identity: valueText(identity) };
}
