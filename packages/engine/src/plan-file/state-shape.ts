/** What a plan file says of states, as it must look. */

import type { ModuleStep, ResourceInstance } from "@tutti/addresses";
import {
  AddressList,
  type CheckResult,
  type InstanceObject,
  type JournalRecord,
  type OutputState,
  type StoredIdentity,
} from "@tutti/state";
import { type Path, type PathStep, Value } from "@tutti/values";
import type { PackedStates } from "./plan-states.ts";
import {
  bytes,
  eachOf,
  oneOf,
  optional,
  passing,
  record,
  type Shape,
  text,
  truth,
  variants,
  whole,
} from "./shape.ts";

export const value = passing<Value>((thing) => thing instanceof Value, "is no value");

export const key: Shape<ResourceInstance["key"]> = (thing) =>
  thing === undefined || typeof thing === "string" ? thing : whole(thing);

export const moduleInstance = eachOf(record<ModuleStep>({ name: text, key }));

export const instance = record<ResourceInstance>({
  module: moduleInstance,
  mode: oneOf("managed", "data", "ephemeral", "list"),
  type: text,
  name: text,
  key,
});

export const path: Shape<Path> = eachOf(
  variants<PathStep>({ attribute: { name: text }, index: { key: value } }),
);

const status = oneOf("pass", "fail", "error", "unknown");

export const checkResult = record<CheckResult>({
  objectKind: oneOf("resource", "output", "check", "var"),
  configAddress: text,
  status,
  objects: eachOf(
    record<CheckResult["objects"][number]>({ address: text, status, failureMessages: eachOf(text) }),
  ),
});

const addresses = passing<AddressList>((thing) => thing instanceof AddressList, "is no list of addresses");

const json = passing<string>(isJson, "is no JSON");

function isJson(thing: unknown): boolean {
  try {
    return typeof thing === "string" && JSON.parse(thing) !== undefined;
  } catch {
    return false;
  }
}

const object = record<InstanceObject>({
  status: oneOf("ready", "tainted"),
  schemaVersion: whole,
  attributesJson: json,
  sensitivePaths: eachOf(path),
  private: optional(bytes),
  dependencies: addresses,
  createBeforeDestroy: truth,
  identity: optional(record<StoredIdentity>({ json, schemaVersion: whole })),
});

const journalRecord = variants<JournalRecord>({
  intent: {
    operationId: text,
    address: instance,
    deposedKey: optional(text),
    provider: text,
    action: oneOf("create", "update", "delete"),
    schemaVersion: whole,
    plannedJson: json,
    dependencies: addresses,
    createBeforeDestroy: truth,
    provisioned: truth,
  },
  object: {
    operationId: optional(text),
    address: instance,
    deposedKey: optional(text),
    provider: text,
    object: optional(object),
  },
  depose: { address: instance, deposedKey: text },
  restore: { address: instance, deposedKey: text },
  move: { from: instance, to: instance, provider: optional(text) as Shape<string> },
  output: { name: text, output: optional(record<OutputState>({ value, sensitive: truth })) },
  checks: { results: eachOf(checkResult) },
});

export const packedStates = record<PackedStates>({
  digest: text,
  serial: whole,
  lineage: text,
  order: optional(eachOf(text)),
  refreshed: eachOf(journalRecord),
});
