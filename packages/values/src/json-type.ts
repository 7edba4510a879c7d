/** Types as JSON: `"string"`, `["list","string"]`, `["object",{"a":"number"},["optional names"]]`. */

import { isJsonObject, type Json, JsonNumber } from "./json-tree.ts";
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  STRING,
  setType,
  type Type,
  tupleType,
} from "./type.ts";

/** The form that states, plans, schemas and providers write. */
export function encodeTypeJson(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `["${type.kind}",${encodeTypeJson(type.element)}]`;
    case "tuple":
      return `["tuple",[${type.elements.map(encodeTypeJson).join(",")}]]`;
    case "object": {
      const members = [...type.attributes].map(
        ([name, attribute]) => `${JSON.stringify(name)}:${encodeTypeJson(attribute)}`,
      );
      const optional = type.optional.size === 0 ? "" : `,${JSON.stringify([...type.optional].sort())}`;
      return `["object",{${members.join(",")}}${optional}]`;
    }
    default:
      return `"${type.kind}"`;
  }
}

const SIMPLE: ReadonlyMap<Json, Type> = new Map<Json, Type>([
  ["string", STRING],
  ["number", NUMBER],
  ["bool", BOOL],
  ["dynamic", DYNAMIC],
]);

/** The type that a parsed JSON tree describes; undefined if it describes none. */
export function decodeTypeJson(json: Json): Type | undefined {
  if (!Array.isArray(json)) return SIMPLE.get(json);
  const [kind, inner, optional] = json as readonly Json[];
  if (inner === undefined) return undefined;
  switch (kind) {
    case "list":
    case "set":
    case "map": {
      const element = decodeTypeJson(inner);
      if (element === undefined) return undefined;
      return kind === "list" ? listType(element) : kind === "set" ? setType(element) : mapType(element);
    }
    case "tuple": {
      if (!Array.isArray(inner)) return undefined;
      const elements = (inner as readonly Json[]).map(decodeTypeJson);
      return elements.every((element) => element !== undefined) ? tupleType(elements) : undefined;
    }
    case "object":
      return decodeObject(inner, optional);
    default:
      return undefined;
  }
}

function decodeObject(members: Json, optional: Json | undefined): Type | undefined {
  if (!isJsonObject(members)) return undefined;
  const attributes: [string, Type][] = [];
  for (const [name, member] of Object.entries(members)) {
    const type = decodeTypeJson(member);
    if (type === undefined) return undefined;
    attributes.push([name.normalize("NFC"), type]);
  }
  const names = Array.isArray(optional) ? optional.filter((name) => typeof name === "string") : [];
  return objectType(attributes, names);
}

/** The type that JSON data has by itself: arrays are tuples, null is of any type. */
export function impliedType(json: Json): Type {
  if (json === null) return DYNAMIC;
  if (typeof json === "string") return STRING;
  if (typeof json === "boolean") return BOOL;
  if (typeof json === "number" || json instanceof JsonNumber) return NUMBER;
  if (Array.isArray(json)) return tupleType((json as readonly Json[]).map(impliedType));
  return objectType(
    Object.entries(json).map(([name, member]) => [name.normalize("NFC"), impliedType(member)] as const),
  );
}
