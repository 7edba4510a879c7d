import {
  decodeJsonTree,
  decodeTypeJson,
  encodeJson,
  encodeJsonString,
  isJsonObject,
  type Json,
  type Path,
  type PathStep,
} from "@tutti/values";

/** A path as format 4 writes it: `[{"type":"get_attr","value":"a"},{"type":"index","value":{…}}]`. */
export function encodePath(path: Path): string {
  return `[${path.map(encodeStep).join(",")}]`;
}

function encodeStep(step: PathStep): string {
  return step.kind === "attribute"
    ? `{"type":"get_attr","value":${encodeJsonString(step.name)}}`
    : `{"type":"index","value":{"value":${encodeJson(step.key)},"type":"${step.key.type.kind}"}}`;
}

/** Undefined where it is no path. */
export function decodePath(json: Json | undefined): Path | undefined {
  if (!Array.isArray(json)) return undefined;
  const steps: PathStep[] = [];
  for (const item of json as readonly Json[]) {
    const step = decodeStep(item);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return steps;
}

function decodeStep(json: Json): PathStep | undefined {
  if (!isJsonObject(json)) return undefined;
  const value = json.value;
  if (json.type === "get_attr") {
    return typeof value === "string" ? { kind: "attribute", name: value } : undefined;
  }
  if (json.type !== "index" || !isJsonObject(value)) return undefined;
  const type = decodeTypeJson(value.type ?? null);
  if (type === undefined) return undefined;
  const key = decodeJsonTree(value.value ?? null, type);
  return key.ok ? { kind: "index", key: key.value } : undefined;
}
