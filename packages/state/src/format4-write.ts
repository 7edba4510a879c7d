import { Buffer } from "node:buffer";
import { compareKeys, formatModule } from "@tutti/addresses";
import { compareCodePoints, encodeJson, encodeJsonString, encodeTypeJson } from "@tutti/values";
import type { AddressList } from "./address-list.ts";
import { indentJson } from "./json-layout.ts";
import { encodePath } from "./path-json.ts";
import type { CheckResult, InstanceObject, OutputState, ResourceState, State } from "./state.ts";

/** The state as the bytes of format 4 that Terraform itself writes: order of members, layout, the last line break. */
export function encodeState(state: State): string {
  const members = [
    '"version": 4',
    `"terraform_version": ${encodeJsonString(state.terraformVersion)}`,
    `"serial": ${state.serial}`,
    `"lineage": ${encodeJsonString(state.lineage)}`,
    `"outputs": ${indentJson(`{${sortedOutputs(state.outputs).join(",")}}`, "  ")}`,
    `"resources": ${encodeResources(state)}`,
    `"check_results": ${indentJson(encodeCheckResults(state.checkResults), "  ")}`,
  ];
  return `{\n  ${members.join(",\n  ")}\n}\n`;
}

/** Laid out one by one: the text of all of them without its layout would be there beside the whole. */
function encodeResources(state: State): string {
  const resources = sortedResources(state).map((resource) => indentJson(encodeResource(resource), "    "));
  return resources.length === 0 ? "[]" : `[\n    ${resources.join(",\n    ")}\n  ]`;
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
    .sort(
      (a, b) =>
        compareCodePoints(a.module, b.module) ||
        compareCodePoints(a.resource.address.mode, b.resource.address.mode) ||
        compareCodePoints(a.resource.address.type, b.resource.address.type) ||
        compareCodePoints(a.resource.address.name, b.resource.address.name),
    )
    .map(({ resource }) => resource);
}

function encodeResource(resource: ResourceState): string {
  const { module, mode, type, name } = resource.address;
  const instances: string[] = [];
  for (const [key, instance] of [...resource.instances].sort(([a], [b]) => compareKeys(a, b))) {
    const keyed =
      key === undefined ? [] : [`"index_key":${typeof key === "number" ? key : encodeJsonString(key)}`];
    if (instance.current !== undefined) instances.push(encodeInstance(instance.current, keyed, undefined));
    for (const [deposedKey, object] of [...instance.deposed].sort(([a], [b]) => compareCodePoints(a, b)))
      instances.push(encodeInstance(object, keyed, deposedKey));
  }
  const members = [
    ...(module.length === 0 ? [] : [`"module":${encodeJsonString(formatModule(module))}`]),
    `"mode":"${mode}"`,
    `"type":${encodeJsonString(type)}`,
    `"name":${encodeJsonString(name)}`,
    `"provider":${encodeJsonString(resource.provider)}`,
    `"instances":[${instances.join(",")}]`,
  ];
  return `{${members.join(",")}}`;
}

function encodeInstance(
  object: InstanceObject,
  keyed: readonly string[],
  deposedKey: string | undefined,
): string {
  const members = [...keyed];
  if (object.status === "tainted") members.push('"status":"tainted"');
  if (deposedKey !== undefined) members.push(`"deposed":${encodeJsonString(deposedKey)}`);
  members.push(...encodeObjectMembers(object));
  return `{${members.join(",")}}`;
}

/** The members of an object that do not say which it is. */
export function encodeObjectMembers(
  object: InstanceObject,
  encodeList: (list: AddressList) => string = encodeTexts,
): readonly string[] {
  const members = [
    `"schema_version":${object.schemaVersion}`,
    `"attributes":${object.attributesJson}`,
    `"sensitive_attributes":[${object.sensitivePaths.map(encodePath).join(",")}]`,
  ];
  if (object.private !== undefined && object.private.length > 0)
    members.push(`"private":"${Buffer.from(object.private).toString("base64")}"`);
  if (object.dependencies.length > 0) members.push(`"dependencies":${encodeList(object.dependencies)}`);
  if (object.createBeforeDestroy) members.push('"create_before_destroy":true');
  return members;
}

function encodeTexts(list: AddressList): string {
  return `[${Array.from(list, encodeJsonString).join(",")}]`;
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
