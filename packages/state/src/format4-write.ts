import { Buffer } from "node:buffer";
import { compareKeys, formatModule, type InstanceKey } from "@tutti/addresses";
import { compareCodePoints, encodeJson, encodeJsonString, encodeTypeJson } from "@tutti/values";
import type { AddressList } from "./address-list.ts";
import { instanceProvider } from "./instance-provider.ts";
import { indentJson } from "./json-layout.ts";
import { encodePath } from "./path-json.ts";
import { PieceBuffer } from "./piece-buffer.ts";
import { copyRun } from "./ranges/copy-run.ts";
import { type InstanceEntry, instanceParts } from "./ranges/instance-parts.ts";
import { ownStates } from "./ranges/known-instances.ts";
import { rangeOf } from "./ranges/object-range.ts";
import type { RangeRecorder } from "./ranges/range-recorder.ts";
import type {
  CheckResult,
  InstanceObject,
  InstanceState,
  OutputState,
  ResourceState,
  State,
} from "./state.ts";

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
 * state: it is laid out object by object, and lists part by part. What is as it
 * was read from ranges is copied from there. `recorder` is told where objects lie.
 */
export function* encodeStatePieces(state: State, recorder?: RangeRecorder): Generator<Uint8Array> {
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
    yield* layResource(resource, out, recorder);
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

function* layResource(
  resource: ResourceState,
  out: PieceBuffer,
  recorder: RangeRecorder | undefined,
): Generator<Uint8Array> {
  const { module, mode, type, name } = resource.address;
  let isKeyed = false;
  let isPlain = true;
  for (const { current, deposed, providerKey } of ownStates(resource.instances)) {
    if (providerKey !== undefined) isKeyed = true;
    if (current === undefined || deposed.size > 0) isPlain = false;
  }
  const recorded = isPlain && !isKeyed ? recorder : undefined;
  recorded?.begin(resource);
  const members = [
    ...(module.length === 0 ? [] : [`"module": ${encodeJsonString(formatModule(module))}`]),
    `"mode": "${mode}"`,
    `"type": ${encodeJsonString(type)}`,
    `"name": ${encodeJsonString(name)}`,
    // Where its instances are kept by instances of the provider, each says by which.
    ...(isKeyed ? [] : [`"provider": ${encodeJsonString(resource.provider)}`]),
  ];
  out.text(`{\n      ${members.join(",\n      ")},\n      "instances": [`);
  let separator = FIRST;
  const parts = isKeyed ? undefined : instanceParts(resource.instances);
  for (const part of parts ?? entriesInOrder(resource.instances)) {
    if ("from" in part) {
      out.text(separator);
      recorded?.copied(part.instances, part.from, part.to, out.place);
      yield* copyRun(part, out);
      separator = NEXT;
      continue;
    }
    const { key, instance } = part;
    const provider = isKeyed ? instanceProvider(resource, instance) : undefined;
    for (const [deposedKey, object] of written(instance)) {
      out.text(separator);
      const from = out.place;
      const range = provider === undefined && deposedKey === undefined ? rangeOf(object, key) : undefined;
      if (range === undefined) yield* layObject(object, { key, deposedKey, provider }, out);
      else out.range(range.bytes, range.from, range.to);
      recorded?.object(key, object, from, out.place);
      if (out.isFull) yield out.take();
      separator = NEXT;
    }
  }
  out.text("\n      ]\n    }");
}

const FIRST = "\n        ";
const NEXT = `,${FIRST}`;

function* entriesInOrder(instances: ResourceState["instances"]): Generator<InstanceEntry> {
  for (const [key, instance] of inOrder(instances, compareKeys)) yield { key, instance };
}

function* layObject(object: InstanceObject, keys: ObjectKeys, out: PieceBuffer): Generator<Uint8Array> {
  out.text("{");
  layMembers(object, keys, out);
  const { dependencies } = object;
  if (dependencies.length > 0) {
    out.text(`,${MEMBER}"dependencies": [`);
    if (dependencies.parts.length === 0) layPart(dependencies, out);
    else yield* layParts(dependencies, out);
    out.text(`${MEMBER}]`);
  }
  out.text(object.createBeforeDestroy ? `,${MEMBER}"create_before_destroy": true${END}` : END);
}

/** Mostly they are already: those that were read, and those that were made one after the other. */
function inOrder<K, T>(
  entries: ReadonlyMap<K, T>,
  compare: (a: K, b: K) => number,
): Iterable<readonly [K, T]> {
  let before: { readonly key: K } | undefined;
  for (const key of entries.keys()) {
    if (before !== undefined && compare(before.key, key) > 0)
      return [...entries].sort(([a], [b]) => compare(a, b));
    before = { key };
  }
  return entries;
}

/** The current object, then those that wait to be destroyed. */
function written({
  current,
  deposed,
}: InstanceState): readonly (readonly [string | undefined, InstanceObject])[] {
  if (deposed.size === 0) return current === undefined ? [] : [[undefined, current]];
  const others = inOrder(deposed, compareCodePoints);
  return current === undefined ? [...others] : [[undefined, current], ...others];
}

interface ObjectKeys {
  readonly key: InstanceKey;
  readonly deposedKey: string | undefined;
  readonly provider: string | undefined;
}

function layMembers(
  object: InstanceObject,
  { key, deposedKey, provider }: ObjectKeys,
  out: PieceBuffer,
): void {
  let keys = "";
  if (key !== undefined) keys += `"index_key":${typeof key === "number" ? key : encodeJsonString(key)},`;
  if (object.status === "tainted") keys += '"status":"tainted",';
  if (deposedKey !== undefined) keys += `"deposed":${encodeJsonString(deposedKey)},`;
  if (provider !== undefined) keys += `"provider":${encodeJsonString(provider)},`;
  out.text(MEMBER);
  out.indented(keys + membersBeforeList(object), MARGIN);
}

const MARGIN = "          ";
/** Before a member of an object. */
const MEMBER = `\n${MARGIN}`;
/** Behind the last one. */
const END = "\n        }";

/** Laid-out texts of lists' parts, with a comma behind each: long lists share them. */
const laidParts = new WeakMap<AddressList, Buffer>();

function* layParts(list: AddressList, out: PieceBuffer): Generator<Uint8Array> {
  let before: AddressList | undefined;
  for (const part of list.leaves()) {
    if (before !== undefined) out.bytes(laidPart(before));
    if (out.isFull) yield out.take();
    before = part;
  }
  if (before !== undefined) layPart(before, out);
}

/** The last part, or the only one. */
function layPart(part: AddressList, out: PieceBuffer): void {
  const laid = laidPart(part);
  out.bytes(laid, laid.length - 1);
}

function laidPart(part: AddressList): Buffer {
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
): string {
  const { dependencies, createBeforeDestroy } = object;
  const list = dependencies.length > 0 ? `,"dependencies":${encodeList(dependencies)}` : "";
  return `${membersBeforeList(object)}${list}${createBeforeDestroy ? ',"create_before_destroy":true' : ""}`;
}

function membersBeforeList(object: InstanceObject): string {
  const { schemaVersion, attributesJson, sensitivePaths, identity, private: hidden } = object;
  const paths = sensitivePaths.length === 0 ? "" : sensitivePaths.map(encodePath).join(",");
  const known =
    identity === undefined
      ? ""
      : `,"identity_schema_version":${identity.schemaVersion},"identity":${identity.json}`;
  const secret =
    hidden === undefined || hidden.length === 0
      ? ""
      : `,"private":"${Buffer.from(hidden).toString("base64")}"`;
  return `"schema_version":${schemaVersion},"attributes":${attributesJson},"sensitive_attributes":[${paths}]${known}${secret}`;
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
