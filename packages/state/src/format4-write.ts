import { Buffer } from "node:buffer";
import { compareKeys, formatModule, type InstanceKey } from "@tutti/addresses";
import { compareCodePoints, encodeJson, encodeJsonString, encodeTypeJson } from "@tutti/values";
import type { AddressList } from "./address-list.ts";
import { instanceProvider } from "./instance-provider.ts";
import { indentJson } from "./json-layout.ts";
import { encodePath } from "./path-json.ts";
import { PieceBuffer } from "./piece-buffer.ts";
import type { CheckResult, InstanceObject, OutputState, ResourceState, State } from "./state.ts";

/** The state as the text of format 4; for what is stored there is `encodeStatePieces`. */
export function encodeState(state: State): string {
  let text = "";
  for (const piece of encodeStatePieces(state)) text += Buffer.from(piece).toString("utf8");
  return text;
}

/**
 * The state as the bytes of format 4 that Terraform itself writes: order of
 * members, layout, the last line break. Each piece is whole characters, and is
 * good until the next is asked for. What is in memory does not grow with the
 * state: it is laid out object by object, and lists part by part.
 */
export function* encodeStatePieces(state: State): Generator<Uint8Array> {
  const out = new PieceBuffer();
  out.text(`{
  "version": 4,
  "terraform_version": ${encodeJsonString(state.terraformVersion)},
  "serial": ${state.serial},
  "lineage": ${encodeJsonString(state.lineage)},
  "outputs": ${indentJson(`{${sortedOutputs(state.outputs).join(",")}}`, "  ")},
  "resources": [`);
  let separator = "\n    ";
  for (const resource of sortedResources(state)) {
    out.text(separator);
    yield* layResource(resource, out);
    separator = ",\n    ";
  }
  out.text(separator.startsWith(",") ? "\n  ]" : "]");
  out.text(`,\n  "check_results": ${indentJson(encodeCheckResults(state.checkResults), "  ")}\n}\n`);
  yield out.take();
}

function sortedOutputs(outputs: ReadonlyMap<string, OutputState>): readonly string[] {
  return [...outputs]
    .toSorted(([a], [b]) => compareCodePoints(a, b))
    .map(([name, output]) => `${encodeJsonString(name)}:${encodeOutput(output)}`);
}

/** `{"value":…,"type":…}`, with `"sensitive":true` where it is. */
export function encodeOutput({ value, sensitive }: OutputState): string {
  const type = encodeTypeJson(value.type);
  return `{"value":${encodeJson(value)},"type":${type}${sensitive ? ',"sensitive":true' : ""}}`;
}

function sortedResources(state: State): readonly ResourceState[] {
  return [...state.resources.values()]
    .filter((resource) => resource.instances.size > 0)
    .map((resource) => ({ resource, module: formatModule(resource.address.module) }))
    .sort(compareListed)
    .map(({ resource }) => resource);
}

interface Listed {
  readonly resource: ResourceState;
  readonly module: string;
}

function compareListed(a: Listed, b: Listed): number {
  return (
    compareCodePoints(a.module, b.module) ||
    compareCodePoints(a.resource.address.mode, b.resource.address.mode) ||
    compareCodePoints(a.resource.address.type, b.resource.address.type) ||
    compareCodePoints(a.resource.address.name, b.resource.address.name)
  );
}

/** Whether resources follow each other as they are written: those of a state that was read do. */
export function isInTextOrder(state: State): boolean {
  let before: Listed | undefined;
  for (const resource of state.resources.values()) {
    const listed = { resource, module: formatModule(resource.address.module) };
    if (before !== undefined && compareListed(before, listed) > 0) return false;
    before = listed;
  }
  return true;
}

function* layResource(resource: ResourceState, out: PieceBuffer): Generator<Uint8Array> {
  const { module, mode, type, name } = resource.address;
  const isKeyed = [...resource.instances.values()].some(({ providerKey }) => providerKey !== undefined);
  const members = [
    ...(module.length === 0 ? [] : [`"module": ${encodeJsonString(formatModule(module))}`]),
    `"mode": "${mode}"`,
    `"type": ${encodeJsonString(type)}`,
    `"name": ${encodeJsonString(name)}`,
    // Where its instances are kept by instances of the provider, each says by which.
    ...(isKeyed ? [] : [`"provider": ${encodeJsonString(resource.provider)}`]),
  ];
  out.text(`{\n      ${members.join(",\n      ")},\n      "instances": [`);
  let separator = "\n        ";
  for (const { object, ...keys } of sortedObjects(resource)) {
    out.text(separator);
    const provider = isKeyed ? instanceProvider(resource, resource.instances.get(keys.key)) : undefined;
    yield* layObject(object, { ...keys, provider }, out);
    separator = ",\n        ";
  }
  out.text("\n      ]\n    }");
}

interface KeyedObject {
  readonly key: InstanceKey;
  readonly deposedKey: string | undefined;
  readonly object: InstanceObject;
}

function* sortedObjects(resource: ResourceState): Generator<KeyedObject> {
  for (const [key, instance] of [...resource.instances].sort(([a], [b]) => compareKeys(a, b))) {
    if (instance.current !== undefined) yield { key, deposedKey: undefined, object: instance.current };
    for (const [deposedKey, object] of [...instance.deposed].sort(([a], [b]) => compareCodePoints(a, b)))
      yield { key, deposedKey, object };
  }
}

function* layObject(
  object: InstanceObject,
  { key, deposedKey, provider }: Omit<KeyedObject, "object"> & { readonly provider: string | undefined },
  out: PieceBuffer,
): Generator<Uint8Array> {
  const members: string[] = [];
  if (key !== undefined) members.push(`"index_key":${typeof key === "number" ? key : encodeJsonString(key)}`);
  if (object.status === "tainted") members.push('"status":"tainted"');
  if (deposedKey !== undefined) members.push(`"deposed":${encodeJsonString(deposedKey)}`);
  if (provider !== undefined) members.push(`"provider":${encodeJsonString(provider)}`);
  members.push(...membersBeforeList(object));
  out.text(`{${MEMBER}${indentJson(members.join(","), MEMBER.slice(1))}`);
  if (object.dependencies.length > 0) {
    out.text(`,${MEMBER}"dependencies": [`);
    yield* layList(object.dependencies, out);
    out.text(`${MEMBER}]`);
  }
  if (object.createBeforeDestroy) out.text(`,${MEMBER}"create_before_destroy": true`);
  out.text("\n        }");
  if (out.isFull) yield out.take();
}

/** Before a member of an object. */
const MEMBER = "\n          ";

/** Laid-out texts of lists' parts, with a comma behind each: long lists share them. */
const laidParts = new WeakMap<AddressList, Uint8Array>();

function* layList(list: AddressList, out: PieceBuffer): Generator<Uint8Array> {
  let before: Uint8Array | undefined;
  for (const part of list.leaves()) {
    if (before !== undefined) out.bytes(before);
    if (out.isFull) yield out.take();
    before = laidPart(part);
  }
  if (before !== undefined) out.bytes(before.subarray(0, -1));
}

function laidPart(part: AddressList): Uint8Array {
  let laid = laidParts.get(part);
  if (laid === undefined) {
    laid = Buffer.from(part.texts.map(({ text }) => `${MEMBER}  ${encodeJsonString(text)},`).join(""));
    laidParts.set(part, laid);
  }
  return laid;
}

/** The members of an object that do not say which it is. */
export function encodeObjectMembers(
  object: InstanceObject,
  encodeList: (list: AddressList) => string,
): readonly string[] {
  const members = [...membersBeforeList(object)];
  if (object.dependencies.length > 0) members.push(`"dependencies":${encodeList(object.dependencies)}`);
  if (object.createBeforeDestroy) members.push('"create_before_destroy":true');
  return members;
}

function membersBeforeList(object: InstanceObject): readonly string[] {
  const members = [
    `"schema_version":${object.schemaVersion}`,
    `"attributes":${object.attributesJson}`,
    `"sensitive_attributes":[${object.sensitivePaths.map(encodePath).join(",")}]`,
  ];
  const { identity } = object;
  if (identity !== undefined)
    members.push(`"identity_schema_version":${identity.schemaVersion}`, `"identity":${identity.json}`);
  if (object.private !== undefined && object.private.length > 0)
    members.push(`"private":"${Buffer.from(object.private).toString("base64")}"`);
  return members;
}

/** Null where there are none, as Terraform writes it. */
export function encodeCheckResults(results: readonly CheckResult[]): string {
  if (results.length === 0) return "null";
  return `[${results.map(encodeCheckResult).join(",")}]`;
}

function encodeCheckResult(result: CheckResult): string {
  const objects = result.objects.map(({ address, status, failureMessages }) => {
    const messages =
      failureMessages.length === 0
        ? ""
        : `,"failure_messages":[${failureMessages.map(encodeJsonString).join(",")}]`;
    return `{"object_addr":${encodeJsonString(address)},"status":"${status}"${messages}}`;
  });
  return `{"object_kind":"${result.objectKind}","config_addr":${encodeJsonString(result.configAddress)},"status":"${result.status}","objects":${
    objects.length === 0 ? "null" : `[${objects.join(",")}]`
  }}`;
}
